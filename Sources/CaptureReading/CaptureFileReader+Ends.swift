// In the middle of what a capture may end.

extension CaptureFileReader {
    /// What the bytes that are left are the beginning of, when nothing follows them.
    var partAtEnd: CaptureError.Part {
        // Of compressed bytes that end too early, what they held is not known.
        if source.isCutShort { return .packet }
        guard let headerLength = pcap?.headerLength ?? pcapng.map({ _ in PcapngWalker.shortestHeader }) else {
            return .fileHeader
        }
        let isInHeader = bytesToSkip == 0 && (1..<headerLength).contains(batch.buffer.available)
        return isInHeader ? .packetHeader : .packet
    }

    /// `false` where another capture went before, or more may come; alone, the beginning of a header holds nothing.
    func endOfHeader() throws(CaptureError) -> Bool {
        guard hasBegun || isWaiting || source.isCutShort else {
            throw CaptureError(.truncated(.fileHeader), at: 0)
        }
        return false
    }
}

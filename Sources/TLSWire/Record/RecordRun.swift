import ByteParsing

/// Records of TLS from a segment's first byte on, in a stream whose hellos are not there.
///
///     type | 3, minor version | length | … | type | 3, minor version | length | …
///
/// One header is five bytes, of which nearly three are fixed. So there have to be two, the second where the first says, or one
/// whose record ends exactly where the segment does.
public enum RecordRun {
    /// `wireLength` is that of the segment, of which the capture may hold only the beginning.
    public static func isOne(_ segment: Span<UInt8>, wireLength: Int) -> Bool {
        var place = 0
        var count = 0
        while place + RecordHeader.byteCount <= segment.count {
            let header = RecordHeader(segment, at: place)
            guard header.isPlausible, header.length > 0 else { return false }
            place += RecordHeader.byteCount + header.length
            count += 1
        }
        return count > 1 || (count == 1 && place == wireLength)
    }
}

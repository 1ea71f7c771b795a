import ByteParsing
import CaptureReading
import PacketDecoding
import StreamReassembly

extension PacketEngine {
    /// How many packets are decoded before the first of them is looked up: enough that its flow has come from memory.
    static let lookahead = 32

    /// Takes the packets of a batch where they lie.
    mutating func process(_ batch: borrowing PacketBatch, _ range: Range<Int>) {
        var ahead = InlineArray<32, Decoded>(repeating: Decoded())
        var next = range.lowerBound
        while next < range.upperBound {
            let start = next
            let limit = min(start + Self.lookahead, range.upperBound)
            while next < limit {
                let header = batch[next]
                ahead[next - start] = decode(
                    batch.bytes(of: next),
                    originalLength: header.originalLength,
                    linkType: header.linkType.rawValue,
                    time: header.time
                )
                next += 1
                // The datagram lies in the decoder, where the next one would replace it.
                if ahead[next - start - 1].kind == .reassembledTCP { break }
            }
            for index in start..<next {
                let header = batch[index]
                take(
                    ahead[index - start],
                    batch.bytes(of: index),
                    linkType: header.linkType.rawValue,
                    at: header.reference
                )
            }
        }
    }

    // MARK: Decoding

    /// What decoding a frame said, kept until its turn comes.
    struct Decoded {
        enum Kind { case tcp, reassembledTCP, malformed, unsupportedLinkType, other }
        var kind = Kind.other
        /// Of TCP alone, with the hash of its flow.
        var segment = TCPSegment.none
        var hash: UInt64 = 0
    }

    /// Decodes a frame and, if it is of TCP, begins to fetch its flow.
    @inline(__always)
    mutating func decode(
        _ frame: Span<UInt8>,
        originalLength: Int,
        linkType: UInt32,
        time: Timestamp
    ) -> Decoded {
        if let segment = PacketDecoder.decodePlainly(frame, linkType: linkType) {
            let hash = table.hash(of: segment.key)
            table.prefetch(hash)
            return Decoded(kind: .tcp, segment: segment, hash: hash)
        }
        return decodeUncommon(frame, originalLength: originalLength, linkType: linkType, time: time)
    }

    @inline(never)
    private mutating func decodeUncommon(
        _ frame: Span<UInt8>,
        originalLength: Int,
        linkType: UInt32,
        time: Timestamp
    ) -> Decoded {
        var decoded = Decoded()
        switch decoder.decode(frame, originalLength: originalLength, linkType: linkType, time: time) {
        case .tcp(let segment):
            decoded.kind = .tcp
            decoded.segment = segment
        case .reassembledTCP(let segment):
            decoded.kind = .reassembledTCP
            decoded.segment = segment
        case .malformed: decoded.kind = .malformed
        case .unsupportedLinkType: decoded.kind = .unsupportedLinkType
        case .udp, .other, .fragment: return decoded
        }
        decoded.hash = table.hash(of: decoded.segment.key)
        table.prefetch(decoded.hash)
        return decoded
    }
}

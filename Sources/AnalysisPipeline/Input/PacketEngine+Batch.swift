import ByteParsing
import CaptureReading
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
                if ahead[next - start - 1].isReassembled { break }
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
}

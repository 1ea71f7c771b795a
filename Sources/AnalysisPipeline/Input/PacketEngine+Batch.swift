import CaptureReading

extension PacketEngine {
    /// Takes the packets of a batch where they lie.
    mutating func process(_ batch: borrowing PacketBatch, _ range: Range<Int>) {
        for index in range {
            let header = batch[index]
            process(
                batch.bytes(of: index),
                originalLength: header.originalLength,
                linkType: header.linkType.rawValue,
                at: header.reference
            )
        }
    }
}

import ByteParsing
import PacketDecoding

/// A side closed a flow before the other had said anything, where TLS may still follow: a server that takes no more clients, or
/// answers each by a word of its own and closes.
///
/// Apart from the flow table, which has no room for the packet: it is asked when TLS begins on such a stream.
struct EarlyLeave {
    /// Flows of which one is remembered.
    static let capacity = 4_096

    /// The FIN alone, without the data that it came with.
    let segment: TCPSegment
    let packet: PacketReference

    init(_ segment: TCPSegment, at packet: PacketReference) {
        self.segment = TCPSegment(
            source: segment.source,
            destination: segment.destination,
            sourcePort: segment.sourcePort,
            destinationPort: segment.destinationPort,
            sequenceNumber: segment.sequenceNumber &+ UInt32(truncatingIfNeeded: segment.wireLength),
            acknowledgmentNumber: segment.acknowledgmentNumber,
            flags: segment.flags.intersection([.fin, .acknowledgment])
        )
        self.packet = packet
    }
}

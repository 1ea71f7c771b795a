import ByteParsing
import PacketDecoding

/// Sides that closed a flow before the other had said anything, where TLS may still follow: a server that takes no more
/// clients, or answers each by a word of its own and closes.
///
/// Apart from the flow table, which has no room for the packet: it is asked when TLS begins on such a stream.
struct EarlyLeaves {
    /// Flows remembered; at the next one all are forgotten.
    static let capacity = 4_096

    struct Leave {
        /// The FIN alone, without the data that it came with.
        let segment: TCPSegment
        let packet: PacketReference
    }

    private var known: [FlowKey: Leave] = [:]

    mutating func note(_ segment: TCPSegment, at packet: PacketReference) {
        if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
        known[segment.key] = Leave(
            segment: TCPSegment(
                source: segment.source,
                destination: segment.destination,
                sourcePort: segment.sourcePort,
                destinationPort: segment.destinationPort,
                sequenceNumber: segment.sequenceNumber &+ UInt32(truncatingIfNeeded: segment.wireLength),
                acknowledgmentNumber: segment.acknowledgmentNumber,
                flags: segment.flags.intersection([.fin, .acknowledgment])
            ),
            packet: packet
        )
    }

    /// How a flow was left, which is forgotten.
    mutating func take(_ key: FlowKey) -> Leave? { known.removeValue(forKey: key) }
}

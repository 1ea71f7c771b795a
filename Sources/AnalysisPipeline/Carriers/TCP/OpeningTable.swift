import HandshakeAnalysis
import PacketDecoding

/// What flows without TLS so far were found to speak, where TLS may still follow.
///
/// Apart from the flow table, since few flows have one: it is asked when TLS begins on a stream that began otherwise.
struct OpeningTable {
    /// Flows remembered; at the next one all are forgotten.
    static let capacity = 8192

    private var known = BoundedTable<FlowKey, [Preamble]>(capacity: capacity)

    mutating func note(_ preambles: [Preamble], of key: FlowKey) {
        guard !preambles.isEmpty else { return }
        known[key] = preambles
    }

    /// What a flow began with, which is forgotten.
    mutating func take(_ key: FlowKey) -> [Preamble] {
        known.take(key) ?? []
    }
}

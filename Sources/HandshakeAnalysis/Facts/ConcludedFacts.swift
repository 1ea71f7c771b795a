import TLSWire

/// The facts of a connection when nothing more will be added to them.
///
/// A class, since verdict, inference and diagnoses all keep them: a copy of the facts costs as much as reading a message.
public final class ConcludedFacts: Sendable {
    public let facts: HandshakeFacts

    // As the facts say it. Worked out once, and not by asking the facts: who calls a method of theirs copies them.
    public let authentication: PeerAuthentication?
    public let resumption: ResumptionKind?
    public let isComplete: Bool
    /// Both sides have left, or one has reset the connection.
    public let isClosed: Bool

    public init(_ facts: consuming HandshakeFacts) {
        authentication = facts.authentication
        resumption = facts.resumption
        isComplete = facts.isComplete
        isClosed =
            facts.departures.contains { $0.isReset }
            || (facts.hasDeparted(.client) && facts.hasDeparted(.server))
        self.facts = facts
    }

    /// Another handshake may follow on the connection: a renegotiation, which TLS 1.3 has not.
    public var mayGoOn: Bool { isComplete && !facts.isTLS13 && !isClosed }

    /// Takes facts out of where they were gathered, and leaves none behind.
    public convenience init(taking facts: inout HandshakeFacts) {
        var taken = HandshakeFacts()
        swap(&taken, &facts)
        self.init(taken)
    }
}

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

    public convenience init(_ facts: consuming HandshakeFacts) { self.init(taking: &facts) }

    /// Takes facts out of where they were gathered, and leaves none behind.
    public init(taking facts: inout HandshakeFacts) {
        let taken = consume facts
        facts = HandshakeFacts()
        authentication = taken.authentication
        resumption = taken.resumption
        isComplete = taken.isComplete
        isClosed =
            taken.departures.contains { $0.isReset }
            || (taken.hasDeparted(.client) && taken.hasDeparted(.server))
        self.facts = taken
    }

    /// Another handshake may follow on the connection: a renegotiation, which TLS 1.3 has not.
    public var mayGoOn: Bool { isComplete && !facts.isTLS13 && !isClosed }
}

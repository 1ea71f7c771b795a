/// The facts of a connection when nothing more will be added to them.
///
/// A class, since verdict, inference and diagnoses all keep them: a copy of the facts costs as much as reading a message.
public final class ConcludedFacts: Sendable {
    public let facts: HandshakeFacts
    /// As the facts say it: worked out once, for all that ask.
    let authentication: PeerAuthentication?
    let resumption: ResumptionKind?

    public init(_ facts: consuming HandshakeFacts) {
        authentication = facts.authentication
        resumption = facts.resumption
        self.facts = facts
    }
}

/// The facts of a connection when nothing more will be added to them.
///
/// A class, since verdict, inference and diagnoses all keep them: a copy of the facts costs as much as reading a message.
public final class ConcludedFacts: Sendable {
    public let facts: HandshakeFacts

    public init(_ facts: consuming HandshakeFacts) { self.facts = facts }
}

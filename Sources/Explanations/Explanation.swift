/// What is known about an alert, a verdict, a diagnosis, or something that a person sees when a handshake fails.
public struct Explanation: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case alert, verdict, failure, diagnosis, topic
    }

    /// A sentence that holds whoever refused, or only if it was one side.
    public struct Advice: Hashable, Sendable {
        public let refusedBy: Side?
        public let text: String
    }

    /// What to do, or a command that shows more; capitals in it stand for what the reader puts there.
    public struct Step: Hashable, Sendable {
        public let refusedBy: Side?
        public let text: String
        public let isCommand: Bool
    }

    /// The word under which it is found: an alert's registry name, a code, `client_gave_up`.
    public let name: String
    public let kind: Kind
    /// The alert's number.
    public let alertCode: UInt8?
    /// Other words under which it is found.
    public let aliases: [String]
    public internal(set) var title = ""
    public internal(set) var meaning: String?
    public internal(set) var causes: [Advice] = []
    /// Which TLS stack sends or shows what.
    public internal(set) var stacks: String?
    /// What the wire shows up to TLS 1.2, and in TLS 1.3.
    public internal(set) var tls12: String?
    public internal(set) var tls13: String?
    public internal(set) var steps: [Step] = []
    /// Names of other explanations.
    public internal(set) var seeAlso: [String] = []
    /// Where it is known from.
    public internal(set) var sources: String?

    init(name: String, kind: Kind, alertCode: UInt8?, aliases: [String]) {
        self.name = name
        self.kind = kind
        self.alertCode = alertCode
        self.aliases = aliases
    }
}

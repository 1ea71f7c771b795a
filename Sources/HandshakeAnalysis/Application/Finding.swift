/// A refusal as a reader finds it: all but the packet, which only the observer knows.
struct Finding: Hashable, Sendable {
    var concerns: ApplicationRefusal.Concern
    var code: String
    /// Printable already; `nil` if nothing was said.
    var text: String?

    init(_ concerns: ApplicationRefusal.Concern, code: String, text: String?) {
        self.concerns = concerns
        self.code = code
        self.text = text
    }

    /// What a server said in one message; without words about certificates it is `.unspecified`.
    init(code: String, said words: [UInt8]) {
        self.init(
            RefusalWords.concern(in: words) ?? .unspecified,
            code: code,
            text: RefusalText.printable(words)
        )
    }
}

/// Whether a reader wants more of the server's bytes.
enum ReadingProgress: Hashable, Sendable {
    case wantsMore, finished
}

/// Reads a server's first replies in one protocol, in whatever pieces they come.
///
/// After the same bytes its finding is the same, however they were cut.
protocol ReplyReader: Sendable {
    static var applicationProtocol: ApplicationRefusal.ApplicationProtocol { get }
    /// What has been found; until the reader has finished it may still become more specific.
    var finding: Finding? { get }
    /// The code of an answer that shows that the client was let in, or an empty text where the protocol has none.
    ///
    /// `nil` until there is one: an error that says nothing of authentication is no refusal, and no such answer either.
    var answer: String? { get }
    mutating func read(_ input: inout PendingBytes) -> ReadingProgress
}

/// Words by which an error text is recognised, wherever in a line they stand, and what they mean.
struct ErrorText: Hashable, Sendable {
    /// What the program that prints the text tells about.
    enum Voice: Hashable, Sendable {
        /// An alert that the other side sent.
        case received
        /// It refuses the other side itself.
        case raised
        /// The server's application refuses, after the handshake.
        case answered
        /// Something of its own, or an end without a reason.
        case local
        /// The text does not tell.
        case unknown
        /// The text names who sent the alert, whoever prints it.
        case said(by: Side)
    }

    enum Piece: Hashable, Sendable {
        case word(Int)
        case number
        /// A number that is an alert's, or OpenSSL's for a failed verification.
        case alert
        case verificationError
        /// Up to a few words that do not matter.
        case gap
    }

    /// What must stand beside the words: others than TLS print such words too.
    enum Company: Hashable, Sendable {
        case any
        /// Words of TLS, or nothing at all.
        case tlsOrNothing
        case tls
    }

    /// The explanations, the best first.
    struct Targets: Hashable, Sendable {
        var names: [String] = []
        /// Where it matters who refused: those for the client; `names` are then those for the server.
        var namesIfClientRefused: [String]?
        /// The number in the text tells.
        var byNumber: Piece?
    }

    let words: String
    let program: String
    /// Who prints it, as far as the text alone tells.
    let reporter: Side?
    /// The other side prints it too, if rarely, and what stands beside the words may say so.
    var isMostly = false
    let voice: Voice
    let pieces: [Piece]
    let targets: Targets
    /// The text is nothing but these words.
    let isWholeTerm: Bool
    var company = Company.any
    /// The words stand at the beginning of a line.
    var beginsLine = false
    /// How specific it is: the letters that must be there.
    let weight: Int

    /// Who prints the text, where only one side sends such an alert.
    func reporter(ofAlertFrom sender: Side) -> Side? {
        switch voice {
        case .received: sender.other
        case .raised: sender
        case .answered, .said, .local, .unknown: nil
        }
    }

    /// Who refused whom, when it is known who prints the text.
    func refusedBy(reporter: Side?) -> Side? {
        switch voice {
        case .received: reporter?.other
        case .raised: reporter
        case .answered: .server
        case .said(let side): side
        case .local, .unknown: nil
        }
    }
}

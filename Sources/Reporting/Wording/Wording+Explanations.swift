internal import Explanations

/// The words around an explanation; what it says itself stands in the catalogue of `Explanations`.
extension Wording {
    static func name(of side: Side) -> String {
        switch side {
        case .client: "client"
        case .server: "server"
        }
    }

    /// `certificate_required (116), an alert`.
    static func heading(of explanation: Explanation) -> String {
        let code = explanation.alertCode.map { " (\($0))" } ?? ""
        return explanation.name + code + ", " + kind(of: explanation)
    }

    private static func kind(of explanation: Explanation) -> String {
        switch explanation.kind {
        case .alert: "an alert"
        case .verdict: "a verdict"
        case .failure: "a kind of failure"
        case .diagnosis: "a diagnosis"
        case .topic: "what programs show"
        }
    }

    /// Which side said it, and who refused whom; `nil` for a term that is no text of a program.
    static func whoSaid(_ match: Answer.Match) -> String? {
        guard match.program != nil else { return nil }
        switch (match.origin, match.refusedBy) {
        case (.received, .server?):
            return "The server sent the alert: it refused the client."
        case (.received, .client?):
            return
                "The client sent the alert: it refused the server. The line is the server's, but the server "
                + "refused nobody."
        case (.received, nil):
            return
                "The other side sent the alert. In a client's output it means that the server refused the client; "
                + "in a server's log, that the client refused the server."
        case (.raised, .server?):
            return "The server says it about the client: the server refused."
        case (.raised, .client?):
            return "The client says it about the server: the client refused."
        case (.raised, nil):
            return
                "The side that prints it refused the other: in a server's log, the server refused the client; in a "
                + "client's output, the client refused the server."
        case (.answered, _):
            return "The server's application says it about the client, after a handshake that went through."
        case (.local, _):
            return
                "The program says it about itself, or about a connection that ended; it does not know who refused."
        case (.unknown, .server?): return "The server said it: it refused the client."
        case (.unknown, .client?): return "The client said it: it refused the server."
        case (.unknown, nil): return "The text does not tell which side refused."
        }
    }

    /// What recognised it: `"tlsv1 alert unknown ca", as OpenSSL prints it; here in a client's output`.
    static func recognised(_ match: Answer.Match) -> String? {
        guard let program = match.program else { return nil }
        let place = match.reporter.map { "; here in a \(name(of: $0))'s output" } ?? ""
        return "\"\(match.words)\", as \(program) prints it\(place)"
    }

    static let twoReadings = "The text does not tell who refused whom. There are two readings:"

    /// Before the explanation that holds if one side refused.
    static func reading(_ match: Answer.Match) -> String {
        switch (match.origin, match.refusedBy) {
        case (.raised, .server?), (.answered, _): "In a server's log, the server refused the client:"
        case (.raised, .client?): "In a client's output, the client refused the server:"
        case (.received, .server?): "In a client's output, the server refused the client:"
        case (.received, .client?): "In a server's log, the client refused the server:"
        case (_, .client?): "If the client refused the server:"
        case (_, .server?): "If the server refused the client:"
        case (_, nil): "If neither is known to have refused:"
        }
    }

    /// Before advice that holds for one side only.
    static func condition(_ side: Side?) -> String {
        side.map { "if the \(name(of: $0)) refused: " } ?? ""
    }

    static func nothingFound(_ term: String) -> String { "nothing is known about '\(term)'" }

    static let nearest = "closest matches, which may be unrelated:"
    static let alsoInText = "also in this text:"
    static let orPossibly = "or:"
    static let causes = "usual causes"
    static let stacks = "which stack does what"
    static let wire = "on the wire"
    static let steps = "what to do"
    static let seeAlso = "see also: "
    static let sources = "known from: "
    static let cutText = "the text is too long: only its beginning was read"
}

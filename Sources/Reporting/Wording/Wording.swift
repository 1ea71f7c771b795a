internal import HandshakeAnalysis
internal import TLSWire

/// The words of reports: what a status, a role, an alert or a message is called.
///
/// With ``Sentences`` it is all that a person reads; nothing here decides anything.
enum Wording {
    static func name(of role: Role) -> String {
        switch role {
        case .client: "client"
        case .server: "server"
        }
    }

    /// The word for a verdict, in capitals so that it stands out in a line; the report's own key in other letters.
    static func word(for status: Verdict.Status) -> String {
        status.rawValue.uppercased().split(separator: "_").joined(separator: " ")
    }

    /// `unknown_ca (48)`, or `alert 200` for a number without a name.
    static func alertName(_ description: AlertDescription) -> String {
        description.registeredName.map { "\($0) (\(description.rawValue))" }
            ?? "alert \(description.rawValue)"
    }

    static func confidence(of verdict: Verdict) -> String? {
        verdict.confidence.map {
            "\(verdict.basis == .inferred ? "inferred, " : "")\($0.rawValue) confidence"
        }
    }

    static func authentication(_ kind: PeerAuthentication) -> String {
        switch kind {
        case .certificate: "certificates"
        case .rawPublicKey: "raw public keys"
        case .preSharedKey: "a pre-shared key"
        case .securePassword: "a password (SRP)"
        case .kerberos: "Kerberos"
        case .anonymous: "nothing: the cipher suite is anonymous"
        }
    }

    static func resumption(_ kind: ResumptionKind) -> String {
        switch kind {
        case .sessionID: "session ID"
        case .sessionTicket: "session ticket"
        case .preSharedKey: "pre-shared key"
        }
    }

    static func connection(_ id: ConnectionID) -> String { "#\(id.number)" }

    /// `1 packet`, `2 packets`.
    static func count(_ number: some BinaryInteger, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// A distinguished name as it is shown within a sentence.
    static func name(_ subject: String) -> String { subject.isEmpty ? "with an empty subject" : subject }
}

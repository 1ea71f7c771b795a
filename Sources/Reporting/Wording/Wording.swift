internal import ByteParsing
internal import HandshakeAnalysis
internal import TLSWire

/// Every sentence that a person reads.
///
/// The facts come as values; nothing here decides anything.
///
/// Sentences begin in lower case and end without a full stop, since reports put them after a colon or in a list. They may hold
/// text from the wire as it is: whoever prints them to a terminal escapes it (``TerminalText``), and JSON escapes by itself.
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

    /// `frame 14`; from the second input on also which.
    static func frame(_ packet: PacketReference) -> String {
        packet.input == 0 ? "frame \(packet.frame)" : "frame \(packet.frame) of input \(packet.input + 1)"
    }

    /// `unknown_ca (48), frame 14`, as far as it is known.
    static func alert(_ fact: AlertFact) -> String {
        guard let alert = fact.alert else { return "encrypted alert, \(frame(fact.packet))" }
        let level = alert.level == .warning ? " warning" : ""
        return "\(alertName(alert.description))\(level), \(frame(fact.packet))"
    }

    /// `unknown_ca (48)`, or `alert 200` for a number without a name.
    static func alertName(_ description: AlertDescription) -> String {
        description.registeredName.map { "\($0) (\(description.rawValue))" }
            ?? "alert \(description.rawValue)"
    }

    static func confidence(of verdict: Verdict) -> String? {
        verdict.confidence.map { "inferred, \($0.rawValue) confidence" }
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
}

public import ByteParsing
public import TLSWire

/// What a carrier of TLS said or did beside it, that bears on the handshake: over EAP and over datagrams there is no FIN, and
/// TLS 1.3 hides the rest.
public struct CarrierOutcome: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// The server takes the client in.
        case accepted(Word)
        /// The server turns the client away.
        case rejected(Word)
        /// An end began anew, or said that it leaves, in the middle of a handshake.
        case left(Role, Word)
        /// An end heard the beginning of what the other sent and then said nothing more, although the rest was sent, and sent
        /// again so many times.
        case silent(Role, repetitions: Int, heardPart: Bool)
        /// The capture ends where this end owes an answer: it refuses in that way, or the answer was under way.
        case owing(Role)
    }

    /// What was said.
    public enum Word: String, Hashable, Sendable {
        case eapSuccess = "EAP-Success"
        case eapFailure = "EAP-Failure"
        case accessAccept = "Access-Accept"
        case accessReject = "Access-Reject"
        case eapolStart = "EAPOL-Start"
        case eapolLogoff = "EAPOL-Logoff"
        case newSession = "a new session"
        case tunnelData = "data through the tunnel"
    }

    public let kind: Kind
    /// The method of EAP, such as `PEAP`; `nil` for other carriers.
    public let method: String?
    public let packet: PacketReference

    public init(_ kind: Kind, method: String? = nil, at packet: PacketReference) {
        self.kind = kind
        self.method = method
        self.packet = packet
    }

    public var isAcceptance: Bool { if case .accepted = kind { true } else { false } }
    public var isRejection: Bool { if case .rejected = kind { true } else { false } }
    public var silent: Role? { if case .silent(let role, _, _) = kind { role } else { nil } }
    public var owing: Role? { if case .owing(let role) = kind { role } else { nil } }

    /// Another handshake runs inside the first, and may fail by itself.
    public var hasInnerMethod: Bool { method != nil && method != "EAP-TLS" }

    /// How surely an end that fell silent refused what it had heard; a lost path looks alike.
    var confidence: Verdict.Confidence {
        guard case .silent(_, let repetitions, let heardPart) = kind, heardPart || repetitions > 1 else {
            return .low
        }
        // A path that dies, or that large packets do not pass, looks the same however long it lasts.
        return repetitions == 0 ? .low : .medium
    }
}

/// Carriers in which the ends behave in ways of their own.
public enum CarrierKind: Hashable, Sendable {
    case eap
    /// Neither end of OpenVPN sends an alert when it refuses, and a client always has what it was configured with.
    case openvpn
}

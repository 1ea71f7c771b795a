public import ByteParsing
public import TLSWire

/// The answer to the one question.
///
/// Did both sides authenticate, and if not, who refused whom, and why?
public struct Verdict: Hashable, Sendable {
    public var status: Status
    public var basis: Basis
    /// Set where the basis is `inferred`, and where the verdict rests on how a side behaved instead of a message.
    public var confidence: Confidence?
    /// The verdict is that of the session that this connection resumed, or would be if that were known.
    public var isResumed = false
    /// The connection whose handshake the resumed session began with, when the capture holds it.
    public var originalConnection: ConnectionID?
    /// Set when, and only when, the status is `failed`.
    public var failure: Failure?
    /// The steps that lead to the verdict, in order; ``Reason`` values, so that a test can compare them.
    public var reasons: [Reason]

    public init(
        _ status: Status,
        basis: Basis = .observed,
        confidence: Confidence? = nil,
        failure: Failure? = nil,
        reasons: [Reason] = []
    ) {
        self.status = status
        self.basis = basis
        self.confidence = confidence
        self.failure = failure
        self.reasons = reasons
    }

    /// It rests on a server that closed as soon as both sides had finished.
    public var isClosedAfterHandshake: Bool { reasons.contains(where: \.isCloseAfterHandshake) }

    /// The handshake was finished, and the client let in as far as that goes.
    var isAcceptance: Bool { status == .completed || status == .notPresented }

    /// `mutual_auth.status` of the report; docs/verdicts.md says what each means.
    public enum Status: String, CaseIterable, Hashable, Sendable {
        case completed
        case failed
        case notRequested = "not_requested"
        case notPresented = "not_presented"
        case incomplete
        case undetermined
    }

    public enum Confidence: String, CaseIterable, Hashable, Sendable { case high, medium, low }
}

/// A connection's number within one run, from 1, in the order in which TLS was found on them.
public struct ConnectionID: Hashable, Comparable, Sendable {
    public let number: UInt64
    public init(_ number: UInt64) { self.number = number }
    public static func < (left: ConnectionID, right: ConnectionID) -> Bool { left.number < right.number }
}

/// How an attempt ended before both sides were accepted.
public struct Failure: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case clientCertificateRejected = "client_certificate_rejected"
        case clientCertificateMissing = "client_certificate_missing"
        case serverCertificateRejected = "server_certificate_rejected"
        case clientCertificateRejectedByApplication = "client_certificate_rejected_by_application"
        case clientCertificateMissingByApplication = "client_certificate_missing_by_application"
        case clientGaveUp = "client_gave_up"
        case handshakeFailed = "handshake_failed"

        /// Who ends a handshake that fails so, as a rule; `nil` where it may be either.
        public var usualEnder: Role? {
            switch self {
            case .clientCertificateRejected, .clientCertificateMissing,
                .clientCertificateRejectedByApplication,
                .clientCertificateMissingByApplication:
                .server
            case .serverCertificateRejected, .clientGaveUp: .client
            case .handshakeFailed: nil
            }
        }
    }

    public var kind: Kind
    public var alert: AlertFact?
    /// Who ended it: the sender of the alert or, without one, who closed or reset first; `nil` if nothing shows it.
    public var closedBy: Role?

    public init(_ kind: Kind, alert: AlertFact? = nil, closedBy: Role? = nil) {
        self.kind = kind
        self.alert = alert
        self.closedBy = closedBy
    }
}

/// The alert that decided.
public struct AlertFact: Hashable, Sendable {
    /// `nil` when it was encrypted and no secret is at hand.
    public let alert: Alert?
    public let sender: Role
    public let packet: PacketReference
    public let basis: Basis

    public init(_ alert: Alert?, from sender: Role, at packet: PacketReference, basis: Basis = .observed) {
        self.alert = alert
        self.sender = sender
        self.packet = packet
        self.basis = basis
    }

    /// Whether a client may refuse the server's certificate for its name with it.
    public var mayRefuseName: Bool { sender == .client && alert?.mayRefuseName == true }
}

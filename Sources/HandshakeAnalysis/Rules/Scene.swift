import ByteParsing
import CertificateInspection
import TLSWire

/// What the rules look at: the facts, the verdict, and the messages as the report has them, inferred ones included.
struct Scene {
    private let concluded: ConcludedFacts
    @inline(__always) var facts: HandshakeFacts { concluded.facts }
    let verdict: Verdict
    let serverPort: UInt16
    private let report: ConnectionReport

    /// What followed the handshake; `nil` where it did not finish.
    let exchange: DataExchange?
    private let precededBy: String?

    init(_ facts: ConcludedFacts, _ inference: ConcludedInference?, _ report: ConnectionReport) {
        concluded = facts
        exchange = inference.map { $0.exchange } ?? DataExchange(facts)
        precededBy = report.precededBy
        verdict = report.verdict
        serverPort = report.server.port
        self.report = report
    }

    // Asked for and not kept: most scenes are looked at by rules that want none of them.
    var request: CertificateRequestFacts? { report.certificateRequest }
    var certificates: ReportedPair { ReportedPair(report: report) }

    /// The certificates of both sides, as the report has them.
    struct ReportedPair {
        fileprivate let report: ConnectionReport

        var client: CertificateFacts? { report.clientCertificate }
        var server: CertificateFacts? { report.serverCertificate }
        subscript(role: Role) -> CertificateFacts? { role == .client ? client : server }
    }

    var failure: Failure.Kind? { verdict.failure?.kind }

    /// The server does not speak TLS.
    var isForeign: Bool {
        verdict.reasons.contains { if case .serverSpokeOtherProtocol = $0 { true } else { false } }
    }

    /// The alert that decided.
    var alert: AlertFact? { verdict.failure?.alert }

    /// The X.509 certificates that a side sent; empty if they are hidden, or of another kind.
    func chain(of role: Role) -> [CertificateSummary] {
        guard case .x509(let chain)? = certificates[role]?.chain.entries else { return [] }
        return chain
    }

    /// Whether an X.509 certificate of either side can be read.
    var showsCertificate: Bool { !chain(of: .client).isEmpty || !chain(of: .server).isEmpty }

    func leaf(of role: Role) -> Diagnosis.CertificateMention? {
        chain(of: role).first.map { Diagnosis.CertificateMention(role, $0) }
    }

    /// A side's certificates from its own upwards, without those that do not belong to its chain.
    func path(of role: Role) -> [Diagnosis.CertificateMention] {
        let chain = chain(of: role)
        return ChainShape(chain).path.map { Diagnosis.CertificateMention(role, chain[$0], position: $0) }
    }

    /// The packet that brought a side's certificates.
    func packets(of role: Role) -> [PacketReference] { certificates[role].map { [$0.packet] } ?? [] }

    /// Whether the connection failed over this side's certificate.
    func isRefused(_ role: Role) -> Bool {
        switch failure {
        case .clientCertificateRejected, .clientCertificateRejectedByApplication: role == .client
        case .serverCertificateRejected: role == .server
        default: false
        }
    }

    /// TLS had let the certificate pass, and what came after it did not.
    var isRefusedByApplication: Bool {
        failure == .clientCertificateRejectedByApplication
            || failure == .clientCertificateMissingByApplication
    }

    /// Client authentication failed, or did not take place although it was asked for.
    var lacksClientCertificate: Bool {
        switch failure {
        case .clientCertificateMissing, .clientCertificateMissingByApplication: true
        default: verdict.status == .notPresented
        }
    }

    /// The server took the certificate that the client presented in this handshake.
    var isAccepted: Bool { verdict.status == .completed && !verdict.isResumed }

    // MARK: After the handshake

    /// The handshake was gone through to its end in this connection, and nothing of what followed is missing.
    private var isFollowed: Bool {
        guard isWhole else { return false }
        return switch verdict.status {
        case .completed, .notPresented, .notRequested: true
        case .failed, .incomplete, .undetermined: false
        }
    }

    /// A session that was resumed, of which the same can be asked.
    private var isFollowedAgain: Bool {
        verdict.isResumed && facts.missingBytes.client == 0 && facts.missingBytes.server == 0
            && verdict.isAcceptance
    }

    private var isWhole: Bool {
        !verdict.isResumed && facts.missingBytes.client == 0 && facts.missingBytes.server == 0
            && !facts.hasCarrierOutcome
    }

    private var hasClientData: Bool {
        // Who is asked in the middle of a connection has used it.
        if let request, request.stage != .handshake { return true }
        return facts.applicationData.client != nil || exchange?.isSilent(.client) == false
    }

    /// The handshake was completed, and the client sent nothing that the capture shows.
    var isUnused: Bool { !hasClientData }

    /// How the client left, if it was the first to and had sent nothing.
    var silentLeave: DataExchange.Leave? {
        // Whether the server had accepted, it may not have come to say.
        guard isFollowed || (verdict.status == .undetermined && isWhole), let exchange, isUnused,
            exchange.firstToLeave == .client
        else { return nil }
        return exchange.leaves.client
    }

    /// What speaks for a refusal by the application that nobody can read.
    var refusalSign: RefusalSign? {
        guard isFollowed || isFollowedAgain, verdict.status != .notRequested, !facts.hasApplicationWord,
            !facts.isDecrypted, let exchange
        else { return nil }
        return RefusalSign(exchange, isPresented: verdict.status == .completed, precededBy: precededBy)
    }

    /// What shows that the application served the client.
    var proofOfUse: ProofOfUse? { ProofOfUse(concluded, exchange, isPlainStart: precededBy == nil) }

    /// Nothing is said of what the application did, one way or the other.
    var isOutcomeOpen: Bool {
        facts.applicationRefusal == nil && refusalSign == nil && silentLeave == nil
            && !facts.hasCarrierOutcome
    }

    /// That it is not said; an answer that was read may be one way or the other.
    var unseenOutcome: Diagnosis.Finding {
        .outcomeUnseen(isUnused: isUnused, answer: facts.applicationAnswer?.code)
    }

    /// How much a fault of a side's certificate matters: it explains a refusal, or is yet to bite.
    func severity(of role: Role) -> Diagnosis.Severity { isRefused(role) ? .error : .warning }

    /// The alert of a peer that judged this side's certificate, if it names a cause and not only a failure.
    func judgement(on role: Role) -> (fact: AlertFact, description: AlertDescription)? {
        guard isRefused(role), let alert, alert.sender == role.opposite, let sent = alert.alert else {
            return nil
        }
        return (alert, sent.description)
    }

    /// A side signed, and whether its signature holds could not be checked.
    func isProofOpen(_ role: Role) -> Bool {
        guard let facts = certificates[role], facts.provenAt != nil, case .unchecked = facts.proof else {
            return false
        }
        return true
    }

    /// Why the client's certificate cannot be seen.
    var unseenCause: Diagnosis.UnseenCause {
        let isReadable = facts.isDecrypted || (!facts.isTLS13 && facts.renegotiation == nil)
        let lacksBytes =
            facts.missingBytes.client > 0 || facts.missingBytes.server > 0 || !facts.isSeen.client
        if isReadable, lacksBytes, certificates.client == nil { return .missing }
        return facts.isDecrypted ? .sealed : .encrypted
    }

    /// The authorities that the request names; `nil` where it was not read, or not all are kept.
    var namedAuthorities: [[UInt8]]? {
        guard let request = readRequest, request.requested.omittedAuthorities == 0 else { return nil }
        return request.certificateAuthorities
    }

    /// The request, if what it asks for could be read.
    var readRequest: CertificateRequestFacts? { request.flatMap { $0.basis == .inferred ? nil : $0 } }
}

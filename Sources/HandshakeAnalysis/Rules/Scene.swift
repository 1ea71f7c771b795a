import ByteParsing
import CertificateInspection
import TLSWire

/// What the rules look at: the facts, the verdict, and the messages as the report has them, inferred ones included.
struct Scene {
    private let concluded: ConcludedFacts
    @inline(__always) var facts: HandshakeFacts { concluded.facts }
    let verdict: Verdict
    let request: CertificateRequestFacts?
    let certificates: HandshakeFacts.PerRole<CertificateFacts?>

    init(_ facts: ConcludedFacts, _ report: ConnectionReport) {
        concluded = facts
        verdict = report.verdict
        request = report.certificateRequest
        var certificates = HandshakeFacts.PerRole(report.clientCertificate)
        certificates.server = report.serverCertificate
        self.certificates = certificates
    }

    var failure: Failure.Kind? { verdict.failure?.kind }

    /// The X.509 certificates that a side sent; empty if they are hidden, or of another kind.
    func chain(of role: Role) -> [CertificateSummary] {
        guard case .x509(let chain)? = certificates[role]?.chain.entries else { return [] }
        return chain
    }

    /// Whether the connection failed over this side's certificate.
    func isRefused(_ role: Role) -> Bool {
        switch failure {
        case .clientCertificateRejected, .clientCertificateRejectedByApplication: role == .client
        case .serverCertificateRejected: role == .server
        default: false
        }
    }

    /// How much a fault of a side's certificate matters: it explains a refusal, or is yet to bite.
    func severity(of role: Role) -> Diagnosis.Severity { isRefused(role) ? .error : .warning }
}

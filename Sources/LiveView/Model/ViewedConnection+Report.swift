import ByteParsing
import CertificateInspection
public import HandshakeAnalysis
import Reporting
import TLSWire

extension ViewedConnection {
    /// What a report of this process says; it is kept.
    public init(_ report: ConnectionReport) {
        let verdict = report.verdict
        self.init(
            name: "#\(report.id.number)",
            revision: report.revision,
            start: report.first.time,
            end: report.last.time,
            client: report.client.description,
            clientAddress: report.client.address.description,
            server: report.server.description,
            service: ShortWords.service(of: report),
            version: report.tls.version?.displayName,
            status: verdict.status,
            basis: verdict.basis,
            confidence: verdict.confidence,
            isResumed: verdict.isResumed,
            failure: verdict.failure?.kind,
            cause: report.cause,
            alert: verdict.failure?.alert.map(ShortWords.alert),
            endedBy: verdict.failure.flatMap { $0.alert?.sender ?? $0.closedBy },
            wasRequested: Self.wasRequested(report),
            clientSubject: report.clientCertificate?.chain.subject,
            lossMeanwhile: report.streamNotes.lossMeanwhile,
            detail: .report(report)
        )
    }

    private static func wasRequested(_ report: ConnectionReport) -> Bool? {
        if report.certificateRequest != nil { return true }
        switch report.verdict.status {
        case .completed, .notPresented: return true
        case .notRequested: return false
        case .failed, .incomplete, .undetermined: return nil
        }
    }

    /// Hands over each certificate that was shown: by what it is known, and a way to all that is shown of it, which costs more.
    func forEachCertificate(_ body: (String, () -> ViewedCertificate) -> Void) {
        for certificate in recordedCertificates { body(certificate.identity) { certificate } }
        guard let report else { return }
        if let chain = report.clientCertificate?.chain { forEach(of: chain, .client, body) }
        if let chain = report.serverCertificate?.chain { forEach(of: chain, .server, body) }
    }

    private func forEach(
        of chain: CertificateChain,
        _ owner: ViewedCertificate.Owner,
        _ body: (String, () -> ViewedCertificate) -> Void
    ) {
        guard case .x509(let entries) = chain.entries else { return }
        for (depth, certificate) in entries.prefix(Self.mostCertificates).enumerated() {
            let identity = Self.identity(certificate)
            body(identity) {
                ViewedCertificate(
                    identity: identity,
                    owner: owner,
                    depth: depth,
                    subject: certificate.subject,
                    issuer: certificate.issuer,
                    notBefore: certificate.notBefore?.seconds,
                    notAfter: certificate.notAfter?.seconds,
                    key: certificate.publicKey,
                    names: Array(certificate.subjectAlternativeNames.prefix(Self.mostNames)),
                    service: service,
                    client: clientAddress,
                    time: end
                )
            }
        }
    }

    /// Of a chain, so many are looked at, and so many names of each.
    static let mostCertificates = 8
    static let mostNames = 8

    private static func identity(_ certificate: CertificateSummary) -> String {
        certificate.fingerprintSHA256.prefix(8).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

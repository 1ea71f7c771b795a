internal import CertificateInspection

/// What an audit keeps of a certificate.
struct CertificateSummaryFacts {
    let subject: String
    let issuer: String
    let publicKey: String
    let notBefore: Int64?
    let notAfter: Int64?
    let fingerprint: [UInt8]

    init(_ certificate: CertificateSummary) {
        subject = certificate.subject.map(Wording.name) ?? "unreadable"
        issuer = certificate.issuer.map(Wording.name) ?? "unreadable"
        publicKey = certificate.publicKey ?? "unknown"
        notBefore = certificate.notBefore?.seconds
        notAfter = certificate.notAfter?.seconds
        fingerprint = certificate.fingerprintSHA256
    }
}

internal import ByteParsing
internal import HandshakeAnalysis
internal import TLSWire

/// A figure, and how much of it was observed, decrypted or inferred.
struct AuditTally {
    private(set) var observed: UInt64 = 0
    private(set) var decrypted: UInt64 = 0
    private(set) var inferred: UInt64 = 0
    /// The first connection that counts.
    private(set) var example: ConnectionID?

    var count: UInt64 { observed + decrypted + inferred }

    mutating func add(_ report: ConnectionReport) {
        switch report.verdict.basis {
        case .observed: observed += 1
        case .decrypted: decrypted += 1
        case .inferred: inferred += 1
        }
        if example == nil { example = report.id }
    }

    /// `31`, and of another basis than all observed: `31 (20 inferred)`.
    var text: String {
        let parts = [(decrypted, "decrypted"), (inferred, "inferred")].filter { $0.0 > 0 }
            .map { "\(Wording.number($0.0)) \($0.1)" }
        return Wording.number(count) + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")
    }
}

/// A certificate that one side of a server's connections presented.
struct AuditedCertificate {
    let role: Role
    let subject: String
    let issuer: String
    let publicKey: String
    let notBefore: Int64?
    let notAfter: Int64?
    let fingerprint: [UInt8]
    private(set) var count: UInt64 = 0
    private(set) var clients = TopCounts<String>(capacity: 64)
    private(set) var example: ConnectionID

    init(_ role: Role, _ leaf: CertificateSummaryFacts, _ report: ConnectionReport) {
        self.role = role
        subject = leaf.subject
        issuer = leaf.issuer
        publicKey = leaf.publicKey
        notBefore = leaf.notBefore
        notAfter = leaf.notAfter
        fingerprint = leaf.fingerprint
        example = report.id
    }

    mutating func add(_ report: ConnectionReport) {
        count += 1
        clients.add(report.client.address.description)
    }

    /// Whole days that it is valid for.
    var lifetime: Int64? {
        guard let notBefore, let notAfter else { return nil }
        return (notAfter - notBefore) / 86_400
    }

    /// Seconds that are left at a moment, in seconds since 1970.
    func rest(at moment: Int64) -> Int64? { notAfter.map { $0 - moment } }
}

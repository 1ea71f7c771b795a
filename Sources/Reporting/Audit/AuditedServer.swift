internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

/// What a server did with all its clients.
final class AuditedServer {
    /// Certificates that are told apart.
    static let mostCertificates = 512

    enum Demand: String, CaseIterable {
        case always
        case sometimes
        case never
        /// No handshake shows it.
        case unknown
    }

    let name: String
    private(set) var connections: UInt64 = 0
    /// Handshakes in which the server asked for a certificate.
    private(set) var asked = AuditTally()
    /// Those that went through without its asking.
    private(set) var notAsked = AuditTally()
    /// Clients that presented a certificate and were let in.
    private(set) var authenticated = AuditTally()
    /// Clients that were let in without one, asked for it or not.
    private(set) var letInWithout = AuditTally()
    private(set) var clientsWithout = TopCounts<String>(capacity: 64)
    /// Sessions that were resumed, in which nothing was asked or checked again.
    private(set) var resumed = AuditTally()
    private(set) var refused = AuditTally()
    private(set) var undecided = AuditTally()
    private(set) var versions: [ProtocolVersion: AuditTally] = [:]
    private(set) var certificates: [CertificateSummary: AuditedCertificate] = [:]
    private(set) var uncountedCertificates: UInt64 = 0
    /// Whom the connections were to, for patterns.
    private let example: ConnectionReport

    init(_ name: String, _ example: ConnectionReport) {
        self.name = name
        self.example = example
    }

    var demand: Demand {
        if asked.count == 0 { return notAsked.count > 0 ? .never : .unknown }
        return notAsked.count == 0 && letInWithout.count == 0 ? .always : .sometimes
    }

    func matches(_ pattern: PlacePattern) -> Bool {
        pattern.matches(example.server, names: example.tls.serverName.map { [$0] } ?? [])
    }

    func add(_ report: ConnectionReport) {
        connections += 1
        let verdict = report.verdict
        let isResumed = verdict.isResumed || report.tls.resumption != nil
        if isResumed { resumed.add(report) }
        if let version = report.tls.version, verdict.status != .incomplete {
            versions[version, default: AuditTally()].add(report)
        }
        switch verdict.status {
        case .completed where !isResumed:
            asked.add(report)
            authenticated.add(report)
        case .completed: authenticated.add(report)
        case .notPresented:
            if !isResumed { asked.add(report) }
            letIn(report)
        case .notRequested:
            if !isResumed { notAsked.add(report) }
            letIn(report)
        case .failed:
            refused.add(report)
            if report.certificateRequest != nil { asked.add(report) }
        case .incomplete, .undetermined:
            undecided.add(report)
            if report.certificateRequest != nil { asked.add(report) }
        }
        note(report.clientCertificate, .client, report)
        note(report.serverCertificate, .server, report)
    }

    private func letIn(_ report: ConnectionReport) {
        letInWithout.add(report)
        clientsWithout.add(report.client.address.description)
    }

    private func note(_ facts: CertificateFacts?, _ role: Role, _ report: ConnectionReport) {
        guard let leaf = facts?.chain.leaf else { return }
        // One that was refused is nothing that is in use.
        if role == .client, report.verdict.status == .failed { return }
        if certificates[leaf] == nil {
            guard certificates.count < Self.mostCertificates else {
                uncountedCertificates += 1
                return
            }
            certificates[leaf] = AuditedCertificate(role, CertificateSummaryFacts(leaf), report)
        }
        certificates[leaf]?.add(report)
    }

    /// The most frequent first.
    func certificates(of role: Role) -> [AuditedCertificate] {
        certificates.values.filter { $0.role == role }.sorted {
            $0.count != $1.count ? $0.count > $1.count : $0.subject < $1.subject
        }
    }

    /// Issuers and kinds of keys of one side's certificates, with how many certificates have them.
    func tally(of role: Role, _ text: (AuditedCertificate) -> String) -> [(text: String, count: Int)] {
        Dictionary(grouping: certificates(of: role), by: text).map { (text: $0.key, count: $0.value.count) }
            .sorted { $0.count != $1.count ? $0.count > $1.count : $0.text < $1.text }
    }

    var weakestVersion: ProtocolVersion? { versions.keys.min { $0.auditRank < $1.auditRank } }
}

extension ProtocolVersion {
    /// Of TLS and DTLS alike: DTLS counts its versions downwards.
    var auditRank: Int {
        let value = Int(rawValue)
        return value >= 0xFE00 ? (value == 0xFEFF ? 0x0302 : value == 0xFEFD ? 0x0303 : 0x0304) : value
    }
}

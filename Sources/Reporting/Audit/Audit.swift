internal import ByteParsing
public import HandshakeAnalysis
internal import TLSWire

/// Whether each server really demands client certificates, what is in use there, and what of it violates requirements.
///
/// Takes connections as they come; memory does not grow with their number.
public struct Audit {
    /// Servers that are told apart; connections to others are counted.
    static let mostServers = 4096

    let requirements: AuditRequirements
    private var servers: [String: AuditedServer] = [:]
    private(set) var uncountedConnections: UInt64 = 0
    private(set) var last: Timestamp?

    public init(_ requirements: AuditRequirements) { self.requirements = requirements }

    public mutating func add(_ report: ConnectionReport) {
        last = max(last ?? report.last.time, report.last.time)
        let name = GroupKey.server(of: report)
        if let server = servers[name] { return server.add(report) }
        guard servers.count < Self.mostServers else {
            uncountedConnections += 1
            return
        }
        let server = AuditedServer(name, report)
        servers[name] = server
        server.add(report)
    }

    public var hasViolations: Bool { !violations.isEmpty }

    /// The busiest first.
    var sortedServers: [AuditedServer] {
        servers.values.sorted {
            $0.connections != $1.connections ? $0.connections > $1.connections : $0.name < $1.name
        }
    }

    /// Seconds since 1970 at the end of the capture.
    var end: Int64 { (last?.nanoseconds ?? 0) / 1_000_000_000 }

    /// Certificates in use that end soon after the capture, or ended before, the first to end first.
    func endingSoon(_ server: AuditedServer) -> [AuditedCertificate] {
        (server.certificates(of: .client) + server.certificates(of: .server))
            .filter { ($0.rest(at: end) ?? .max) <= Int64(requirements.endsWithinDays) * 86_400 }
            .sorted { ($0.notAfter ?? .max) < ($1.notAfter ?? .max) }
    }

    // MARK: Violations

    struct Violation {
        enum Kind: String, CaseIterable {
            case letInWithoutCertificate = "let_in_without_certificate"
            /// No connection shows whether it holds.
            case serverNotSeen = "server_not_seen"
            case lifetimeTooLong = "lifetime_too_long"
            case versionTooOld = "version_too_old"
        }

        let kind: Kind
        let server: String
        let text: String
        let tally: AuditTally?
        let example: ConnectionID?
    }

    var violations: [Violation] {
        sortedServers.flatMap { withoutCertificate($0) + lifetimes($0) + versions($0) } + unseen
    }

    private func withoutCertificate(_ server: AuditedServer) -> [Violation] {
        guard server.letInWithout.count > 0,
            requirements.mutualServers.contains(where: { server.matches($0.pattern) })
        else { return [] }
        let clients = Sentences.list(server.clientsWithout.top(3).map { "\($0.value) (\($0.count))" })
        return [
            Violation(
                kind: .letInWithoutCertificate,
                server: server.name,
                text: "let in \(server.letInWithout.text) without a client certificate, from \(clients)",
                tally: server.letInWithout,
                example: server.letInWithout.example
            )
        ]
    }

    private var unseen: [Violation] {
        requirements.mutualServers.filter { wanted in
            !servers.values.contains { $0.matches(wanted.pattern) && $0.demand != .unknown }
        }.map {
            Violation(
                kind: .serverNotSeen,
                server: $0.text,
                text: "no handshake shows whether it demands a client certificate",
                tally: nil,
                example: nil
            )
        }
    }

    private func lifetimes(_ server: AuditedServer) -> [Violation] {
        guard let most = requirements.maximumLifetime else { return [] }
        return [Role.client, .server].flatMap { server.certificates(of: $0) }.compactMap { certificate in
            guard let days = certificate.lifetime, days > Int64(most) else { return nil }
            let owner = Wording.name(of: certificate.role)
            return Violation(
                kind: .lifetimeTooLong,
                server: server.name,
                text:
                    "\(owner) certificate \(certificate.subject) is valid for \(Wording.many(days, "day")), more than \(most)",
                tally: nil,
                example: certificate.example
            )
        }
    }

    private func versions(_ server: AuditedServer) -> [Violation] {
        guard let least = requirements.minimumVersion else { return [] }
        return server.versions.filter { $0.key.auditRank < least.auditRank }
            .sorted { $0.key.auditRank < $1.key.auditRank }.map { version, tally in
                Violation(
                    kind: .versionTooOld,
                    server: server.name,
                    text: "\(tally.text) with \(version.displayName), older than \(least.displayName)",
                    tally: tally,
                    example: tally.example
                )
            }
    }
}

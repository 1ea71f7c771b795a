internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis

/// What connections can also be counted by, beside their outcome: as many values as are asked for, and `other`.
public enum MetricDimension: String, CaseIterable, Hashable, Sendable {
    case serverName = "server_name"
    case server
    case client
    case clientIssuer = "client_issuer"
    case serverIssuer = "server_issuer"
    case clientSubject = "client_subject"

    /// Values longer than this are cut: they come from the wire.
    private static let longestValue = 256

    /// The value of a connection, as far as it is known; empty where there is none.
    func value(of report: ConnectionReport) -> String {
        let value: String? =
            switch self {
            case .serverName: report.tls.serverName
            case .server: report.server.description
            case .client: report.client.address.description
            case .clientIssuer: report.clientCertificate?.chain.leaf?.issuer
            case .serverIssuer: report.serverCertificate?.chain.leaf?.issuer
            case .clientSubject: report.clientCertificate?.chain.leaf?.subject
            }
        return String((value ?? "").prefix(Self.longestValue))
    }
}

/// Counts by a value of which there may be any number: the first so many are told apart.
struct BoundedCounts: Sendable {
    /// What the rest is counted as; a value of that name joins it.
    static let rest = "other"

    let dimension: MetricDimension
    let maximum: Int
    private(set) var counts: [String: [Verdict.Status: UInt64]] = [:]

    init(_ dimension: MetricDimension, _ maximum: Int) {
        self.dimension = dimension
        self.maximum = maximum
        counts[Self.rest] = [:]
    }

    mutating func add(_ report: ConnectionReport) {
        var value = dimension.value(of: report)
        // The rest has a place of its own.
        if counts[value] == nil, counts.count > maximum { value = Self.rest }
        counts[value, default: [:]][report.verdict.status, default: 0] += 1
    }
}

internal import ByteParsing
internal import HandshakeAnalysis

/// By what connections that are alike become one entry; all have the same outcome and cause.
public enum Grouping: String, CaseIterable, Sendable {
    /// By server, where more than ``few`` are alike; by cause alone, where that makes too many entries to read.
    case auto
    case none
    case server
    case client
    case cause

    /// So many connections that are alike are shown one by one.
    public static let few: UInt64 = 10
}

/// What connections of one entry have in common.
struct GroupKey: Hashable {
    /// The server or the client; `nil` where it is any.
    var place: String?
    let status: Verdict.Status
    let cause: Cause?

    /// `server` is what ``server(of:)`` says, which the caller has.
    init(_ report: ConnectionReport, server: String, by grouping: Grouping) {
        status = report.verdict.status
        cause = report.cause
        place =
            switch grouping {
            case .auto, .none, .server: server
            case .client: report.client.address.description
            case .cause: nil
            }
    }

    init(place: String?, _ status: Verdict.Status, _ cause: Cause?) {
        self.place = place
        self.status = status
        self.cause = cause
    }

    /// `api.example:8443`, or the address of a server that no name was sent to.
    static func server(of report: ConnectionReport) -> String {
        guard let name = report.tls.serverName else { return report.server.description }
        return "\(name):\(report.server.port)"
    }
}

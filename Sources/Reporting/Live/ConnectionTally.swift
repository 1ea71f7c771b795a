public import ByteParsing
public import HandshakeAnalysis

/// Connections of a stretch of time that came to the same between the same two, counted in place of being written.
public struct ConnectionTally: Sendable {
    /// Kinds that are told apart in one stretch; what is beyond is told apart by outcome and cause alone.
    static let maximumKinds = 10_000

    /// What is said of one kind.
    public struct Group: Hashable, Sendable {
        /// `nil` for several.
        public var server: SocketAddress?
        public var client: IPAddress?
        public let status: Verdict.Status
        public let cause: Cause?
        public var count: UInt64 = 0
        public var start: Timestamp
        public var end: Timestamp
        /// One of them.
        public let example: ConnectionID
        public let input: UInt32
    }

    private struct Kind: Hashable {
        var server: SocketAddress?
        var client: IPAddress?
        let status: Verdict.Status
        let cause: Cause?
    }

    private var groups: [Kind: Group] = [:]

    public init() {}

    public mutating func add(_ report: ConnectionReport) {
        var kind = Kind(
            server: report.server,
            client: report.client.address,
            status: report.verdict.status,
            cause: report.cause
        )
        if groups.count >= Self.maximumKinds, groups[kind] == nil {
            kind.server = nil
            kind.client = nil
        }
        let new = Group(
            server: kind.server,
            client: kind.client,
            status: kind.status,
            cause: kind.cause,
            start: report.first.time,
            end: report.last.time,
            example: report.id,
            input: report.first.input
        )
        var group = groups[kind] ?? new
        group.count += 1
        group.start = min(group.start, report.first.time)
        group.end = max(group.end, report.last.time)
        groups[kind] = group
    }

    /// Hands over the groups, failures and then the largest first, and begins anew.
    public mutating func take() -> [Group] {
        defer { groups = [:] }
        return groups.values.sorted { left, right in
            let isFailure = (left.status == .failed, right.status == .failed)
            if isFailure.0 != isFailure.1 { return isFailure.0 }
            return left.count != right.count ? left.count > right.count : left.example < right.example
        }
    }
}

extension JSONWriter {
    mutating func group(_ group: ConnectionTally.Group) {
        object { writer in
            writer.field("type", "group" as StaticString)
            writer.field("schema_version", token: schemaVersion)
            writer.identify(group.input)
            writer.field("start_time", group.start)
            writer.field("end_time", group.end)
            writer.key("server")
            if let server = group.server {
                writer.object { object in
                    object.field("address", server.address.description)
                    object.field("port", server.port)
                }
            } else {
                writer.null()
            }
            writer.field("client", group.client?.description)
            writer.field("status", token: group.status.rawValue)
            writer.field("cause", token: group.cause?.code)
            writer.field("count", group.count)
            writer.field("example", group.example)
        }
    }
}

extension EventText {
    static func line(for group: ConnectionTally.Group, _ clock: ClockText) -> String {
        let ends =
            "\(group.client?.description ?? "several clients") → \(group.server?.description ?? "several servers")"
        let cause = group.cause.map { ", \($0.code)" } ?? ""
        let time = "\(clock.second(group.start)) to \(clock.second(group.end))"
        let outcome = "\(Wording.word(for: group.status))\(cause)"
        let example = "e.g. \(Wording.connection(group.example))"
        return [time, Wording.number(group.count), ends, outcome, example].joined(separator: "  ")
    }
}

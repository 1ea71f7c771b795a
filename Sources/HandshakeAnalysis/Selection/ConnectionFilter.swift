internal import ByteParsing
internal import CertificateInspection

/// Which connections are meant: all that is given has to hold, and of each kind any one that is given.
public struct ConnectionFilter: Sendable {
    public var ids: Set<ConnectionID> = []
    public var statuses: [Verdict.Status] = []
    /// Codes of causes.
    public var causes: [NamePattern] = []
    public var servers: [PlacePattern] = []
    public var clients: [PlacePattern] = []
    /// The server name that the client asked for.
    public var serverNames: [NamePattern] = []
    /// Subjects of either side's own certificate.
    public var subjects: [NamePattern] = []
    /// When a connection began.
    public var since: TimeBound?
    public var until: TimeBound?
    /// By which times of day count.
    public var clock: WallClock

    public init(clock: WallClock = .utc) { self.clock = clock }

    public func matches(_ report: ConnectionReport) -> Bool {
        if !ids.isEmpty, !ids.contains(report.id) { return false }
        if !statuses.isEmpty, !statuses.contains(report.verdict.status) { return false }
        return matchesCause(report) && matchesPlaces(report) && matchesNames(report)
            && matchesTime(report.first.time)
    }

    private func matchesCause(_ report: ConnectionReport) -> Bool {
        guard !causes.isEmpty else { return true }
        guard let code = report.cause?.code else { return false }
        return causes.contains { $0.matches(code) }
    }

    private func matchesPlaces(_ report: ConnectionReport) -> Bool {
        let serverNames = { report.tls.serverName.map { [$0] } ?? [] }
        guard servers.isEmpty || servers.contains(where: { $0.matches(report.server, names: serverNames()) })
        else { return false }
        return clients.isEmpty
            || clients.contains { $0.matches(report.client, names: Self.names(ofClient: report)) }
    }

    private func matchesNames(_ report: ConnectionReport) -> Bool {
        if !serverNames.isEmpty {
            guard let name = report.tls.serverName, serverNames.contains(where: { $0.matches(name) }) else {
                return false
            }
        }
        guard !subjects.isEmpty else { return true }
        let known = [report.clientCertificate, report.serverCertificate].compactMap { $0?.chain.subject }
        return subjects.contains { pattern in known.contains(where: pattern.matches) }
    }

    /// What a client calls itself: its identity of EAP, its certificate's alternative names, and its common name.
    private static func names(ofClient report: ConnectionReport) -> [String] {
        let identity = report.carriage?.identity.map { [$0] } ?? []
        guard let leaf = report.clientCertificate?.chain.leaf else { return identity }
        let names = leaf.subjectAlternativeNames.compactMap { name in
            name.firstIndex(of: ":").map { String(name[name.index(after: $0)...]) }
        }
        return identity + names + DistinguishedName.values(of: "CN", inText: leaf.subject ?? "")
    }

    // MARK: Time

    private func matchesTime(_ time: Timestamp) -> Bool {
        // From 22:00 until 06:00 is a night, and not an empty span.
        if case .timeOfDay(let start)? = since, case .timeOfDay(let end)? = until, start > end {
            let now = clock.timeOfDay(time)
            return now >= start || now <= end
        }
        return isAfter(since, time) && isBefore(until, time)
    }

    private func isAfter(_ bound: TimeBound?, _ time: Timestamp) -> Bool {
        switch bound {
        case nil: true
        case .moment(let moment)?: time >= moment
        case .timeOfDay(let start)?: clock.timeOfDay(time) >= start
        }
    }

    private func isBefore(_ bound: TimeBound?, _ time: Timestamp) -> Bool {
        switch bound {
        case nil: true
        case .moment(let moment)?: time <= moment
        case .timeOfDay(let end)?: clock.timeOfDay(time) <= end
        }
    }
}

extension ConnectionID {
    /// Reads `212`, `#212` or `c212`.
    public init?(_ text: some StringProtocol) {
        let digits = text.hasPrefix("#") || text.hasPrefix("c") ? text.dropFirst() : text[...]
        guard digits.utf8.allSatisfy(\.isDigit), let number = UInt64(digits), number > 0
        else {
            return nil
        }
        self.init(number)
    }
}

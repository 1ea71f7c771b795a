import ByteParsing
import TLSWire

/// Which connections of two captures are compared when the user does not say: those that the question is about.
///
/// The second is the worst one, the first a completed one as near to it as there is: of the same server name, server and
/// client. Where both captures hold the same TLS connection, that is compared with itself.
public struct PairSelection: Sendable {
    public let good: ConnectionReport
    public let bad: ConnectionReport
    /// Others that might have been meant as well, by side, the first of them first.
    public let alternatives: [ComparedSide: [ConnectionID]]

    /// Chooses from the connections of each capture, or from the one that the user named.
    ///
    /// With `isSameCapture`, both lists are of one, so that an identity names one connection. It is `nil` if there are not
    /// two connections to compare.
    public init?(good: [ConnectionReport], bad: [ConnectionReport], isSameCapture: Bool) {
        if let seenTwice = Self.seenTwice(good, bad, isSameCapture) {
            self = seenTwice
            return
        }
        guard let worst = bad.map({ Comparison.rank($0.verdict) }).max() else { return nil }
        let suspects = bad.filter { Comparison.rank($0.verdict) == worst }
        var best: (pair: (ConnectionReport, ConnectionReport), score: Score)?
        let index = Candidates(good)
        for suspect in suspects {
            guard let partner = index.partner(of: suspect, isSameCapture: isSameCapture) else { continue }
            let score = Score(partner, suspect)
            if best.map({ score > $0.score }) ?? true { best = ((partner, suspect), score) }
        }
        guard let ((partner, suspect), score) = best else { return nil }
        self.good = partner
        self.bad = suspect
        alternatives = [
            .good: good.filter { other in
                other.id != partner.id && !(isSameCapture && other.id == suspect.id)
                    && Score(other, suspect).isAs(near: score)
            }.map(\.id),
            .bad: suspects.filter { $0.id != suspect.id && !(isSameCapture && $0.id == partner.id) }.map(
                \.id
            ),
        ]
    }

    private init(good: ConnectionReport, bad: ConnectionReport, _ others: [ConnectionID]) {
        self.good = good
        self.bad = bad
        alternatives = [.good: [], .bad: others]
    }

    /// The worst of the connections that both captures hold.
    private static func seenTwice(
        _ good: [ConnectionReport],
        _ bad: [ConnectionReport],
        _ isSameCapture: Bool
    ) -> PairSelection? {
        var byRandom: [Random: ConnectionReport] = [:]
        for report in good {
            if let random = report.clientRandom, byRandom[random] == nil { byRandom[random] = report }
        }
        let pairs = bad.compactMap { report -> (ConnectionReport, ConnectionReport)? in
            guard let random = report.clientRandom, let partner = byRandom[random],
                !(isSameCapture && partner.id == report.id)
            else { return nil }
            return (partner, report)
        }
        func worst(_ pair: (ConnectionReport, ConnectionReport)) -> Int {
            max(Comparison.rank(pair.0.verdict), Comparison.rank(pair.1.verdict))
        }
        guard let first = pairs.first else { return nil }
        let chosen = pairs.dropFirst().reduce(first) { worst($1) > worst($0) ? $1 : $0 }
        return PairSelection(
            good: chosen.0,
            bad: chosen.1,
            pairs.map(\.1.id).filter { $0 != chosen.1.id }
        )
    }

    // MARK: Nearness

    /// How well a connection does as the good one beside another, the weightiest first.
    private struct Score: Comparable {
        var status: Int
        var isFullHandshake: Bool
        var sharesServerName: Bool
        var sharesServer: Bool
        var sharesClient: Bool

        init(_ good: ConnectionReport, _ bad: ConnectionReport) {
            status = -Comparison.rank(good.verdict)
            isFullHandshake = good.tls.resumption == nil
            sharesServerName = good.tls.serverName == bad.tls.serverName
            sharesServer = good.server == bad.server
            sharesClient = good.client.address == bad.client.address
        }

        private var weight: Int {
            // Nearness outweighs that a session was resumed, and a better outcome outweighs both.
            status * 100 + (sharesServerName ? 8 : 0) + (sharesServer ? 4 : 0) + (isFullHandshake ? 2 : 0)
                + (sharesClient ? 1 : 0)
        }

        func isAs(near other: Score) -> Bool { weight == other.weight }

        static func < (left: Score, right: Score) -> Bool { left.weight < right.weight }
        static func == (left: Score, right: Score) -> Bool { left.weight == right.weight }
    }

    /// The connections of the first capture, found by what they share with another without looking at each.
    private struct Candidates {
        private struct Key: Hashable {
            var serverName: String??
            var server: SocketAddress?
            var client: IPAddress?
        }

        /// The two best for each key: one of them may be the other connection itself.
        private var best: [Key: [ConnectionReport]] = [:]

        init(_ reports: [ConnectionReport]) {
            for report in reports {
                for key in Self.keys(of: report) { note(report, key) }
            }
        }

        private mutating func note(_ report: ConnectionReport, _ key: Key) {
            var kept = best[key, default: []]
            let rank = Self.rank(report)
            let place = kept.firstIndex { Self.rank($0) > rank } ?? kept.count
            guard place < 2 else { return }
            kept.insert(report, at: place)
            best[key] = Array(kept.prefix(2))
        }

        private static func rank(_ report: ConnectionReport) -> Int {
            Comparison.rank(report.verdict) * 2 + (report.tls.resumption == nil ? 0 : 1)
        }

        /// Everything that can be shared, alone and together.
        private static func keys(of report: ConnectionReport) -> [Key] {
            let name = report.tls.serverName
            let client = report.client.address
            var keys: [Key] = []
            for hasName in [true, false] {
                for hasServer in [true, false] {
                    for hasClient in [true, false] {
                        keys.append(
                            Key(
                                serverName: hasName ? .some(name) : nil,
                                server: hasServer ? report.server : nil,
                                client: hasClient ? client : nil
                            )
                        )
                    }
                }
            }
            return keys
        }

        func partner(of report: ConnectionReport, isSameCapture: Bool) -> ConnectionReport? {
            var chosen: (report: ConnectionReport, score: Score)?
            for key in Self.keys(of: report) {
                for candidate in best[key] ?? [] where !(isSameCapture && candidate.id == report.id) {
                    let score = Score(candidate, report)
                    if chosen.map({ score > $0.score }) ?? true { chosen = (candidate, score) }
                }
            }
            return chosen?.report
        }
    }
}

extension ConnectionReport {
    /// Of its first ClientHello: what names a TLS connection wherever it is seen.
    var clientRandom: Random? {
        for event in events {
            if case .message(.clientHello(let hello)) = event.kind { return hello.random }
        }
        return nil
    }
}

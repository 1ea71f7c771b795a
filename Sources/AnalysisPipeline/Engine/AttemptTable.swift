import ByteParsing
import HandshakeAnalysis

/// What was tried and never became TLS, counted by server.
///
/// Bounded: of servers beyond the limit only the total is kept.
struct AttemptTable {
    /// Servers that are told apart of each kind, at most.
    static let capacity = 16_384

    enum Kind: CaseIterable {
        case refused, unanswered, unansweredDatagrams, plainHTTP, otherProtocol, abandoned
        /// The server closed without a byte: it matters only where that server speaks TLS.
        case silentlyClosedHTTP, silentlyClosedOther

        var transport: AnalysisSummary.Attempt.Transport { self == .unansweredDatagrams ? .udp : .tcp }
    }

    /// One server's, of one kind.
    struct Entry {
        var count: UInt64
        /// The earliest.
        var example: AnalysisSummary.Example
    }

    /// Where, and why if TLS had been asked for.
    struct Target: Hashable {
        let server: SocketAddress
        let refusal: StartRefusal?
    }

    private(set) var servers: [Kind: [Target: Entry]] = [:]
    private(set) var others: [Kind: Entry] = [:]

    mutating func add(
        _ kind: Kind,
        _ refusal: StartRefusal? = nil,
        server: SocketAddress,
        client: SocketAddress,
        at packet: PacketReference
    ) {
        let example = AnalysisSummary.Example(packet: packet, source: client, destination: server)
        add(Entry(count: 1, example: example), kind, Target(server: server, refusal: refusal))
    }

    /// Takes in what another engine counted.
    mutating func add(_ other: AttemptTable) {
        for (kind, entries) in other.servers {
            for (server, entry) in entries { add(entry, kind, server) }
        }
        for (kind, entry) in other.others { Self.merge(entry, into: &others[kind]) }
    }

    private mutating func add(_ entry: Entry, _ kind: Kind, _ server: Target) {
        if servers[kind]?[server] != nil || servers[kind, default: [:]].count < Self.capacity {
            Self.merge(entry, into: &servers[kind, default: [:]][server])
        } else {
            Self.merge(entry, into: &others[kind])
        }
    }

    private static func merge(_ entry: Entry, into known: inout Entry?) {
        guard var merged = known else {
            known = entry
            return
        }
        merged.count += entry.count
        if entry.example.comesBefore(merged.example) { merged.example = entry.example }
        known = merged
    }
}

extension AttemptTable {
    /// Ports on which hardly anything but TLS is spoken.
    private static let usualPorts: Set<UInt16> = [
        443, 465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 2_376, 3_269, 5_061, 5_671, 6_443, 8_443,
        8_883, 9_443,
    ]

    /// Servers that the summary lists of each kind, at most: those with the most attempts.
    static let listed = 256

    /// What the summary says; `tls` are the servers with which TLS was spoken in the run.
    func attempts(_ tls: TLSServers) -> [AnalysisSummary.Attempt] {
        var all = self
        for (kind, silent) in [
            (Kind.plainHTTP, Kind.silentlyClosedHTTP), (.otherProtocol, .silentlyClosedOther),
        ] {
            for (server, entry) in servers[silent] ?? [:] {
                let isUsual = silent == .silentlyClosedHTTP && Self.usualPorts.contains(server.server.port)
                if tls.contains(server.server) || isUsual { all.add(entry, kind, server) }
            }
        }
        let kinds: [(Kind, AnalysisSummary.Attempt.Kind)] = [
            (.refused, .refused), (.unanswered, .unanswered), (.unansweredDatagrams, .unanswered),
            (.plainHTTP, .plainHTTP), (.otherProtocol, .otherProtocol), (.abandoned, .abandoned),
        ]
        return kinds.flatMap { all.list($0, as: $1) }
    }

    private func list(_ kind: Kind, as name: AnalysisSummary.Attempt.Kind) -> [AnalysisSummary.Attempt] {
        let sorted = (servers[kind] ?? [:]).sorted { one, other in
            one.value.count == other.value.count
                ? one.value.example.comesBefore(other.value.example) : one.value.count > other.value.count
        }
        var rest = others[kind]
        for (_, entry) in sorted.dropFirst(Self.listed) { Self.merge(entry, into: &rest) }
        var listed = sorted.prefix(Self.listed).map { target, entry in
            AnalysisSummary.Attempt(
                kind: name,
                server: target.server,
                count: entry.count,
                example: entry.example,
                refusal: target.refusal,
                transport: kind.transport
            )
        }
        if let rest {
            listed.append(
                AnalysisSummary.Attempt(
                    kind: name,
                    server: nil,
                    count: rest.count,
                    example: rest.example,
                    transport: kind.transport
                )
            )
        }
        return listed
    }
}

/// The servers with which TLS was spoken.
struct TLSServers {
    /// Servers that are remembered, at most.
    static let capacity = 16_384

    private var known: Set<SocketAddress> = []
    /// Many connections in a row are to one server.
    private var latest: SocketAddress?

    mutating func add(_ server: SocketAddress) {
        guard server != latest else { return }
        latest = server
        if known.count < Self.capacity { known.insert(server) }
    }

    mutating func add(_ other: TLSServers) { known.formUnion(other.known) }

    func contains(_ server: SocketAddress) -> Bool { known.contains(server) }
}

import ByteParsing
import HandshakeAnalysis

/// All that the view knows, in memory that does not grow: each list has a limit, and what is beyond is counted.
public struct Board: Sendable {
    /// Failures that are told apart; beyond, those of one cause are one.
    static let mostGroups = 512
    /// Pairs of client and server whose last good handshake is kept.
    static let mostPairs = 512
    /// Connections of the list Live.
    static let mostRecent = 512
    static let mostServices = 512
    static let mostClients = 1024
    static let mostCertificates = 1024
    static let mostNotices = 100

    /// What is watched, as the user named it.
    public let source: String
    /// Packets come as they are sent.
    let isLive: Bool

    private(set) var groups: [FailureKey: FailureGroup] = [:]
    private(set) var goods = RecencyTable<Pair, ViewedConnection>(capacity: mostPairs)
    private(set) var recent: [ViewedConnection] = []
    private(set) var services = RecencyTable<String, Party>(capacity: mostServices)
    private(set) var clients = RecencyTable<String, Party>(capacity: mostClients)
    private(set) var certificates = RecencyTable<String, ViewedCertificate>(capacity: mostCertificates)
    private(set) var history: RateHistory
    /// Of failures of any kind.
    private(set) var onset: Onset?
    private(set) var statuses: [Verdict.Status: UInt64] = [:]
    private(set) var connections: UInt64 = 0
    private(set) var failures: UInt64 = 0

    private(set) var state = ViewedState()
    private(set) var traffic = Traffic()
    /// What was lost, by the events that told of it.
    private(set) var losses: [ViewedLoss] = []
    private(set) var lostByEvents: UInt64 = 0
    private(set) var notices: [Notice] = []
    private(set) var unreadable: UInt64 = 0
    /// The latest moment that anything told.
    private(set) var now: Timestamp?
    /// Why nothing will come any more.
    private(set) var ending: String?

    struct Notice: Hashable, Sendable {
        var time: Timestamp?
        var text: String
    }

    public init(source: String, isLive: Bool) {
        self.source = source
        self.isLive = isLive
        history = RateHistory(isSliding: isLive)
    }

    public mutating func receive(_ event: ViewEvent) {
        switch event {
        case .connection(let connection): add(connection)
        case .certificate(let certificate): add(certificate.identity) { certificate }
        case .state(let state): receive(state)
        case .loss(let loss): add(loss)
        case .interface(let text, let time): note(text, at: time)
        case .time(let time): pass(time)
        case .notice(let text): note(text, at: now)
        case .unreadable: unreadable += 1
        case .end(let reason):
            ending = reason
            note(reason, at: now)
        }
    }

    // MARK: Connections

    private mutating func add(_ connection: ViewedConnection) {
        now = max(now ?? connection.end, connection.end)
        let isFailure = connection.status == .failed
        if connection.revision == 1 {
            connections += connection.count
            statuses[connection.status, default: 0] += connection.count
        }
        history.add(connection.end, isFailure: isFailure, connection.count)
        if isFailure {
            failures += connection.count
            if onset == nil { onset = Onset(connection.end) } else { onset?.note(connection.end) }
            addFailure(connection)
        } else if connection.isFinished {
            let pair = Pair(connection)
            goods.update(pair, { connection }) { known in
                if connection.status == .completed || known.status != .completed { known = connection }
            }
        }
        services.update(connection.service, { Party(connection.service, connection) }) {
            $0.add(connection, peer: connection.clientAddress)
        }
        clients.update(connection.clientAddress, { Party(connection.clientAddress, connection) }) {
            $0.add(connection, peer: connection.service)
        }
        connection.forEachCertificate { add($0, $1) }
        recent.append(connection)
        // In two steps, so that each connection costs little.
        if recent.count > Self.mostRecent * 2 { recent.removeFirst(recent.count - Self.mostRecent) }
    }

    private mutating func addFailure(_ connection: ViewedConnection) {
        var key = FailureKey(connection)
        if groups[key] == nil, groups.count >= Self.mostGroups {
            key.service = nil
            key.client = nil
        }
        if groups[key] == nil { groups[key] = FailureGroup(key, connection) }
        groups[key]?.add(connection)
    }

    private mutating func add(_ identity: String, _ make: () -> ViewedCertificate) {
        // What is known with its subject is not replaced by a fingerprint alone.
        let known = certificates[identity]
        if let known, known.subject != nil {
            certificates.update(identity, { known }) { _ in }
        } else {
            let new = make()
            certificates.update(identity, { new }) { $0 = new.subject == nil ? $0 : new }
        }
    }

    /// The last handshake of the same client and service that was finished.
    func good(like connection: ViewedConnection) -> ViewedConnection? { goods[Pair(connection)] }

    // MARK: State

    private mutating func receive(_ new: ViewedState) {
        traffic.receive(new)
        state = new
    }

    private mutating func add(_ loss: ViewedLoss) {
        losses.append(loss)
        if losses.count > Self.mostNotices { losses.removeFirst() }
        lostByEvents += loss.byKernel + loss.byInterface
        now = max(now ?? loss.end, loss.end)
    }

    private mutating func pass(_ time: Timestamp) {
        now = max(now ?? time, time)
        if isLive { history.advance(to: time) }
        traffic.pass(time)
    }

    private mutating func note(_ text: String, at time: Timestamp?) {
        notices.append(Notice(time: time, text: text))
        if notices.count > Self.mostNotices { notices.removeFirst() }
    }

    /// Packets that were lost, as far as anything told.
    var lost: UInt64 { max(state.lost ?? 0, lostByEvents) }
}

/// How fast packets come, from counters that only grow.
struct Traffic: Sendable {
    private var before: (packets: UInt64, bytes: UInt64, time: Int64)?
    private var packets: UInt64 = 0
    private var bytes: UInt64 = 0
    private(set) var packetsPerSecond: UInt64?
    private(set) var bytesPerSecond: UInt64?

    /// The rates are told, and not to be computed.
    private var isTold = false

    mutating func receive(_ state: ViewedState) {
        packets = state.packets
        bytes = state.bytes
        if state.packetsPerSecond != nil {
            packetsPerSecond = state.packetsPerSecond
            bytesPerSecond = state.bytesPerSecond
            isTold = true
        }
    }

    /// Looks at the counters, about once a second.
    mutating func pass(_ time: Timestamp) {
        guard !isTold else { return }
        let now = time.nanoseconds
        if let before, now > before.time {
            let seconds = Double(now - before.time) / 1e9
            guard seconds >= 0.5 else { return }
            packetsPerSecond = UInt64(Double(packets &- min(before.packets, packets)) / seconds)
            bytesPerSecond = UInt64(Double(bytes &- min(before.bytes, bytes)) / seconds)
        }
        before = (packets, bytes, now)
    }
}

import ByteParsing
import HandshakeAnalysis
import PacketDecoding

// Connections that are followed have one budget. When it is used up, some are reported as they are.

extension PacketEngine {
    /// How much of the budget is made free at a time, so that looking at all connections pays.
    private static let freedPart = 8

    /// Gives connections up until there is room again.
    ///
    /// First those that have shown least: no hello, then no answer. Among these the source that holds most gives first,
    /// and of one source the oldest. So a flood pays with its own, and not with a handshake that waits for somebody to
    /// type a PIN.
    @inline(never)
    mutating func relieve() {
        var held: [HeldConnection] = []
        held.reserveCapacity(trackers.count)
        for slot in trackers.slots {
            if let tracker = trackers[slot] { held.append(HeldConnection(tracker, slot: slot)) }
        }
        let goal = memory.connections - memory.connections / Self.freedPart
        for slot in HeldConnection.chosen(from: held, toFree: trackers.weight - goal) {
            trackers[slot]?.isGivenUp = true
            counters.relieved += 1
            conclude(slot, isOver: true)
        }
        rebuildWheel()
    }

    /// Forgets the deadlines of connections that are gone: in a flood they come faster than they pass.
    private mutating func rebuildWheel() {
        wheel.removeAll()
        for slot in trackers.slots {
            if let tracker = trackers[slot] { wheel.add(trackers.entry(for: slot), at: tracker.deadline) }
        }
    }
}

/// What decides which of the connections that are followed is given up.
struct HeldConnection {
    /// How far a connection has come, the least first.
    enum Stage: Int, Comparable {
        /// Nothing that could be read as a hello.
        case nothing
        case hello
        /// Both sides have said something.
        case answered

        static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
    }

    let slot: Int
    let stage: Stage
    /// Who began it: an IPv4 address, or the network of 64 bits that an IPv6 address is of.
    let source: UInt64
    /// The first packet, by which connections are older or younger.
    let first: (input: UInt32, frame: UInt64)
    let weight: Int

    init(slot: Int, stage: Stage, source: UInt64, first: (input: UInt32, frame: UInt64), weight: Int) {
        self.slot = slot
        self.stage = stage
        self.source = source
        self.first = first
        self.weight = weight
    }

    init(_ tracker: ConnectionTracker, slot: Int) {
        let sender = tracker.key.sender(in: tracker.streams.initiator)
        self.init(
            slot: slot,
            stage: tracker.streams.stage,
            source: sender.address.source,
            first: (tracker.first.input, tracker.first.frame),
            weight: tracker.weight
        )
    }

    private func isOlder(than other: HeldConnection) -> Bool { first < other.first }

    /// The slots of those to give up, in that order, until they make free so many bytes.
    static func chosen(from held: [HeldConnection], toFree bytes: Int) -> [Int] {
        var slots: [Int] = []
        var missing = bytes
        for stage in [Stage.nothing, .hello, .answered] where missing > 0 {
            var sources: [UInt64: [HeldConnection]] = [:]
            for connection in held where connection.stage == stage {
                sources[connection.source, default: []].append(connection)
            }
            // The youngest first, so that the oldest is taken off the end.
            var queues = sources.values.map { connections in
                Queue(connections: connections.sorted { $1.isOlder(than: $0) })
            }
            queues.sort { $1.comes(before: $0) }
            while missing > 0, !queues.isEmpty {
                // The heaviest stands last; it gives until it is no longer that.
                var heaviest = queues.removeLast()
                let next = queues.last
                repeat {
                    let given = heaviest.connections.removeLast()
                    heaviest.weight -= given.weight
                    slots.append(given.slot)
                    missing -= given.weight
                } while missing > 0 && !heaviest.connections.isEmpty
                    && !(next.map { $0.comes(before: heaviest) } ?? false)
                if !heaviest.connections.isEmpty {
                    queues.insert(heaviest, at: place(of: heaviest, in: queues))
                }
            }
        }
        return slots
    }

    /// The connections of one source.
    private struct Queue {
        var connections: [HeldConnection]
        var weight: Int

        init(connections: [HeldConnection]) {
            self.connections = connections
            weight = connections.reduce(0) { $0 + $1.weight }
        }

        /// Whether it gives before another; of equal weight, the one with the older connection.
        func comes(before other: Queue) -> Bool {
            if weight != other.weight { return weight > other.weight }
            guard let own = connections.last, let others = other.connections.last else { return false }
            return own.isOlder(than: others)
        }
    }

    /// Where a queue belongs among others that are sorted, the one that gives first at the end.
    private static func place(of queue: Queue, in queues: [Queue]) -> Int {
        var range = 0..<queues.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range =
                queue.comes(before: queues[middle])
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}

extension IPAddress {
    /// Whom packets from this address count for: of IPv6, whoever has one address has 2^64.
    var source: UInt64 { family == .ipv6 ? high : low }
}

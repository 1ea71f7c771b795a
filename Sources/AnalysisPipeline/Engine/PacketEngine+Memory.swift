import ByteParsing
import HandshakeAnalysis
import PacketDecoding

// Connections that are followed have one budget. When it is used up, some are reported as they are.

extension PacketEngine {
    /// How much of the budget is made free at a time, so that looking at all connections pays.
    static let freedPart = 4

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
        let (stage, initiator) = tracker.streams.standing()
        let sender = tracker.key.sender(in: initiator)
        self.init(
            slot: slot,
            stage: stage,
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
            // By source, and the youngest of each first, so that the oldest is taken off the end.
            let connections = held.filter { $0.stage == stage }
                .sorted { $0.source == $1.source ? $1.isOlder(than: $0) : $0.source < $1.source }
            var queues = queues(of: connections)
            queues.sort { $1.comes(before: $0) }
            while missing > 0, var heaviest = queues.popLast() {
                // The heaviest stood last; it gives until it is no longer that.
                let next = queues.last
                repeat {
                    let given = connections[heaviest.range.upperBound - 1]
                    heaviest.giveLast(of: connections)
                    slots.append(given.slot)
                    missing -= given.weight
                } while missing > 0 && !heaviest.range.isEmpty
                    && !(next.map { $0.comes(before: heaviest) } ?? false)
                if !heaviest.range.isEmpty {
                    queues.insert(heaviest, at: place(of: heaviest, in: queues))
                }
            }
        }
        return slots
    }

    /// The connections of one source: a range of those that are sorted.
    private struct Queue {
        var range: Range<Int>
        var weight: Int
        /// The first packet of the oldest, which is the last.
        var oldest: (input: UInt32, frame: UInt64)

        /// Whether it gives before another; of equal weight, the one with the older connection.
        func comes(before other: Queue) -> Bool {
            weight == other.weight ? oldest < other.oldest : weight > other.weight
        }

        mutating func giveLast(of connections: [HeldConnection]) {
            weight -= connections[range.upperBound - 1].weight
            range = range.lowerBound..<range.upperBound - 1
            if !range.isEmpty { oldest = connections[range.upperBound - 1].first }
        }
    }

    private static func queues(of connections: [HeldConnection]) -> [Queue] {
        var queues: [Queue] = []
        var start = 0
        while start < connections.count {
            var end = start
            var weight = 0
            while end < connections.count, connections[end].source == connections[start].source {
                weight += connections[end].weight
                end += 1
            }
            queues.append(Queue(range: start..<end, weight: weight, oldest: connections[end - 1].first))
            start = end
        }
        return queues
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

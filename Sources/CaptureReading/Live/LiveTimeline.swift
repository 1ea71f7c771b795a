import ByteParsing
import SystemLibrary

/// The packets of one or more interfaces as they pass, in the order of time.
///
/// Packets of a single interface are handed on as they come. Those of several are held back until the kernel has handed
/// over what the others have of the same time; those whose secrets may come late, for as long as is wanted.
///
/// Unsafe calls: `poll` gets a local array with its true length.
public struct LiveTimeline: ~Copyable {
    /// Interfaces that are known at one time; beyond it a new one takes the place of one that is gone, or is not watched.
    public static let maximumInterfaces = 1024
    /// The least ring of an interface, however many there are.
    static let leastRing = 2 << 20
    /// Bytes that are held back of all interfaces; beyond it the oldest are handed on before their time.
    static let maximumHeldBytes = 64 << 20
    /// Batches that are kept to be filled again.
    private static let maximumFree = 64
    /// Batches of one interface that are read before it is another's turn.
    private static let batchesAtATime = 16
    /// What an interface may be late beyond the latency, in nanoseconds.
    private static let slack: Int64 = 5_000_000
    private static let retryInterval: Int64 = 1_000_000_000

    private let options: Options
    private let patterns: [InterfacePattern]
    private let limits: CaptureLimits
    private var interfaces: [WatchedInterface] = []
    private var free: [HeldBatch] = []
    private var clock = LiveClock()
    private var lastScan: Int64 = 0
    /// What happened since it was last taken.
    private var changes: [(input: UInt32, change: Change)] = []
    /// What ended the capture of the interface that vanished last.
    public private(set) var lastFailure: CaptureError?

    /// Opens the interfaces.
    ///
    /// - Throws: What is wrong with one of them, unless it is waited for.
    public init(_ options: Options, limits: CaptureLimits = CaptureLimits()) throws(CaptureError) {
        self.options = options
        self.limits = limits
        patterns = options.interfaces.map { InterfacePattern($0) }
        if let filter = options.filter { _ = try PacketFilter(expression: filter) }
        let present = InterfacePattern.presentNames()
        var names: [(String, isNamed: Bool)] = []
        for pattern in patterns {
            let found = pattern.isGlob ? present.filter { pattern.matches($0) } : [pattern.text]
            if found.isEmpty, !options.waits {
                throw CaptureError(.noSuchDevice(message: "no interface matches '\(pattern.text)'"))
            }
            for name in found where !names.contains(where: { $0.0 == name }) {
                names.append((name, !pattern.isGlob))
            }
        }
        for (name, isNamed) in names { add(name, isNamed: isNamed) }
        for interface in interfaces {
            do throws(CaptureError) { try open(interface, sharing: interfaces.count) } catch {
                guard options.waits, Self.isPassing(error) else { throw error }
                changes.append((interface.input, .waiting(error)))
            }
        }
    }

    private mutating func add(_ name: String, isNamed: Bool) {
        guard interfaces.count >= Self.maximumInterfaces else {
            interfaces.append(WatchedInterface(name: name, input: UInt32(interfaces.count), isNamed: isNamed))
            return
        }
        let gone = interfaces.filter { $0.capture == nil && !$0.isNamed && $0.held.isEmpty }
        guard let oldest = gone.min(by: { $0.lastTry < $1.lastTry }) else { return }
        interfaces[Int(oldest.input)] = WatchedInterface(name: name, replacing: oldest)
    }

    /// Opens an interface, with a ring that is its share among `count`: a ring that is there keeps its size.
    private mutating func open(_ interface: WatchedInterface, sharing count: Int) throws(CaptureError) {
        interface.lastTry = LiveClock.steady
        var capture = options.capture
        capture.bufferBytes = max(capture.bufferBytes / count, min(Self.leastRing, capture.bufferBytes))
        interface.capture = try LiveCapture(
            interface: interface.name,
            filter: options.filter,
            input: interface.input,
            options: capture,
            limits: limits
        )
        interface.hasBeenWatched = true
        changes.append((interface.input, .watching(ringBytes: interface.capture?.ringBytes)))
    }

    /// Whether time may mend it: everything but a right that is missing, or a filter that is wrong.
    private static func isPassing(_ error: CaptureError) -> Bool {
        switch error.reason {
        case .liveNotPermitted, .invalidFilter: false
        default: true
        }
    }

    // MARK: Reading

    /// Replaces what is in `batch` by the packets that are due; after a tenth of a second there may be none.
    public mutating func read(into batch: inout PacketBatch) -> Reading {
        batch.removeAll()
        if !takeDue(into: &batch) {
            wait()
            _ = takeDue(into: &batch)
        }
        let hold = holdNanoseconds
        let isOver =
            batch.count == 0 && !interfaces.contains { $0.capture != nil || !$0.held.isEmpty } && !mayReturn
        return Reading(
            isOver: isOver,
            time: Timestamp(nanoseconds: LiveClock.now.nanoseconds - hold),
            clockStep: clock.takeStep()
        )
    }

    /// Whether there may be packets though no interface is there.
    private var mayReturn: Bool {
        options.retries || options.waits && !interfaces.contains(where: \.hasBeenWatched)
    }

    private var holdNanoseconds: Int64 {
        let watched = interfaces.count { $0.capture != nil }
        let merging = watched > 1 ? Int64(options.capture.latencyMilliseconds) * 1_000_000 + Self.slack : 0
        return max(options.holdNanoseconds, merging)
    }

    /// Reads what waits, and hands on what is due; whether that was anything.
    private mutating func takeDue(into batch: inout PacketBatch) -> Bool {
        scan()
        let hold = holdNanoseconds
        let watched = interfaces.filter { $0.capture != nil }
        for interface in watched { collect(interface) }
        // Nothing to put in order: what was read is handed on as it lies in memory.
        if hold == 0, interfaces.count == 1, let held = interfaces[0].held.first, held.next == 0 {
            swap(&batch, &held.batch)
            letGoOfFirst(of: interfaces[0])
            return true
        }
        return merge(into: &batch, dueBefore: LiveClock.steady - hold)
    }

    private mutating func readWaiting(_ interface: WatchedInterface) -> Bool {
        do throws(CaptureError) {
            return try interface.capture?.readWaiting() ?? 0 > 0
        } catch {
            lose(interface, error)
            return false
        }
    }

    /// Waits for a packet, or for one that is held to be due.
    private func wait() {
        var requests = interfaces.compactMap(\.descriptor).map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        var milliseconds = LiveCapture.waitMilliseconds
        let arrivals = interfaces.compactMap { $0.held.first?.arrival }
        if let first = arrivals.min() {
            let left = first + holdNanoseconds - LiveClock.steady
            milliseconds = Int32(clamping: max(0, min(Int64(milliseconds), left / 1_000_000 + 1)))
        }
        unsafe _ = poll(&requests, nfds_t(requests.count), milliseconds)
    }
}

// MARK: - Holding back

extension LiveTimeline {
    /// Reads what waits in the ring, although what was read before may not have been dealt with.
    ///
    /// A block is handed over after the latency with whatever it holds, so at a low rate a ring has room for a number of
    /// seconds, and not for the bytes that it is named for: 256 blocks of 20 ms are five seconds.
    private mutating func collect(_ interface: WatchedInterface) {
        for _ in 0..<Self.batchesAtATime where heldBytes < Self.maximumHeldBytes {
            guard readWaiting(interface) else { return }
            let held = free.popLast() ?? HeldBatch(limits: limits)
            interface.capture?.exchange(&held.batch)
            held.next = 0
            held.arrival = LiveClock.steady
            interface.held.append(held)
        }
    }

    private mutating func letGoOfFirst(of interface: WatchedInterface) {
        let held = interface.held.removeFirst()
        if free.count < Self.maximumFree { free.append(held) }
    }

    /// Hands on packets in the order of their times until none that is due is left, or the batch is full.
    private mutating func merge(into batch: inout PacketBatch, dueBefore due: Int64) -> Bool {
        while let (interface, bound) = earliest(), let held = interface.held.first {
            let isFull = interfaces.reduce(0) { $0 + $1.heldBytes } >= Self.maximumHeldBytes
            guard isFull || interfaces.contains(where: { $0.held.first.map { $0.arrival <= due } ?? false })
            else { break }
            let end = held.batch.endOfRun(from: held.next, input: Int(interface.input), before: bound)
            let copied = batch.append(held.next..<end, of: held.batch)
            held.next += copied
            if held.next == held.batch.count { letGoOfFirst(of: interface) }
            if held.next < end { break }
        }
        return batch.count > 0
    }

    /// Whose next packet is the earliest, and when the next one of another comes.
    private func earliest() -> (WatchedInterface, MergeKey?)? {
        var first: (interface: WatchedInterface, key: MergeKey)?
        var second: MergeKey?
        for interface in interfaces {
            guard let held = interface.held.first else { continue }
            let key = MergeKey(time: held.batch[held.next].time, input: Int(interface.input))
            if let known = first, known.key < key {
                second = second.map { min($0, key) } ?? key
            } else {
                second = first.map(\.key) ?? second
                first = (interface, key)
            }
        }
        return first.map { ($0.interface, second) }
    }
}

// MARK: - Coming and going

extension LiveTimeline {
    private mutating func lose(_ interface: WatchedInterface, _ error: CaptureError) {
        interface.close()
        interface.lastTry = LiveClock.steady
        lastFailure = error
        changes.append((interface.input, .gone(error)))
        if options.retries { changes.append((interface.input, .waiting(nil))) }
    }

    /// Looks now and then for interfaces that have come.
    private mutating func scan() {
        guard options.retries || options.waits else { return }
        let now = LiveClock.steady
        guard now - lastScan >= Self.retryInterval else { return }
        lastScan = now
        let present = InterfacePattern.presentNames()
        for pattern in patterns where pattern.isGlob {
            for name in present
            where pattern.matches(name) && !interfaces.contains(where: { $0.name == name }) {
                add(name, isNamed: false)
            }
        }
        for interface in interfaces where interface.capture == nil {
            guard options.retries || !interface.hasBeenWatched else { continue }
            guard interface.name == "any" || present.contains(interface.name) else { continue }
            let count = interfaces.count { $0.capture != nil || $0.isNamed || $0 === interface }
            try? open(interface, sharing: count)
        }
    }

    /// What happened since this was last asked.
    public mutating func takeChanges() -> [(input: UInt32, change: Change)] {
        defer { changes = [] }
        return changes
    }

    /// The interfaces, by the index that packets carry; asks the kernel.
    public func sources() -> [Source] {
        interfaces.map { interface in
            Source(
                name: interface.name,
                isWatched: interface.capture != nil,
                ringBytes: interface.ringBytes,
                statistics: interface.statistics()
            )
        }
    }

    /// The interface's name, by the index that packets carry.
    public func name(of input: UInt32) -> String {
        interfaces.indices.contains(Int(input)) ? interfaces[Int(input)].name : ""
    }

    /// Packets that are held, in bytes.
    public var heldBytes: Int { interfaces.reduce(0) { $0 + $1.heldBytes } }
}

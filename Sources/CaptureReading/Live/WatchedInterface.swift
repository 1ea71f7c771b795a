/// One interface of a live timeline: there, or waited for.
///
/// A class, since a capture cannot stand in an array itself.
final class WatchedInterface {
    let name: String
    let input: UInt32
    /// `nil` while it is not there.
    var capture: LiveCapture?
    /// It was named by the user, and not found by a pattern.
    let isNamed: Bool
    /// It was captured at least once.
    var hasBeenWatched = false
    /// Packets that were read and are not due yet, the oldest first.
    var held: [HeldBatch] = []
    /// When it was last tried to open it, by the steady clock.
    var lastTry: Int64 = 0
    /// What captures that are gone have counted.
    private var past = LiveStatistics()

    init(name: String, input: UInt32, isNamed: Bool) {
        self.name = name
        self.input = input
        self.isNamed = isNamed
    }

    /// What poll(2) can wait for; `nil` while it is not there.
    var descriptor: Int32? { capture != nil ? capture?.descriptor : nil }

    var ringBytes: Int? { capture != nil ? capture?.ringBytes ?? nil : nil }

    /// Takes the place of one that is gone, and goes on with its counts: those of a place never fall.
    init(name: String, replacing gone: WatchedInterface) {
        self.name = name
        input = gone.input
        isNamed = false
        past = gone.statistics()
    }

    var heldBytes: Int { held.reduce(0) { $0 + $1.bytes } }

    /// Lets go of the capture, and keeps what it has counted.
    func close() {
        past = statistics()
        capture = nil
    }

    /// What was received and lost so far; asks the kernel.
    func statistics() -> LiveStatistics {
        guard capture != nil, let now = capture?.statistics() else { return past }
        return LiveStatistics(
            received: past.received + now.received,
            droppedByKernel: past.droppedByKernel + now.droppedByKernel,
            droppedByInterface: past.droppedByInterface + now.droppedByInterface
        )
    }
}

/// Packets of one interface that wait for those of others, or for secrets.
final class HeldBatch {
    var batch: PacketBatch
    /// The first frame that was not handed on.
    var next = 0
    /// When it came, by the steady clock.
    var arrival: Int64 = 0

    init(limits: CaptureLimits) { batch = PacketBatch(limits: limits) }

    /// What it takes of the memory, if only for its headers.
    var bytes: Int { max(batch.buffer.end, Self.leastBytes) }
    private static let leastBytes = 16 << 10
}

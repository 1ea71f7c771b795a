import ByteParsing
import PacketDecoding
import StreamReassembly

/// The connections whose handshakes are followed, each in a slot that is used again when it is done.
///
/// Unsafe for speed: the table counts its reference to a tracker by hand, so that a packet can be given to it without two
/// atomic operations. It holds since every tracker is retained once when it comes and released once when it goes or the
/// table does, and since nothing that a tracker calls knows of the table.
@safe
struct TrackerTable: ~Copyable {
    private var trackers: [Unmanaged<ConnectionTracker>?] = unsafe []
    private var generations: [UInt32] = []
    private var freeSlots: [Int] = []
    /// At most so many at one time.
    let limit: Int
    /// What all of them hold, in bytes.
    var weight = 0

    init(limit: Int) { self.limit = limit }

    deinit { for slot in slots { unsafe trackers[slot]?.release() } }

    var count: Int { unsafe trackers.count - freeSlots.count }

    var isFull: Bool { count >= limit }

    /// The slots that are taken.
    var slots: [Int] { unsafe trackers.indices.filter { unsafe trackers[$0] != nil } }

    subscript(slot: Int) -> ConnectionTracker? { unsafe trackers[slot]?.takeUnretainedValue() }

    mutating func add(_ tracker: ConnectionTracker) -> Int {
        let counted = unsafe Unmanaged.passRetained(tracker)
        if let slot = freeSlots.popLast() {
            unsafe trackers[slot] = counted
            return slot
        }
        unsafe trackers.append(counted)
        generations.append(0)
        return generations.count - 1
    }

    mutating func remove(_ slot: Int) {
        guard let tracker = unsafe trackers[slot] else { return }
        weight -= unsafe tracker._withUnsafeGuaranteedRef { $0.weight }
        unsafe trackers[slot] = nil
        unsafe tracker.release()
        generations[slot] &+= 1
        freeSlots.append(slot)
    }

    // MARK: Deadlines

    /// What stands in the wheel for the tracker that is in a slot now.
    func entry(for slot: Int) -> DeadlineWheel.Entry { .init(slot: slot, generation: generations[slot]) }

    /// Whether an entry of the wheel is of the tracker that is in its slot now.
    func isCurrent(_ entry: DeadlineWheel.Entry) -> Bool { generations[entry.slot] == entry.generation }

    // MARK: Packets

    /// Has a tracker take a segment of its flow; `nil` if the slot is empty.
    @inline(__always)
    func receive(
        in slot: Int,
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        at packet: PacketReference,
        budget: inout ReassemblyBudget
    ) -> ConnectionTracker.Prospects? {
        unsafe trackers[slot]?._withUnsafeGuaranteedRef { tracker in
            tracker.receive(segment, payload, at: packet, budget: &budget)
        }
    }
}

public import ByteParsing
import CPrefetch
public import PacketDecoding

/// All flows: open addressing over one flat array, probed linearly, with backward-shift deletion.
///
/// A look-up costs one cache line as a rule. The hash is seeded at start-up, so that hostile traffic cannot aim at
/// one slot. An entry's address is good until the next `insert` or `remove`.
///
/// Why the unsafe code here holds: `slots` is allocated with `capacity` initialised entries in `init` and `grow`,
/// freed in `deinit`, never escapes, and every index is masked with `capacity - 1`.
@safe
public struct FlowTable: ~Copyable {
    private var slots: UnsafeMutablePointer<FlowEntry>
    private var mask: Int
    public private(set) var count = 0
    private let seed: UInt64
    /// Most flows at one time; beyond it the idlest of a small neighbourhood makes room.
    public let maximumCount: Int
    public static let maximumCount = 16 << 20
    private var sweepCursor = 0

    private static let vacantEntry: FlowEntry = {
        var entry = FlowEntry(key: .none, start: PacketReference(frame: 0, time: Timestamp(nanoseconds: 0)))
        entry.state = .vacant
        return entry
    }()

    public init(
        initialCapacity: Int = 1_024,
        maximumCount: Int = Self.maximumCount,
        seed: UInt64 = UInt64.random(in: .min ... .max)
    ) {
        var capacity = 16
        while capacity < initialCapacity { capacity *= 2 }
        unsafe slots = Self.allocate(capacity)
        mask = capacity - 1
        self.seed = seed
        self.maximumCount = maximumCount
    }

    deinit { unsafe slots.deallocate() }

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<FlowEntry> {
        let slots = UnsafeMutablePointer<FlowEntry>.allocate(capacity: capacity)
        unsafe slots.initialize(repeating: vacantEntry, count: capacity)
        return unsafe slots
    }

    public var capacity: Int { mask + 1 }

    // MARK: Access

    /// The hash under which a flow stands in this table, and in no other.
    @inline(__always)
    public func hash(of key: FlowKey) -> UInt64 { key.hash(seed: seed) }

    /// Begins to fetch the memory in which a look-up of this hash will start.
    ///
    /// A capture with many flows misses the cache with nearly every packet; asked for some packets ahead, the misses
    /// overlap.
    @inline(__always)
    public func prefetch(_ hash: UInt64) {
        unsafe cprefetch_line(slots + (Int(truncatingIfNeeded: hash) & mask))
    }

    /// The slot of a flow, or `nil` if it is not in the table.
    ///
    /// `hash` is what `hash(of:)` says of the key.
    @inline(__always)
    public func find(_ key: FlowKey, hash: UInt64) -> Int? {
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let state = unsafe slots[index].state
            if state == .vacant { return nil }
            if unsafe slots[index].key == key { return index }
            index = (index + 1) & mask
        }
    }

    public func find(_ key: FlowKey) -> Int? { find(key, hash: hash(of: key)) }

    public subscript(slot: Int) -> FlowEntry {
        @inline(__always) get { unsafe slots[slot & mask] }
        @inline(__always) _modify { yield unsafe &slots[slot & mask] }
    }

    /// Adds a flow that is not in the table, and returns its slot.
    public mutating func insert(_ key: FlowKey, start: PacketReference) -> Int {
        if count >= capacity - capacity / 4 { grow() }
        count += 1
        return place(FlowEntry(key: key, start: start))
    }

    @discardableResult
    private mutating func place(_ entry: FlowEntry) -> Int {
        var index = Int(truncatingIfNeeded: entry.key.hash(seed: seed)) & mask
        while unsafe slots[index].state != .vacant { index = (index + 1) & mask }
        unsafe slots[index] = entry
        return index
    }

    /// Takes an entry out and closes the gap, so that no tombstones slow later look-ups.
    public mutating func remove(slot: Int) {
        var hole = slot & mask
        guard unsafe slots[hole].state != .vacant else { return }
        count -= 1
        var index = hole
        while true {
            index = (index + 1) & mask
            if unsafe slots[index].state == .vacant { break }
            let home = unsafe Int(truncatingIfNeeded: slots[index].key.hash(seed: seed)) & mask
            // The entry may move into the hole only if that is not before its home.
            if (index - home) & mask >= (index - hole) & mask {
                unsafe slots[hole] = slots[index]
                hole = index
            }
        }
        unsafe slots[hole].state = .vacant
    }

    private mutating func grow() {
        let old = unsafe slots
        let oldCapacity = capacity
        unsafe slots = Self.allocate(oldCapacity * 2)
        mask = oldCapacity * 2 - 1
        for index in 0..<oldCapacity where unsafe old[index].state != .vacant {
            place(unsafe old[index])
        }
        unsafe old.deallocate()
    }

    // MARK: Sweeping

    /// Looks at the next `steps` slots in turn and removes the entries that `isExpired` says are.
    ///
    /// Called with a few steps a packet it visits the whole table over time, at no cost that shows.
    public mutating func sweep(_ steps: Int, where isExpired: (inout FlowEntry) -> Bool) {
        for _ in 0..<min(steps, capacity) {
            sweepCursor = (sweepCursor + 1) & mask
            // A removal shifts another entry here, which may have expired too.
            while unsafe slots[sweepCursor].state != .vacant, unsafe isExpired(&slots[sweepCursor]) {
                remove(slot: sweepCursor)
            }
        }
    }
}

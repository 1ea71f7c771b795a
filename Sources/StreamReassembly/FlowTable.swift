public import ByteParsing
public import CPrefetch
public import PacketDecoding

/// All flows: open addressing over one flat array that is sorted by hash.
///
///     home of a hash = hash × capacity / 2^64, made even: two slots, which fill one cache line
///     slots          | . . A B C . D . . . E F . . |     each at its home, or as soon after it as there is room
///     starts         | . . a b c . d . . . e f . . |     when the flow in the same slot began
///
/// A look-up costs one cache line as a rule. The hash is keyed at start-up, so that hostile traffic cannot aim at one
/// slot; and were it to, no look-up goes further than ``maximumProbe``, and a table that is all but empty does not grow for it.
/// Since the order of the entries does not depend on the capacity, the table grows in place, by half, in two passes from
/// one end to the other: no second copy is ever in memory, and no pass jumps around.
///
/// A slot's number is good until the next `insert` or `remove`.
///
/// Looking something up is `mutating` although nothing changes: so the compiler works on the table where it lies, and
/// does not copy it to the stack for each packet.
///
/// Why the unsafe code here holds: `slots` and `starts` begin memories that this value owns and that never move, zeroed,
/// which is what a vacant entry is. Both hold `total + 1` elements, which `grow` alone changes. Every index is below
/// `total` by a comparison at the place, or follows from entries that are not vacant: the element at `total` is always
/// vacant, so that every walk over taken slots ends there.
@safe
public struct FlowTable: ~Copyable {
    var slotMemory: ReservedMemory
    var startMemory: ReservedMemory
    @usableFromInline let slots: UnsafeMutablePointer<FlowEntry>
    @usableFromInline let starts: UnsafeMutablePointer<Int64>
    var wideEnds = WideEnds()
    @usableFromInline var origins = FlowOrigins()
    /// Flows over IPv4 in networks of which no number was left, so that they are `wide`.
    var crowdedOut = 0
    /// Flows in another form than the plain one.
    var notPlain = 0
    /// How many homes there are; behind the last there is room for those that found theirs taken.
    @usableFromInline var homes: Int
    /// How many slots there are.
    @usableFromInline var total: Int
    public private(set) var count = 0
    public let seed: HashKey
    /// Most flows at one time; beyond it no other is taken in until some have been swept.
    public let maximumCount: Int
    public static let maximumCount = 16 << 20
    /// Most bytes that it takes, with the addresses of flows of IPv6.
    public let maximumBytes: Int
    static let bytesOfSlot = MemoryLayout<FlowEntry>.stride + MemoryLayout<Int64>.stride
    /// Slots from a flow's home on within which there must be room for it; else it is not taken in.
    ///
    /// At the density at which the table grows, by chance some 300 slots in a row are taken when it holds all that it can.
    public static let maximumProbe = 1_024
    /// How far a look-up goes: growing rounds homes down to even slots, so a flow may come to lie a little further off.
    @usableFromInline static var longestLookUp: Int { maximumProbe + 64 }
    private var sweepCursor = 0

    public init(
        initialCapacity: Int = 1_024,
        maximumCount: Int = Self.maximumCount,
        maximumBytes: Int = .max,
        seed: HashKey = .random()
    ) {
        let most = max(maximumCount, initialCapacity) / 2 * 3 + 4_096
        slotMemory = ReservedMemory(upTo: most * MemoryLayout<FlowEntry>.stride, hasHugePages: true)
        startMemory = ReservedMemory(upTo: most * MemoryLayout<Int64>.stride, hasHugePages: false)
        unsafe slots = slotMemory.start.assumingMemoryBound(to: FlowEntry.self)
        unsafe starts = startMemory.start.assumingMemoryBound(to: Int64.self)
        homes = 0
        total = 0
        self.seed = seed
        self.maximumCount = maximumCount
        self.maximumBytes = maximumBytes
        let isThere = enlarge(to: max(initialCapacity, 16))
        precondition(isThere, "out of memory")
    }

    /// How many slots a sweep has to visit.
    public var capacity: Int { total }

    // MARK: Access

    /// The hash under which a flow stands in this table, and in no other.
    ///
    /// Its upper bits choose the slot: whoever splits flows by it must take the lower ones.
    @inlinable @inline(__always)
    public func hash(of key: FlowKey) -> UInt64 { key.hash(seed: seed) }

    @inlinable @inline(__always)
    func home(_ hash: UInt64) -> Int {
        let pair = hash.multipliedFullWidth(by: UInt64(truncatingIfNeeded: homes &>> 1)).high
        return Int(truncatingIfNeeded: pair) &<< 1
    }

    /// Begins to fetch the memory in which a look-up of this hash will start.
    ///
    /// A capture with many flows misses the cache with nearly every packet; asked for some packets ahead, the misses
    /// overlap.
    @inlinable @inline(__always)
    public mutating func prefetch(_ hash: UInt64) {
        let slot = home(hash)
        unsafe cprefetch_line(slots + slot)
        // One flow in five found both slots of its home taken.
        unsafe cprefetch_line(slots + slot + 2)
    }

    /// Begins to fetch the addresses of a flow that is not plain IPv4, once its slot has come from memory.
    public mutating func prefetchAddresses(_ hash: UInt64) {
        let home = home(hash)
        for slot in home...home &+ 1
        where unsafe slots[slot].isWide && slots[slot].ends >> 32 == hash & 0xFFFF_FFFF {
            return unsafe wideEnds.prefetch(slots[slot].ends)
        }
    }

    /// The links of the flows that are `tracked` in the first places where a look-up of this hash goes, once those have
    /// come from memory: none, or more than one, for all that is known of them.
    @inlinable @inline(__always)
    public mutating func trackedLinks(near hash: UInt64, _ body: (UInt32) -> Void) {
        let home = home(hash)
        if unsafe slots[home].state == .tracked { body(unsafe slots[home].link) }
        if unsafe slots[home &+ 1].state == .tracked { body(unsafe slots[home &+ 1].link) }
    }

    /// The same for a segment that as a rule begins a flow, for which an insertion will ask for more.
    @inlinable @inline(__always)
    public mutating func prefetchStart(_ hash: UInt64) { unsafe cprefetch_line(starts + home(hash)) }

    /// The slot of a flow, or `nil` if it is not in the table.
    ///
    /// `hash` is what `hash(of:)` says of the key.
    @inlinable @inline(__always)
    public mutating func find(_ key: FlowKey, hash: UInt64) -> Int? {
        guard let ends = key.ipv4EndsInAnyNetwork else { return findWide(key, hash: hash) }
        if key.domain != .none { return find(ipv4Ends: ends, ports: key.ports, in: key.domain, hash: hash) }
        return find(ipv4Ends: ends, ports: key.ports, hash: hash)
    }

    /// The slot of an IPv4 flow, or `nil` if it is not in the table.
    ///
    /// In which slot of the home it is, is as good as random, so there is no branch between them.
    @inlinable @inline(__always)
    public mutating func find(ipv4Ends ends: UInt64, ports: UInt32, hash: UInt64) -> Int? {
        let home = home(hash)
        let isFirst = unsafe slots[home].isOf(ends, ports)
        let isSecond = unsafe slots[home &+ 1].isOf(ends, ports)
        if isFirst != isSecond { return home &+ (isFirst ? 0 : 1) }
        if unsafe slots[home &+ 1].isVacant { return nil }
        return findFurther(ends, ports, from: home &+ 2)
    }

    @usableFromInline
    mutating func findFurther(_ ends: UInt64, _ ports: UInt32, from slot: Int) -> Int? {
        var index = slot
        let last = slot &+ Self.longestLookUp
        while index < last, unsafe !slots[index].isVacant {
            if unsafe slots[index].isOf(ends, ports) { return index }
            index += 1
        }
        return nil
    }

    @usableFromInline
    mutating func findWide(_ key: FlowKey, hash: UInt64) -> Int? {
        var index = home(hash)
        let last = index &+ Self.longestLookUp
        while index < last, unsafe !slots[index].isVacant {
            if unsafe slots[index].isWide, unsafe slots[index].ports == key.ports,
                unsafe slots[index].ends >> 32 == hash & 0xFFFF_FFFF,
                unsafe wideEnds[slots[index].ends] == key.addresses
            {
                return index
            }
            index += 1
        }
        return nil
    }

    public mutating func find(_ key: FlowKey) -> Int? { find(key, hash: hash(of: key)) }

    @inlinable
    public subscript(slot: Int) -> FlowEntry {
        @inline(__always) mutating get {
            precondition(slot >= 0 && slot < total)
            return unsafe slots[slot]
        }
        @inline(__always) _modify {
            precondition(slot >= 0 && slot < total)
            yield unsafe &slots[slot]
        }
    }

    /// The key of the flow in a slot that is not vacant.
    public mutating func key(of slot: Int) -> FlowKey {
        let entry = self[slot]
        switch entry.form {
        case .plain: return FlowKey(ipv4Ends: entry.ends, ports: entry.ports)
        case .wide: return FlowKey(addresses: wideEnds[entry.ends], ports: entry.ports)
        case .inNetwork:
            return FlowKey(ipv4Ends: entry.ends, ports: entry.ports).key(in: origins[entry.startInput].domain)
        }
    }

    mutating func hash(ofSlot slot: Int) -> UInt64 {
        let entry = unsafe slots[slot]
        if !entry.isPlain { return key(of: slot).hash(seed: seed) }
        return FlowKey.hash(ipv4Ends: entry.ends, ports: entry.ports, seed: seed)
    }

    // MARK: Coming and going

    /// Adds a flow that is not in the table and returns its slot; `nil` if the table is full, or too many flows lie where
    /// this one belongs.
    public mutating func insert(_ key: FlowKey, start: PacketReference) -> Int? {
        let hash = hash(of: key)
        guard count < maximumCount, count < homes / 10 * 7 || grow() else { return nil }
        // What all slots take may leave no room for the addresses.
        guard key.ipv4Ends != nil || usedBytes < maximumBytes || hasRoom(for: key, start) else { return nil }
        var (home, end) = gap(for: hash)
        // Sweeping leaves what it has yet to come to denser than the rest, by far more than how full the table is says.
        while end == total || end - home >= Self.maximumProbe, count > homes / 4, grow() {
            (home, end) = gap(for: hash)
        }
        guard end < total, end - home < Self.maximumProbe else { return nil }
        var index = home
        while index < end, self.hash(ofSlot: index) < hash { index += 1 }
        shift(index..<end)
        place(key, hash, start, at: index)
        return index
    }

    /// A hash's home, and the first vacant slot from there on.
    private func gap(for hash: UInt64) -> (home: Int, end: Int) {
        let home = home(hash)
        var end = home
        while unsafe !slots[end].isVacant { end += 1 }
        return (home, end)
    }

    /// Moves a few entries on by one slot, one by one, since there are seldom more than two.
    private mutating func shift(_ range: Range<Int>) {
        var slot = range.upperBound
        while slot > range.lowerBound {
            unsafe slots[slot] = slots[slot - 1]
            unsafe starts[slot] = starts[slot - 1]
            slot -= 1
        }
    }

    private mutating func place(_ key: FlowKey, _ hash: UInt64, _ start: PacketReference, at index: Int) {
        count += 1
        if let ends = key.ipv4Ends {
            unsafe slots[index] = FlowEntry(ends: ends, ports: key.ports, form: .plain, start: start)
        } else {
            unsafe slots[index] = entry(of: key, hash, start)
        }
        unsafe starts[index] = start.time.nanoseconds
    }

    /// Takes an entry out and closes the gap, so that no tombstones slow later look-ups.
    public mutating func remove(slot: Int) {
        let entry = self[slot]
        guard !entry.isVacant else { return }
        forget(entry)
        count -= 1
        // Those behind it move up, as far as they are not at home.
        var end = slot + 1
        while unsafe !slots[end].isVacant, home(hash(ofSlot: end)) < end { end += 1 }
        unsafe (slots + slot).update(from: slots + slot + 1, count: end - slot - 1)
        unsafe (starts + slot).update(from: starts + slot + 1, count: end - slot - 1)
        unsafe (slots + end - 1).initialize(to: .vacant)
    }

    // MARK: Sweeping

    /// Looks at the next `steps` slots in turn and removes the entries that `isExpired` says are.
    ///
    /// Called with a few steps a packet it visits the whole table over time, at no cost that shows. `onUnanswered` is told
    /// of flows that go and of which nothing came after a SYN.
    public mutating func sweep(
        _ steps: Int,
        where isExpired: (inout FlowEntry) -> Bool,
        onUnanswered: (_ key: FlowKey, _ entry: FlowEntry, _ start: PacketReference) -> Void = { _, _, _ in }
    ) {
        for _ in 0..<min(steps, total) {
            sweepCursor = sweepCursor + 1 < total ? sweepCursor + 1 : 0
            // A removal shifts another entry here, which may have expired too.
            while unsafe !slots[sweepCursor].isVacant, unsafe isExpired(&slots[sweepCursor]) {
                if self[sweepCursor].isUnansweredSYN {
                    onUnanswered(key(of: sweepCursor), self[sweepCursor], start(of: sweepCursor))
                }
                remove(slot: sweepCursor)
            }
        }
    }
}

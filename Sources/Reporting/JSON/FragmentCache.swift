internal import ByteParsing

/// What objects were written as, for those that come again: a table of fixed size, where one displaces another.
///
/// An object and its bytes are kept from the second time on that it comes, since many come only once: those displace none.
/// All bytes lie in one buffer, so that finding and appending them counts no reference.
struct FragmentCache: ~Copyable {
    private static let slotBits = 10
    /// With more than this, all are forgotten, and remembered again as they come.
    private static let maximumBytes = 8 * 1024 * 1024
    /// What is longer is written each time.
    private static let maximumLength = 256 * 1024

    private struct Slot {
        var owner: ObjectIdentifier?
        /// Where the bytes are; empty once they are forgotten.
        var bytes = 0..<0
    }

    private let key = HashKey.random()
    private var slots: [Slot] = []
    /// Each slot's owner, kept so that nothing else gets its identity.
    private var owners: [AnyObject?] = []
    /// By a hash of the object and of what it was written as: it is not held on to yet, so its identity alone would soon be
    /// another's.
    private var secondTime = SecondTime()
    private var texts = ByteBuffer(capacity: 0)

    @inline(__always)
    private static func slot(of owner: ObjectIdentifier) -> Int {
        let bits = UInt64(UInt(bitPattern: owner))
        return Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - slotBits))
    }

    /// Appends the object's bytes, if they are known.
    @inline(__always)
    func append(for owner: ObjectIdentifier, to buffer: inout ByteBuffer) -> Bool {
        guard !slots.isEmpty else { return false }
        let slot = slots[Self.slot(of: owner)]
        guard slot.owner == owner, !slot.bytes.isEmpty else { return false }
        buffer.append(texts, slot.bytes)
        return true
    }

    /// Takes down what an object was written as; returns whether it is to be kept.
    mutating func note(_ owner: AnyObject, _ buffer: borrowing ByteBuffer, _ range: Range<Int>) -> Bool {
        if slots.isEmpty {
            slots = Array(repeating: Slot(), count: 1 << Self.slotBits)
            owners = Array(repeating: nil, count: slots.count)
        }
        let index = Self.slot(of: ObjectIdentifier(owner))
        let identity = UInt64(UInt(bitPattern: ObjectIdentifier(owner)))
        let hash = SeededHash.quick(buffer.span.extracting(range), key: key, tag: identity)
        return secondTime.admits(hash, at: index, of: slots.count)
    }

    /// Keeps the bytes of the object that was noted last.
    mutating func keep(_ buffer: borrowing ByteBuffer, _ range: Range<Int>, for owner: AnyObject) {
        guard range.count <= Self.maximumLength else { return }
        if texts.count + range.count > Self.maximumBytes { forgetBytes() }
        let end = texts.count
        texts.append(buffer, range)
        let index = Self.slot(of: ObjectIdentifier(owner))
        slots[index].owner = ObjectIdentifier(owner)
        slots[index].bytes = end..<texts.count
        owners[index] = owner
    }

    private mutating func forgetBytes() {
        texts.removeAll()
        for index in slots.indices { slots[index].bytes = 0..<0 }
    }
}

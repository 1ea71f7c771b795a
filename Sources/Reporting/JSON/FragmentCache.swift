/// What objects were written as, for those that come again: a table of fixed size, where one displaces another.
///
/// An object's bytes are kept from the second time on that it comes, since many come only once.
struct FragmentCache {
    private static let slotBits = 10
    private var slots: [Slot?] = []

    private struct Slot {
        /// Kept, so that nothing else gets its identity.
        let owner: AnyObject
        var bytes: [UInt8] = []
    }

    @inline(__always)
    private static func slot(of owner: AnyObject) -> Int {
        let bits = UInt64(UInt(bitPattern: ObjectIdentifier(owner)))
        return Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - slotBits))
    }

    /// Appends the object's bytes, if they are known.
    func append(for owner: AnyObject, to buffer: inout ByteBuffer) -> Bool {
        guard !slots.isEmpty, let slot = slots[Self.slot(of: owner)], slot.owner === owner,
            !slot.bytes.isEmpty
        else {
            return false
        }
        buffer.append(copying: slot.bytes.span)
        return true
    }

    /// Takes down that an object was written, and as what if it had come before.
    mutating func note(_ owner: AnyObject, bytes: () -> [UInt8]) {
        if slots.isEmpty { slots = Array(repeating: nil, count: 1 << Self.slotBits) }
        let index = Self.slot(of: owner)
        if slots[index]?.owner === owner {
            slots[index]?.bytes = bytes()
        } else {
            slots[index] = Slot(owner: owner)
        }
    }
}

import PacketDecoding

/// How the table grows in place.
///
/// Why the unsafe code here holds: as in ``FlowTable``. This alone changes `total`, once both memories are large enough.
extension FlowTable {
    var usedBytes: Int { total * Self.bytesOfSlot + wideEnds.bytes + origins.bytes }

    /// By half or, near the limit, by what is left.
    mutating func grow() -> Bool {
        let room = max(0, maximumBytes - usedBytes) / Self.bytesOfSlot
        let more = min(total / 2, room)
        return more > total / 16 && enlarge(to: total + more)
    }

    /// Makes room for `newTotal` slots or a few more; `false` if the memory for it is not to be had.
    mutating func enlarge(to newTotal: Int) -> Bool {
        guard slotMemory.grow(to: (newTotal + 1) * MemoryLayout<FlowEntry>.stride) else { return false }
        let oldTotal = total
        let reached = slotMemory.usable / MemoryLayout<FlowEntry>.stride - 1
        guard reached > oldTotal, startMemory.grow(to: (reached + 1) * MemoryLayout<Int64>.stride) else {
            return false
        }
        total = reached
        homes = total - min(total / 8, 512)
        spread(fromFirst: oldTotal)
        return true
    }

    /// Moves the entries, which lie in the first `oldTotal` slots, to where they belong now.
    ///
    /// First all go to the end of the memory, the last one first; then each to its place, the first one first. The
    /// k-th of n entries has at most the place `total - n + k`, where it lies after the first pass, so nothing is
    /// overwritten that is still to be moved.
    ///
    /// A new table needs none of it: its memory is zeros, and so is a vacant entry.
    private mutating func spread(fromFirst oldTotal: Int) {
        guard oldTotal > 0 else { return }
        var packed = total
        for index in stride(from: oldTotal - 1, through: 0, by: -1) where unsafe !slots[index].isVacant {
            packed -= 1
            unsafe slots[packed] = slots[index]
            unsafe starts[packed] = starts[index]
        }
        var next = 0
        for index in packed..<total {
            // The bound only holds back what would not fit; with these capacities that does not come to pass.
            let place = min(max(home(hash(ofSlot: index)), next), index)
            while next < place {
                unsafe slots[next] = .vacant
                next += 1
            }
            unsafe slots[place] = slots[index]
            unsafe starts[place] = starts[index]
            next = place + 1
        }
        unsafe (slots + next).update(repeating: .vacant, count: total - next)
    }
}

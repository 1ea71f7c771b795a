import StreamReassembly

// A clock that somebody sets, while packets are captured.

extension PacketEngine {
    /// Takes the clock of the packets as set by so many nanoseconds: what is waited for, and what has been idle, is so
    /// for as long as before.
    mutating func stepClock(by nanoseconds: Int64) {
        let seconds = Int((Double(nanoseconds) / 1e9).rounded())
        guard seconds != 0, wheel.now != nil else { return }
        for slot in trackers.slots { trackers[slot]?.deadline += seconds }
        wheel.step(by: seconds)
        table.sweep(table.capacity) { entry in
            entry.lastSeen &+= UInt32(truncatingIfNeeded: seconds)
            return false
        }
        carriers.stepClock(by: seconds)
        readClock()
    }
}

public import ByteParsing
import PacketDecoding

/// When flows began, which lies apart.
///
/// Why the unsafe code here holds: a slot is compared with the number of all by the subscript before.
extension FlowTable {
    /// The first packet of a flow that is `quiet`; `current` is the packet at hand.
    public mutating func start(of slot: Int, before current: PacketReference) -> PacketReference {
        let entry = self[slot]
        return entry.start(
            before: current,
            time: Timestamp(nanoseconds: unsafe starts[slot]),
            input: entry.form == .inNetwork ? origins[entry.startInput].input : nil
        )
    }

    /// The same where no packet is at hand: by the lower half of its frame number.
    public mutating func start(of slot: Int) -> PacketReference {
        let none = PacketReference(frame: 0, input: 0x1_FFFF, time: Timestamp(nanoseconds: 0))
        return start(of: slot, before: none)
    }

    /// The ports' next connection begins.
    public mutating func restart(_ slot: Int, at packet: PacketReference) {
        if self[slot].form == .inNetwork { renewOrigin(of: slot, packet.input) }
        self[slot].restart(at: packet)
        unsafe starts[slot] = packet.time.nanoseconds
    }

    /// Goes back from `tracked`: the flow, which began with `start`, was not TLS so far.
    public mutating func makeQuiet(_ slot: Int, start: PacketReference) {
        if self[slot].form == .inNetwork { renewOrigin(of: slot, start.input) }
        self[slot].beQuiet(start)
        unsafe starts[slot] = start.time.nanoseconds
    }
}

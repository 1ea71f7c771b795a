import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly

// How conversations and flows grow old, and which of them are given up.

extension CarrierTable {
    static func second(of time: Timestamp) -> Int { Int(time.nanoseconds / 1_000_000_000) }

    /// Sets when silence counts as the end.
    mutating func putOff(_ slot: Int, until second: Int) {
        guard let conversation = conversations[slot] else { return }
        let earlier = conversation.deadline
        conversation.deadline = second
        if earlier == 0 || second < earlier {
            wheel.add(DeadlineWheel.Entry(slot: slot, generation: generations[slot]), at: second)
        }
    }

    /// The conversations that have been silent for too long.
    mutating func expired(at second: Int) -> [Int] {
        var silent: [Int] = []
        for entry in wheel.advance(to: second) where generations[entry.slot] == entry.generation {
            guard let deadline = conversations[entry.slot]?.deadline else { continue }
            if deadline > second {
                wheel.add(entry, at: deadline)
            } else if !silent.contains(entry.slot) {
                silent.append(entry.slot)
            }
        }
        return silent
    }

    /// Takes the clock of the packets as set by so many seconds.
    mutating func stepClock(by seconds: Int) {
        wheel.step(by: seconds)
        for slot in slots { conversations[slot]?.deadline += seconds }
        flows.sweep(flows.capacity) { entry in
            entry.lastSeen &+= UInt32(truncatingIfNeeded: seconds)
            return false
        }
    }

    /// Forgets a few of the flows that have been idle for long.
    mutating func sweep(_ steps: Int, where isForgotten: (inout FlowEntry) -> Bool) {
        flows.sweep(steps, where: isForgotten)
    }

    /// What decides which of the conversations is given up, each by its slot.
    var held: [HeldConnection] {
        conversations.indices.compactMap { slot in
            guard let conversation = conversations[slot] else { return nil }
            let direction = conversation.clientDirection
            return HeldConnection(
                slot: slot,
                stage: Self.stage(of: conversation.carrier.sessions),
                source: conversation.key.sender(in: direction).address.source,
                first: (conversation.first.input, conversation.first.frame),
                weight: conversation.budget.heldBytes
            )
        }
    }

    /// How far the sessions of one conversation have come, which is mostly one session.
    private static func stage(of sessions: [CarriedSession]) -> HeldConnection.Stage {
        var furthest = HeldConnection.Stage.nothing
        for session in sessions { furthest = max(furthest, session.stage) }
        return furthest
    }
}

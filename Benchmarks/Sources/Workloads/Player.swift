/// Plays conversations for many flows at a time, each in its own order, until all have been played.
struct Player {
    /// The conversations, and how often each is drawn in relation to the others.
    var repertoire: [(conversation: Conversation, weight: Int)]
    var flows: Int
    /// Flows that are played at one time.
    var concurrency: Int
    /// Packets of one flow in a row.
    var burst = 1
    /// The mean time between packets.
    var meanGap: UInt64 = 10
    var addresses = AddressPlan()
    /// Of a thousand segments, how many come late, twice or never.
    var disorderPerMille = 0
    var seed: UInt64

    private struct Turn {
        let flow: Flow
        let conversation: Int
        var next = 0
        /// A segment that comes again, or only now.
        var belated: Int?
    }

    /// Writes everything, and tells of each flow as it begins.
    func play(
        to writer: inout FrameWriter,
        onFlow: (Flow, _ conversation: Int) throws -> Void = { _, _ in }
    ) throws {
        var generator = SeededGenerator(seed: seed)
        let deck = repertoire.indices.flatMap { Array(repeating: $0, count: repertoire[$0].weight) }
        var started = 0
        var turns: [Turn] = []
        turns.reserveCapacity(concurrency)
        while true {
            while turns.count < concurrency, started < flows {
                let conversation = deck[generator.below(deck.count)]
                let port = repertoire[conversation].conversation.port
                let flow = addresses.flow(started, port: port, seed: seed)
                try onFlow(flow, conversation)
                turns.append(Turn(flow: flow, conversation: conversation))
                started += 1
                // Flows that begin one after another, not all at once.
                if turns.count > 1, started < concurrency, generator.below(4) != 0 { break }
            }
            guard !turns.isEmpty else { return }
            let index = generator.below(turns.count)
            let conversation = repertoire[turns[index].conversation].conversation
            for _ in 0..<burst {
                writer.clock += UInt64(generator.below(Int(meanGap) * 2 - 1)) + 1
                try step(&turns[index], conversation, &generator, to: &writer)
                guard turns[index].next < conversation.segments.count else { break }
            }
            if turns[index].next >= conversation.segments.count {
                turns.swapAt(index, turns.count - 1)
                turns.removeLast()
            }
        }
    }

    private func step(
        _ turn: inout Turn,
        _ conversation: Conversation,
        _ generator: inout SeededGenerator,
        to writer: inout FrameWriter
    ) throws {
        let index = turn.next
        turn.next += 1
        let belated = turn.belated
        turn.belated = nil
        let accident = disorderPerMille == 0 ? 1000 : generator.below(1000)
        if accident < disorderPerMille, belated == nil {
            switch accident % 3 {
            case 0: return  // lost, and the capture does not see it sent again
            case 1 where index + 1 < conversation.segments.count:
                turn.belated = index  // overtaken by the next
                return
            case 1: break
            default: turn.belated = index  // twice
            }
        }
        try writer.write(conversation.segments[index], of: turn.flow, conversation.transport)
        if let belated {
            try writer.write(conversation.segments[belated], of: turn.flow, conversation.transport)
        }
    }
}

import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

// What a segment of TCP comes to, by what its flow is.

extension PacketEngine {
    mutating func receive(
        _ segment: TCPSegment,
        _ hash: UInt64,
        _ payload: Span<UInt8>,
        at packet: PacketReference
    ) {
        guard let slot = table.find(segment.key, hash: hash) else {
            receiveFirst(segment, payload, at: packet)
            return
        }
        if !Self.receiveOnFastPath(FastPathSegment(segment, payload), &table[slot], clock) {
            receiveOffFastPath(segment, payload, slot, at: packet)
        }
    }

    /// Takes a segment whose flow is not in the table.
    mutating func receiveFirst(_ segment: TCPSegment, _ payload: Span<UInt8>, at packet: PacketReference) {
        // A bare ACK, FIN or RST opens no flow: nothing could follow from it. A FIN or RST may end one of another network.
        let opensFlow = segment.wireLength > 0 || segment.flags.contains(.syn)
        guard opensFlow || !segment.flags.isDisjoint(with: [.fin, .reset]) else { return }
        if let slot = slotInOtherDomain(segment) {
            if !Self.receiveOnFastPath(FastPathSegment(segment, payload), &table[slot], clock) {
                receiveOffFastPath(segment, payload, slot, at: packet)
            }
            return
        }
        guard opensFlow else { return }
        guard let slot = table.insert(segment.key, start: packet) else {
            counters.refusedTrackers += 1
            return
        }
        if segment.key.domain != .none { domains.note(segment.key) }
        table[slot].lastSeen = clock
        receiveQuiet(segment, payload, slot, segment.direction, at: packet)
    }

    /// Takes a segment that may change what its flow is.
    mutating func receiveOffFastPath(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        _ slot: Int,
        at packet: PacketReference
    ) {
        let direction = segment.direction
        if !unansweredStarts.isEmpty { restartIfAnswered(segment, slot) }
        // Nothing else can have become of a flow that is followed.
        if table[slot].state == .tracked, !segment.flags.contains(.syn) {
            table[slot].lastSeen = clock
            receiveTracked(segment, payload, slot, direction, at: packet)
            return
        }
        if Self.isForgotten(table[slot], clock) {
            // The sweep would have come by sooner or later: what is seen must not depend on when.
            noteUnanswered(slot)
            guard segment.wireLength > 0 || segment.flags.contains(.syn) else {
                table.remove(slot: slot)
                return
            }
            table.restart(slot, at: packet)
        }
        if segment.flags.contains(.syn), !segment.flags.contains(.acknowledgment),
            isNewConnection(segment, slot, direction)
        {
            guard isOver(slot) else { return awaitAnswer(to: segment, slot, at: packet) }
            restart(slot, at: packet)
        }
        table[slot].lastSeen = clock
        switch table[slot].state {
        case .quiet: receiveQuiet(segment, payload, slot, direction, at: packet)
        case .tracked: receiveTracked(segment, payload, slot, direction, at: packet)
        case .settled: receiveSettled(segment, payload, slot, direction, at: packet)
        case .closed, .vacant: break
        }
    }

    /// Whether a SYN opens the ports' next connection, rather than being a repetition of this one's.
    private mutating func isNewConnection(_ segment: TCPSegment, _ slot: Int, _ direction: Direction) -> Bool
    {
        let entry = table[slot]
        switch entry.state {
        case .quiet: return entry.nextByte(direction) != segment.sequenceNumber &+ 1
        case .tracked:
            return !(trackers[entry.follower]?.streams.isStart(segment.sequenceNumber, direction) ?? false)
        case .settled, .closed, .vacant: return true
        }
    }

    mutating func restart(_ slot: Int, at packet: PacketReference) {
        if table[slot].state == .tracked { conclude(table[slot].follower, isOver: true) }
        noteUnanswered(slot)
        table.restart(slot, at: packet)
    }

    // MARK: Flows whose handshake is followed

    mutating func open(
        _ slot: Int,
        from direction: Direction,
        leadIn: LeadIn? = nil,
        at packet: PacketReference
    ) {
        guard !trackers.isFull else {
            counters.refusedTrackers += 1
            return
        }
        let entry = table[slot]
        let tracker = ConnectionTracker(
            key: table.key(of: slot),
            first: table.start(of: slot, before: packet),
            isPreceded: !entry.marks.isDisjoint(with: [.sawDataForward, .sawDataBackward]),
            openings: openings.take(table.key(of: slot)),
            forward: entry.nextByte(.forward),
            backward: entry.nextByte(.backward),
            isFromStart: entry.marks.contains(.sawSYN)
                && entry.marks.isDisjoint(with: [.sawDataForward, .sawDataBackward]),
            greeting: entry.marks.contains(.sawData(direction))
                ? nil : FirstSpeech(rawValue: entry.speech)?.greeting,
            leadIn: leadIn,
            shared: shared
        )
        place(tracker, slot, at: packet)
    }

    mutating func place(_ tracker: ConnectionTracker, _ slot: Int, at packet: PacketReference) {
        let index = trackers.add(tracker)
        trackers.weight += tracker.weight
        table[slot].beTracked(by: index)
        tracker.deadline =
            Int(packet.time.nanoseconds / 1_000_000_000)
            + tracker.streams.session.stream.records.handshake.patience
        wheel.add(trackers.entry(for: index), at: tracker.deadline)
    }

    mutating func receiveTracked(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        let index = table[slot].follower
        guard
            let prospects = trackers.receive(
                in: index,
                segment,
                payload,
                at: packet,
                budget: &budget
            )
        else { return }
        trackers.weight += prospects.growth
        defer { if trackers.weight > memory.connections { relieve() } }
        switch prospects.state {
        case .following:
            if prospects.isConfirmed, !prospects.isNumbered, let tracker = trackers[index] {
                _ = number(tracker)
                announce(tracker.id, Announcement.Control(tracker))
            }
            if prospects.isSettled {
                conclude(index, isOver: false)
            } else if let deadline = prospects.soonerDeadline {
                wheel.add(trackers.entry(for: index), at: deadline)
            }
        case .searching:
            if prospects.isReset { conclude(index, isOver: true) }
        case .refuted: dismiss(index, slot, segment, payload, direction, at: packet)
        }
    }

    private mutating func dismiss(
        _ index: Int,
        _ slot: Int,
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        guard let tracker = trackers[index] else { return }
        // It was no hello: what the flow began with is still to be told.
        let lead = tracker.streams.leadIn
        openings.note(tracker.openings + lead.preambles, of: tracker.key)
        if !noteAnswer(payload, slot, direction, at: packet) { note(lead.refusal, tracker.key) }
        remove(index)
        makeQuiet(slot, tracker)
        table[slot].marks.insert(.sawData(direction))
        // A preamble whose segments were swapped does not keep a hello from being looked for in the same manner.
        if tracker.streams.receivedBytes <= Self.maximumPreamble {
            table[slot].marks.remove(.gaveUpReordering)
        }
        closeQuietIfOver(segment, slot, direction, at: packet)
    }

    private mutating func remove(_ index: Int) {
        trackers[index]?.streams.discard(&budget)
        trackers.remove(index)
    }
}

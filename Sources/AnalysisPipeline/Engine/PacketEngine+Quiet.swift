import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

// Flows on which no TLS has been seen so far.

extension PacketEngine {
    mutating func receiveQuiet(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        let isSYN = segment.flags.contains(.syn)
        if isSYN {
            table[slot].marks.insert(.sawSYN)
            if segment.flags.contains(.acknowledgment) {
                guard table[slot].isNear(segment.acknowledgmentNumber, direction.opposite) else { return }
                // Whoever is answered has asked, even if the capture lacks it or has it later.
                table[slot].speech = FirstSpeech.other.rawValue
                expect(segment.acknowledgmentNumber, slot, direction.opposite)
            }
        }
        let start = segment.sequenceNumber &+ (isSYN ? 1 : 0)
        guard isSYN || table[slot].accepts(segment) || StreamStart(payload) != .notTLS else { return }
        guard segment.wireLength > 0, !segment.mayBePadding(payload) else {
            closeQuietIfOver(segment, slot, direction, at: packet)
            // Not of one that a FIN or RST beside the SYN has closed.
            if isSYN, table[slot].state == .quiet { expect(start, slot, direction) }
            return
        }
        let distance = table[slot].nextByte(direction).map { Int32(bitPattern: start &- $0) } ?? 0
        let (verdict, isDialogue) = look(at: payload, slot, direction, at: packet)
        // A hole before this segment: the hello may be what is still to come.
        let isEarly = distance > 0 && !table[slot].marks.contains(.gaveUpReordering)
        if verdict != .notTLS || isEarly {
            if distance != 0, verdict != .notTLS, !isEarly { table[slot].expect(start, direction) }
            if isEarly { table[slot].marks.insert(.gaveUpReordering) }
            let isStart = table[slot].marks.isDisjoint(with: [.sawDataForward, .sawDataBackward])
            let isHello = !isEarly && (verdict == .clientHello || verdict == .serverHello)
            let hasLeadIn = isDialogue || (isStart && !isHello)
            let unheard = table[slot].nextByte(direction.opposite) == nil ? direction.opposite : nil
            if isStart, !isEarly, verdict != .serverHello, segment.flags.contains(.acknowledgment),
                !isDialogue || table[slot].marks.contains(.sawSYN)
            {
                // Where the client begins, it has heard nothing: its answer begins there, wherever it stands in the capture. In a
                // dialogue it may have heard a greeting, which can be done without.
                expect(segment.acknowledgmentNumber, slot, direction.opposite)
            }
            let leadIn = hasLeadIn ? LeadIn(shared.unwrappers, unheard: unheard) : nil
            open(slot, from: direction, leadIn: leadIn, at: packet)
            if table[slot].state == .tracked {
                receiveOpening(segment, payload, slot, direction, at: packet)
                return
            }
        }
        if table[slot].marks.isDisjoint(with: [.sawSYN, .sawData(direction)]) {
            noteBegunEarlier(segment, payload, slot, direction, at: packet)
        }
        if distance >= 0 {
            table[slot].expect(start &+ UInt32(truncatingIfNeeded: segment.wireLength), direction)
        }
        table[slot].marks.insert(.sawData(direction))
        closeQuietIfOver(segment, slot, direction, at: packet)
    }

    /// Takes the segment that a tracker was opened for, and before it a FIN of the other side that had come by then.
    private mutating func receiveOpening(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        guard table[slot].marks.contains(.sawFIN(direction.opposite)),
            let leave = earlyLeaves.take(segment.key), leave.segment.direction != direction,
            // Not of an earlier connection of these ports.
            leave.segment.sequenceNumber
                == trackers[table[slot].follower]?.streams.nextSequenceNumber(direction.opposite)
        else { return receiveTracked(segment, payload, slot, direction, at: packet) }
        receiveTracked(leave.segment, Span<UInt8>(), slot, direction.opposite, at: leave.packet)
        guard table[slot].state == .tracked else { return }
        receiveTracked(segment, payload, slot, direction, at: packet)
        guard table[slot].state == .tracked else { return }
        trackers[table[slot].follower]?.streams.noteLeave(before: direction, at: leave.packet)
    }

    /// Tells where a direction begins, if nothing has told it before.
    private mutating func expect(_ sequenceNumber: UInt32, _ slot: Int, _ direction: Direction) {
        if table[slot].nextByte(direction) == nil { table[slot].expect(sequenceNumber, direction) }
    }

    /// Whether TLS may begin with a segment, in it or, after a dialogue that it begins, in one that follows.
    private mutating func look(
        at payload: Span<UInt8>,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) -> (start: StreamStart, isDialogue: Bool) {
        guard !payload.isEmpty else { return (.notTLS, false) }
        let start = StreamStart(payload)
        guard start == .notTLS else { return (start, false) }
        if PlaintextRefusal.isAlert(payload), table[slot].marks.contains(.sawSYN),
            table[slot].marks.isDisjoint(with: [.sawDataForward, .sawDataBackward])
        {
            // Nobody begins with an alert: what it answers comes later in the capture.
            return (.undecided, false)
        }
        guard !table[slot].marks.contains(.sawData(direction)) else {
            // A framing around TLS's records is the tracker's business as well; a byte or two are not enough for one that
            // should have begun with the stream.
            let isFraming = shared.unwrappers.contains {
                (payload.count > 2 || $0.beginsWithHello) && $0.recognize(payload) != .no
            }
            return (isFraming ? .undecided : .notTLS, false)
        }
        noteFirst(payload, slot, direction, at: packet)
        if case .no = Dialogues.recognize(payload), StreamStart.clientHello(in: payload) == nil,
            !shared.unwrappers.contains(where: { $0.recognize(payload) != .no })
        {
            return (.notTLS, false)
        }
        return (.undecided, true)
    }

    /// Looks at the first data of a direction, which is not TLS.
    private mutating func noteFirst(
        _ payload: Span<UInt8>,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        if table[slot].marks.contains(.sawData(direction.opposite)) {
            _ = noteAnswer(payload, slot, direction, at: packet)
        } else {
            table[slot].speech = FirstSpeech(payload).rawValue
        }
    }

    /// Counts what the first answer of a TLS server says to a client that speaks something else; `false` if it says nothing.
    mutating func noteAnswer(
        _ payload: Span<UInt8>,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) -> Bool {
        let isHTTP = table[slot].speech == FirstSpeech.http.rawValue
        guard PlaintextRefusal.isAlert(payload) || (isHTTP && PlaintextRefusal.isNotice(payload)) else {
            return false
        }
        note(isHTTP ? .plainHTTP : .otherProtocol, slot, server: direction, at: packet)
        return true
    }

    /// Counts that TLS was asked for on a flow, and did not begin.
    mutating func note(_ start: RefusedStart?, _ key: FlowKey) {
        guard let start else { return }
        let kind: AttemptTable.Kind =
            switch start.refusal.cause {
            case .unanswered: .unanswered
            case .abandoned: .abandoned
            default: .refused
            }
        attempts.add(
            kind,
            start.refusal,
            server: key.sender(in: start.server),
            client: key.sender(in: start.server.opposite),
            at: start.packet
        )
    }

    @inline(__always)
    mutating func closeQuietIfOver(
        _ segment: TCPSegment,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        guard !segment.flags.isDisjoint(with: [.reset, .fin]) else { return }
        closeQuiet(segment, slot, direction, at: packet)
    }

    @inline(never)
    private mutating func closeQuiet(
        _ segment: TCPSegment,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        if segment.flags.contains(.reset), !table[slot].heeds(resetBy: segment) { return }
        noteEnd(segment, slot, direction, at: packet)
        if segment.flags.contains(.fin) {
            if table[slot].marks.isDisjoint(with: [.sawData(direction.opposite), .sawFIN(direction)]) {
                earlyLeaves[segment.key] = EarlyLeave(segment, at: packet)
            }
            table[slot].marks.insert(.sawFIN(direction))
        }
        if segment.flags.contains(.reset) || table[slot].marks.contains([.sawFINForward, .sawFINBackward]) {
            table[slot].state = .closed
        }
    }

    // MARK: What never became TLS

    /// Counts an attempt of a flow whose server sends in `direction`.
    private mutating func note(
        _ kind: AttemptTable.Kind,
        _ slot: Int,
        server direction: Direction,
        at packet: PacketReference
    ) {
        let key = table.key(of: slot)
        attempts.add(
            kind,
            server: key.sender(in: direction),
            client: key.sender(in: direction.opposite),
            at: packet
        )
    }

    /// Looks at a FIN or RST, the first of its flow: whether it refuses the connection, or what the client said on it.
    private mutating func noteEnd(
        _ segment: TCPSegment,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        let entry = table[slot]
        guard entry.marks.isDisjoint(with: [.sawFINForward, .sawFINBackward, .sawData(direction)]) else {
            return
        }
        if entry.isUnansweredSYN {
            if segment.flags.contains(.reset), entry.nextByte(direction) == nil {
                note(.refused, slot, server: direction, at: packet)
            }
            return
        }
        guard entry.marks.contains(.sawData(direction.opposite)),
            let speech = FirstSpeech(rawValue: entry.speech)
        else { return }
        switch speech {
        case .http: note(.silentlyClosedHTTP, slot, server: direction, at: packet)
        case .other: note(.silentlyClosedOther, slot, server: direction, at: packet)
        default: break
        }
    }

    // MARK: Nobody answers

    /// Counts a flow that is given up, if nobody answered its SYN.
    mutating func noteUnanswered(_ slot: Int) {
        let entry = table[slot]
        guard entry.isUnansweredSYN else { return }
        noteUnanswered(table.key(of: slot), entry, at: table.start(of: slot))
    }

    mutating func noteUnanswered(_ key: FlowKey, _ entry: FlowEntry, at packet: PacketReference) {
        let client: Direction = entry.nextByte(.forward) == nil ? .backward : .forward
        attempts.add(
            .unanswered,
            server: key.sender(in: client.opposite),
            client: key.sender(in: client),
            at: packet
        )
    }

    /// Counts the flows whose SYN nobody has answered at the end; one of the last second may still have been.
    mutating func noteUnansweredAtEnd() {
        noteUnansweredDatagrams(before: clock)
        for slot in 0..<table.capacity where table[slot].isUnansweredSYN {
            guard FlowEntry.seconds(of: table.start(of: slot).time) < clock else { continue }
            noteUnanswered(slot)
        }
    }
}

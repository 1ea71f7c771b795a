import ByteParsing
import CaptureReading
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

// What does not come on a TCP stream.

extension PacketEngine {
    /// Takes a plain datagram, by its number among the packets of the run.
    @inline(__always)
    mutating func receivePlain(
        _ datagram: PlainDatagram,
        _ hash: UInt64,
        _ batch: borrowing PacketBatch,
        _ index: Int,
        number: UInt64
    ) {
        guard carriers.mayWant(datagram, hash: hash, clock) else { return }
        receive(datagram.datagram, hash, batch.bytes(of: index), at: batch[index].reference, number: number)
    }

    /// Takes a datagram; its payload is a range of `bytes`.
    @inline(never)
    mutating func receive(
        _ datagram: Datagram,
        _ hash: UInt64,
        _ bytes: Span<UInt8>,
        at packet: PacketReference,
        number: UInt64
    ) {
        moment = .packet(number)
        let payload = bytes.extracting(datagram.payloadRange)
        guard
            let slot = carriers.receive(datagram, hash: hash, payload, at: packet, clock, shared)
                ?? followAgain(datagram, payload, at: packet)
        else { return }
        let sessions = carriers.touched(in: slot)
        defer { if carriers.budget.isExceeded { relieveCarriers() } }
        var patience = sessions.isEmpty ? carriers.patience(of: slot) : 0
        for session in sessions {
            let prospects = session.review()
            carriers.weigh(session, prospects.heldBytes, in: slot)
            if session.id == nil, session.isConfirmed {
                self.number(session)
                announce(session.id)
            }
            if session.isOver || (prospects.isSettled && !session.awaitsCarrier) {
                conclude(session, in: slot)
            } else {
                patience = max(patience, session.patience ?? prospects.patience)
            }
        }
        if patience > 0 { carriers.putOff(slot, until: CarrierTable.second(of: packet.time) + patience) }
    }

    /// Gives up conversations until there is room again, as ``relieve()`` does of streams.
    @inline(never)
    private mutating func relieveCarriers() {
        let goal = memory.carriers - memory.carriers / Self.freedPart
        for slot in HeldConnection.chosen(from: carriers.held, toFree: carriers.budget.heldBytes - goal) {
            counters.relieved += 1
            for session in carriers.conclude(slot) {
                session.notes.isLimitHit = true
                conclude(session, in: slot)
            }
        }
    }

    /// Reports a connection that was carried, if it was one of TLS.
    ///
    /// `silence` is for how many seconds nothing had come of it; `nil` where the capture ended before.
    mutating func conclude(_ session: CarriedSession, in slot: Int, after silence: Int? = nil) {
        if let silence {
            session.stream.records.handshake.noteSilence(silence)
        } else if session.isFollowedBySilence, session.stream.records.handshake.facts.framing == .dtls {
            session.stream.records.handshake.noteSilence(CarriedSession.longestTimer)
        } else if session.endsWithCapture, session.stream.records.handshake.facts.framing == .dtls {
            session.stream.records.handshake.noteEndOfCapture()
        }
        let isTLS = session.isConfirmed
        if isTLS { report(session) }
        carriers.end(session, in: slot, isReported: isTLS)
    }

    private mutating func report(_ session: CarriedSession) {
        session.giveUpWaiting()
        if session.stream.records.handshake.isLimitHit { session.notes.isLimitHit = true }
        let id = number(session)
        let carriage = session.earlier.map { $0.report.carriage } ?? carriage(of: session)
        let (facts, events) = session.stream.records.handshake.takeLog()
        // Woken by a handshake record that began nothing: what was said stands.
        if let earlier = session.earlier, facts.facts.renegotiation == nil, !facts.facts.mayBeRenegotiated {
            return keepCarried(earlier)
        }
        let inference = facts.facts.isTLS13 ? ConcludedInference(of: facts) : nil
        let beginning = BareBeginning(facts)
        let report = ConnectionReport(
            id: id,
            revision: (session.earlier?.report.revision ?? 0) + 1,
            transport: session.transport,
            carriage: carriage,
            client: session.client,
            server: session.server,
            first: session.first,
            last: session.last,
            precededBy: nil,
            tls: common.settlement(of: facts),
            verdict: beginning?.verdict ?? Verdict(of: facts, inference: inference),
            facts: facts,
            certificates: ConnectionTracker.inferred(facts, inference, shared.certificates.known),
            diagnoses: beginning?.diagnoses ?? [],
            events: events,
            streamNotes: session.notes
        ).diagnosed(of: facts, inference, &common)
        let trace = SessionTrace(of: facts, inference, server: session.server)
        // Of one of which the client's part is missing, nothing more can be known.
        let isOver =
            (facts.facts.mayBeRenegotiated && !facts.facts.isAskedAgain) || !facts.facts.alerts.isEmpty
        let later = facts.mayGoOn && !isOver ? session.laterHandshake : nil
        if later != nil {
            keepCarried(ReportedConnection(report: report, weight: session.weight, later: later))
        }
        enter(report, facts, inference, trace, isLast: later == nil, earlier: session.earlier)
    }

    /// Counts what clients asked over datagrams, before a second, of servers that said nothing.
    mutating func noteUnansweredDatagrams(before second: UInt32 = .max) {
        for flow in carriers.takeUnanswered() where FlowEntry.seconds(of: flow.first.time) < second {
            attempts.add(
                .unansweredDatagrams,
                server: flow.key.sender(in: flow.clientDirection.opposite),
                client: flow.key.sender(in: flow.clientDirection),
                at: flow.first
            )
        }
    }

    @discardableResult
    private mutating func number(_ session: CarriedSession) -> ConnectionID {
        if let known = session.id { return known }
        let id = drawNumber()
        session.id = id
        return id
    }
}

/// A connection that is followed, whatever carries it.
enum OpenConnection {
    case stream(slot: Int)
    case carried(CarriedSession, slot: Int)
}

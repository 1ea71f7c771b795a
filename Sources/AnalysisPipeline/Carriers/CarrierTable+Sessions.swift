import ByteParsing
import CPrefetch
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

// The TLS connections in the conversations that are followed, from the first datagram that may have changed them to the end.

extension CarrierTable {
    /// What is under way in a conversation.
    func sessions(in slot: Int) -> [CarriedSession] { conversations[slot]?.carrier.sessions ?? [] }

    /// Those of them that the last datagram may have changed.
    mutating func touched(in slot: Int) -> [CarriedSession] {
        let sessions = conversations[slot]?.carrier.touched ?? []
        if let session = sessions.first { places[slot].session = UInt(bitPattern: ObjectIdentifier(session)) }
        return sessions
    }

    /// Seconds of silence after which a conversation is let go in which nothing is under way.
    func patience(of slot: Int) -> Int {
        conversations[slot]?.carrier.patience ?? 0
    }

    /// Takes out a session that was concluded, and lets the conversation go if it was the last.
    mutating func end(_ session: CarriedSession, in slot: Int, isReported: Bool) {
        guard let carrier = conversations[slot]?.carrier else { return }
        conversations[slot]?.budget.release(session.weight)
        session.weight = 0
        carrier.end(session)
        guard !carrier.hasSessions else { return }
        carrier.conclude()
        remove(slot, isReported: isReported)
    }

    /// Notes what a session holds that the last datagram may have changed.
    func weigh(_ session: CarriedSession, _ weight: Int, in slot: Int) {
        let growth = weight - session.weight
        guard growth != 0, let budget = conversations[slot]?.budget else { return }
        budget.hold(growth)
        session.weight = weight
    }

    /// Gives up what a conversation still waits for, and lets it go if nothing is under way in it.
    ///
    /// `second` is the time, which tells how long nothing has come; `nil` where it says nothing of that. `endsCapture` says
    /// that nothing more will come of anything, and that nothing of the end is missing.
    ///
    /// - Returns: What is.
    mutating func conclude(
        _ slot: Int,
        at second: Int? = nil,
        endsCapture: Bool = false
    ) -> [CarriedSession] {
        guard let conversation = conversations[slot] else { return [] }
        if let second {
            for session in conversation.carrier.sessions {
                session.isFollowedBySilence =
                    second - Self.second(of: session.last.time) >= CarriedSession.longestTimer
                session.endsWithCapture = endsCapture && !session.isFollowedBySilence
            }
        }
        conversation.carrier.conclude()
        if !conversation.carrier.hasSessions {
            if conversation.carrier.isUnanswered {
                unanswered.append((conversation.key, conversation.clientDirection, conversation.first))
            }
            remove(slot, isReported: false)
        }
        return conversation.carrier.sessions
    }

    /// Hands over the conversations that were let go unanswered.
    mutating func takeUnanswered() -> [(key: FlowKey, clientDirection: Direction, first: PacketReference)] {
        guard !unanswered.isEmpty else { return [] }
        defer { unanswered = [] }
        return unanswered
    }

    /// Has what comes on another flow, in either direction, reach the conversation that went on there.
    mutating func addAlias(_ key: FlowKey, of slot: Int, at packet: PacketReference, _ clock: UInt32) {
        guard let count = conversations[slot]?.aliases.count, count < Self.maximumAliases,
            let flow = flows.find(key) ?? flows.insert(key, start: packet), flows[flow].state != .tracked
        else { return }
        flows[flow].beTracked(by: slot)
        flows[flow].lastSeen = clock
        conversations[slot]?.aliases.append(key)
    }

    /// The slots of all conversations.
    var slots: [Int] { conversations.indices.filter { conversations[$0] != nil } }

    /// Follows a connection of DTLS again that was reported, on which another handshake begins with this datagram.
    mutating func resume(
        _ earlier: ReportedConnection,
        by datagram: Datagram,
        _ payload: Span<UInt8>,
        at packet: PacketReference,
        _ clock: UInt32,
        _ shared: SharedState
    ) -> Int? {
        guard let flow = flows.find(datagram.key), flows[flow].state == .settled else { return nil }
        let token = flows[flow].name
        guard
            let slot = begin(
                DTLSCarrier.self,
                datagram,
                earlier.report.client == datagram.source ? .client : .server,
                token: 0,
                false,
                at: packet,
                clock,
                shared
            )
        else { return nil }
        conversations[slot]?.token = token
        (conversations[slot]?.carrier as? DTLSCarrier)?.resume(earlier)
        return give(datagram, payload, at: packet, to: slot)
    }
}

import ByteParsing
import HandshakeAnalysis
import TLSWire

// What the capture lacks of a connection: packet numbers tell it, and what the other side answers.

extension QUICConnection {
    /// A message's header: what is missing holds as much at least.
    private static let shortestMessage = 4

    /// Notes what shows by packet numbers to be missing, and flights that were answered and of which nothing is there.
    func noteUnseenPackets() {
        if numbers[.server][0]?.hasGaps ?? false { session.stream.records.handshake.noteUnseenInitials() }
        for role in [Role.client, .server] where lacksHandshakePackets(role) || lacksAnsweredFlight(role) {
            session.stream.records.handshake.receiveGap(
                Self.shortestMessage,
                isCut: false,
                from: role,
                at: session.last
            )
            session.notes.missingBytes += Self.shortestMessage
        }
    }

    /// The client has read a ServerHello, before which the capture lacks a HelloRetryRequest: goes on with the ServerHello.
    ///
    /// Nothing else stands before it (RFC 9846, section 4.1.4).
    func skipUnseenRetryRequest(at packet: PacketReference) {
        guard session.stream.records.handshake.facts.serverHello == nil, streams[.server][0].isWaiting,
            streams[.server][0].next == 0, let first = streams[.server][0].firstWaiting,
            first.count > 6, first[0] == HandshakeType.serverHello.rawValue, first[4] == 3, first[5] == 3
        else { return }
        var isFirst = true
        _ = streams[.server][0].skipGap(
            budget,
            onGap: { _ in session.stream.records.handshake.receiveLoss(.message, from: .server, at: packet) },
            deliver: {
                session.stream.records.handshake.receiveHandshake(
                    $0,
                    atBoundary: isFirst,
                    from: .server,
                    .plaintext,
                    at: packet
                )
                isFirst = false
            }
        )
        notes.isHelloNew = session.stream.records.handshake.facts.serverHello != nil
    }

    /// Notes that the server said more than is there: a refusal, or the close after one, may be what is missing.
    func noteUnseenServerData() {
        if answers[.server].next == 0, lacksNumbers(of: .server, space: 2) {
            session.stream.records.handshake.noteUnseenServerData()
        }
    }

    /// Whether numbers of a side's Handshake packets are missing, and its Finished with them.
    private func lacksHandshakePackets(_ role: Role) -> Bool {
        session.stream.records.handshake.facts.finished[role] == nil && lacksNumbers(of: role, space: 1)
    }

    /// Whether numbers are missing: they count from 0 in each space (RFC 9000, section 12.3), but for those of aioquic, which
    /// counts the packets of all spaces together.
    private func lacksNumbers(of role: Role, space: Int) -> Bool {
        guard let own = numbers[role][space], own.hasGaps else { return false }
        let others = (0..<3).compactMap { $0 == space ? nil : numbers[role][$0] }
        // Beyond what the windows hold nothing is known.
        guard !others.isEmpty, own.highest < 64 else { return true }
        let isOneCount = !(0...own.highest).contains { number in
            own.contains(number) && others.contains { $0.contains(number) }
        }
        guard isOneCount else { return true }
        return (0...own.highest).contains { number in
            !own.contains(number) && !others.contains { $0.contains(number) }
        }
    }

    /// Whether the other side has read, and refused, what is not there of this one.
    ///
    /// A server that has asked waits for the answer; a client says nothing of a certificate that it has not seen.
    private func lacksAnsweredFlight(_ role: Role) -> Bool {
        // Mostly nothing was, and then the facts are not copied.
        guard session.stream.records.handshake.facts.isDecrypted else { return false }
        let facts = session.stream.records.handshake.facts
        guard
            let alert = facts.alerts.first(where: { $0.fact.sender == role.opposite })?.fact.alert
        else { return false }
        switch role {
        case .client:
            return facts.certificateRequest != nil && facts.finished.server != nil
                && facts.clientCertificate == nil
        case .server: return facts.serverCertificate == nil && alert.refusesServerCertificate
        }
    }
}

import ByteParsing
import HandshakeAnalysis
import TLSWire

// A handshake after the first, up to DTLS 1.2: under the keys of the one before it, up to a ChangeCipherSpec that is sealed as
// well.
//
//     epoch n      HelloRequest (0), ClientHello (0), ServerHello (1), …, ChangeCipherSpec       message_seq counts anew
//     epoch n + 1  Finished                                                                       RFC 6347, section 4.2.2

extension DTLSSession {
    /// Begins where another handshake may follow: both sides have come to this epoch.
    func goOn(in epoch: UInt16) {
        noteClientHello()
        for role in [Role.client, .server] {
            sides[role].epoch = epoch
            sides[role].handshakeEpoch = epoch &- 1
            sides[role].finished = (0, epoch)
            sides[role].idLength = 0
            sides[role].startsLate = true
            // Nobody begins another before that.
            if stream.records.handshake.facts.finished[role] == nil {
                stream.records.handshake.receiveUnseenFinished(from: role, at: last)
            }
        }
        opener.handshakeEpoch = epoch &- 1
    }

    /// Begins to count anew where a sender's message belongs to a later handshake than those before it.
    func noteHandshakeEpoch(_ epoch: UInt16, _ content: Span<UInt8>, _ sender: Role) {
        guard let fragment = DTLSFragment(content, at: 0), fragment.type != .finished,
            epoch > sides[sender].handshakeEpoch
        else { return }
        sides[sender].handshakeEpoch = epoch
        if sender == .client {
            opener.keep(epoch, stream.records.handshake)
            opener.handshakeEpoch = epoch
        }
        while sides[sender].assembly.skip() != nil { drain(sender) }
        sides[sender].assembly = DTLSAssembly()
        switch (sender, fragment.type) {
        case (.client, _): sides[.client].assembly.next = 0
        case (.server, .helloRequest), (.server, .serverHello): break
        // The HelloRequest, which counts, was not seen; the ServerHello is still to come.
        case (.server, _): sides[.server].assembly.next = 0
        }
        if fragment.type == .helloRequest { sides[.server].assembly.next = fragment.sequence }
    }

    /// A ChangeCipherSpec that came under protection.
    func renew(_ epoch: UInt16, _ sender: Role, _ packet: PacketReference) {
        guard sides[sender].epoch == epoch else { return noteRepetition(sender, packet) }
        noteTurn(of: sender, packet)
        noteUnseenRecords(of: sender, packet)
        changeCipherSpec(sender, packet, to: epoch &+ 1)
    }

    /// Whether a sealed message after the Finished is one that was not there before.
    func isNewOfRenegotiation(
        _ epoch: UInt16,
        _ number: UInt64,
        _ length: Int,
        _ sender: Role,
        _ packet: PacketReference
    ) -> Bool {
        let time = packet.time.nanoseconds
        guard sides[sender].renegotiation?.epoch == epoch else {
            sides[sender].renegotiation = SealedFlight(epoch, number, length, at: time)
            return true
        }
        if lastSpeaker != sender { sides[sender].renegotiation?.turn() }
        return sides[sender].renegotiation?.isNew(length, at: time, shortestTimer: Self.shortestTimer) ?? true
    }

    /// Says what the numbers of a renegotiation's records tell that the capture lacks of it.
    func noteUnseenRecords(of sender: Role, _ packet: PacketReference) {
        guard let missing = sides[sender].renegotiation?.missing, missing > 0 else { return }
        sides[sender].renegotiation = nil
        let bytes = missing * DTLSFragment.headerLength
        stream.records.handshake.receiveGap(bytes, isCut: false, from: sender, at: packet)
        notes.missingBytes += bytes
    }
}

import ByteParsing
import HandshakeAnalysis
import TLSWire

// What QUIC says besides handshake messages.

extension HandshakeReader {
    /// What comes of a side's handshake inside of a message is read no more, and nobody asks for its holes one by one.
    func isIndifferent(to sender: Role) -> Bool {
        !shared.keepsEvents && sides[sender].deframer.dropsAll
    }

    /// A packet that nobody opened.
    mutating func receiveSealed(_ packet: SealedPacket) {
        guard facts.wantsSealedPacket(from: packet.sender) else { return }
        log(
            .sealedPacket(packet),
            Sighting(sender: packet.sender, packet: packet.packet, basis: .observed, reach: reach)
        )
    }

    /// Data of a stream that is not looked into.
    ///
    /// Settings of HTTP/3 are no answer: that comes on the stream of a request, and is waited for (RFC 9114, section 6.2.1).
    mutating func noteStreamData(_ count: Int, from sender: Role, at packet: PacketReference) {
        expectAnswerOfHTTP3()
        guard facts.wantsData(from: sender) else { return }
        record(
            DataRecord(length: count),
            Sighting(sender: sender, packet: packet, basis: .decrypted, reach: reach)
        )
    }

    /// HANDSHAKE_DONE.
    mutating func receiveHandshakeDone(at packet: PacketReference) {
        log(.handshakeDone, Sighting(sender: .server, packet: packet, basis: .decrypted, reach: reach))
    }

    /// CONNECTION_CLOSE: an alert where it stands for one, and the sender's leave.
    mutating func receiveConnectionClose(
        _ close: QUICClose,
        from sender: Role,
        _ level: ProtectionLevel,
        at packet: PacketReference
    ) {
        guard !facts.hasDeparted(sender) else { return }
        if let alert = close.alert { receiveAlert(alert, length: 2, from: sender, level, at: packet) }
        let basis: Basis = level == .plaintext ? .observed : .decrypted
        log(
            .connectionClose(close),
            Sighting(sender: sender, packet: packet, basis: basis, reach: reach)
        )
    }
}

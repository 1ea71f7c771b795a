import ByteParsing
import TLSWire
import Testing

@testable import HandshakeAnalysis

@Suite struct `Flights of QUIC without keys` {
    /// What the client's answer is taken for that comes in these packets, after a server's flight.
    private func answer(
        _ packets: [(type: QUICPacketType, content: Int)],
        _ suite: CipherSuite
    ) throws -> QUICFlights.Answer {
        var sealed = SealedPackets()
        for (index, packet) in ([(.handshake, 1_084), (.handshake, 422)] + packets).enumerated() {
            sealed.append(
                SealedPacket(
                    packet.0,
                    content: packet.1,
                    datagram: UInt32(index),
                    mayBePadded: false,
                    from: index < 2 ? .server : .client,
                    at: PacketReference(frame: UInt64(index + 1), time: Timestamp(nanoseconds: Int64(index)))
                )
            )
        }
        return QUICFlights(sealed, try #require(QUICArithmetic(suite)), isChromium: false).answer
    }

    /// quic-go and quinn, an empty Certificate and a Finished that come again: 49 and 64 bytes, with no acknowledgment; a Finished
    /// with one is as long.
    @Test(arguments: [
        (49, CipherSuite.TLS_AES_128_GCM_SHA256), (64, CipherSuite.TLS_AES_256_GCM_SHA384),
    ]) func `tell no Finished from an empty Certificate that comes again`(
        _ content: Int,
        _ suite: CipherSuite
    ) throws {
        #expect(try answer([(.handshake, content), (.oneRTT, 76)], suite) == .finishedOnly)
        #expect(try answer([(.oneRTT, 76), (.handshake, content)], suite) == .unknown)
        #expect(
            try answer([(.handshake, content), (.oneRTT, 76), (.handshake, content)], suite) == .finishedOnly
        )
    }

    /// quic-go behind a path that loses packets: 2 bytes of a number, 5 of an ACK frame and 2 of its gap, which is what an empty
    /// Certificate and a byte take.
    @Test func `an acknowledgment with a gap is no measure of others`() throws {
        let flight = [packet(.server, 1_084, 1), packet(.server, 1_219, 2), packet(.server, 366, 3)]
        let answer = [packet(.client, 48, 7), packet(.client, 76, 8, .oneRTT)]
        let direct = try conclusion(flight + [packet(.client, 9, 4)] + answer)
        #expect(direct.answer == .declined)
        let again = [packet(.server, 1_219, 5), packet(.server, 366, 6)]
        #expect(try conclusion(flight + [packet(.client, 9, 4)] + again + answer).answer == .unknown)
        // Another acknowledgment has no gap.
        let clear = try conclusion(flight + [packet(.client, 7, 4), packet(.client, 9, 4)] + again + answer)
        #expect(clear.answer == .finishedOnly)
    }

    // MARK: How a server falls silent

    /// aioquic closes once; the client's answer comes again after 1, 2, 4 and so on of a timer.
    @Test func `an answer that comes again without an acknowledgment is counted until somebody goes on`()
        throws
    {
        let flight = [packet(.server, 982, 1), packet(.server, 143, 2), packet(.client, 8, 3)]
        let answer = [packet(.client, 1_159, 10), packet(.server, 7, 11), packet(.client, 166, 12)]
        // Twice each time, as probes are.
        let again = (1...6).flatMap { number in
            [packet(.client, 166, 1_000 << number), packet(.client, 166, 1_000 << number + 1)]
        }
        let silent = try conclusion(flight + answer + again)
        #expect(silent.answer == .presented && silent.unanswered?.count == 6)
        #expect(silent.unanswered?.packet.frame == 64_000)
        let late = 100_000
        #expect(try conclusion(flight + answer + again + [packet(.server, 30, late)]).unanswered == nil)
        #expect(
            try conclusion(flight + answer + again + [packet(.client, 30, late, .oneRTT)]).unanswered == nil
        )
        #expect(try conclusion(flight + answer).unanswered == nil)
    }

    // MARK: How a client refuses

    /// What follows from packets after a server's flight; each has a datagram to itself.
    private func conclusion(_ packets: [SealedPacket], isOver: Bool = false) throws -> QUICFlights {
        var sealed = SealedPackets()
        for packet in packets { sealed.append(packet) }
        return QUICFlights(
            sealed,
            try #require(QUICArithmetic(.TLS_AES_128_GCM_SHA256)),
            isChromium: false,
            isOver: isOver
        )
    }

    private func packet(
        _ sender: Role,
        _ content: Int,
        _ number: Int,
        _ type: QUICPacketType = .handshake
    ) -> SealedPacket {
        SealedPacket(
            type,
            content: content,
            datagram: UInt32(number),
            mayBePadded: false,
            from: sender,
            at: PacketReference(frame: UInt64(number), time: Timestamp(nanoseconds: Int64(number) * 20_000))
        )
    }

    /// quic-go: an acknowledgment and a CONNECTION_CLOSE, of seven bytes each.
    @Test func `two small packets in a row are an acknowledgment and a close`() throws {
        let flight = [packet(.server, 1_084, 1), packet(.server, 119, 2)]
        let refusal = try conclusion(flight + [packet(.client, 7, 3), packet(.client, 7, 4)])
        #expect(refusal.lastWord != nil)
        // Each acknowledges something.
        let acknowledging = try conclusion([
            flight[0], packet(.client, 7, 3), packet(.server, 119, 4), packet(.client, 7, 5),
        ])
        #expect(acknowledging.lastWord == nil)
    }

    /// aioquic with a reason: as long as a Finished, and no data behind it.
    @Test func `a packet of a Finished's size is none for certain before data follow it`() throws {
        let flight = [packet(.server, 1_084, 1), packet(.server, 119, 2), packet(.client, 45, 3)]
        #expect(try !conclusion(flight).hasClientData)
        #expect(try conclusion(flight + [packet(.client, 60, 4, .oneRTT)]).hasClientData)
    }
}

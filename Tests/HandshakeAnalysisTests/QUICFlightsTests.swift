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
}

import ByteParsing
import HandshakeAnalysis
import TLSWire
import Testing

@testable import AnalysisPipeline

@Suite struct `The progress of a QUIC connection that nobody opens` {
    /// Whether it is over after the client's flight and what follows, each packet in a datagram of its own.
    private func isOver(after packets: [(sender: Role, content: Int)]) -> Bool {
        var progress = QUICProgress()
        let flight: [(Role, QUICPacketType, Int)] = [
            (.server, .handshake, 972), (.client, .handshake, 1_066),
        ]
        let following = packets.map { ($0.sender, QUICPacketType.oneRTT, $0.content) }
        for (index, packet) in (flight + following).enumerated() {
            progress.note(
                SealedPacket(
                    packet.1,
                    content: packet.2,
                    datagram: UInt32(index),
                    mayBePadded: false,
                    from: packet.0,
                    at: PacketReference(frame: UInt64(index + 1), time: Timestamp(nanoseconds: Int64(index)))
                )
            )
        }
        return progress.isOver
    }

    /// ngtcp2's server, which acknowledges the client's probes of the path before it answers.
    @Test func `goes on while the server only acknowledges`() {
        let probes = (0..<3).flatMap { _ in [(Role.client, 1_409), (.server, 10)] }
        #expect(!isOver(after: probes))
        #expect(isOver(after: probes + [(.server, 1_372)]))
        #expect(isOver(after: [(.server, 250), (.client, 30), (.server, 10), (.server, 10)]))
    }

    @Test func `is bounded all the same`() {
        let acknowledgments = (0..<40).flatMap { _ in [(Role.client, 30), (.server, 10)] }
        #expect(isOver(after: acknowledgments))
    }
}

import CertificateInspection
import HandshakeAnalysis
import TestSupport
import Testing

@testable import AnalysisPipeline

/// Where no log is kept, messages are read into the facts, and those that were read before are found again.
@Suite struct `Facts without a log` {
    private func sharedState() -> SharedState { SharedState(keys: KeyMaterial(), keepsEvents: false) }

    @Test(arguments: ShippedCapture.all) func `say what a log says, of new messages and of known ones`(
        _ capture: ShippedCapture
    ) throws {
        let packets = try capture.packets()
        let expected = Set(analyse(packets).map(Essence.init))
        let shared = sharedState()
        for cut in [nil, nil, 300, 700] {
            let found = analyse(cut.map { recut(packets, every: $0) } ?? packets, shared)
            #expect(Set(found.map(Essence.init)) == expected, "cut at \(cut ?? 0)")
            #expect(found.allSatisfy { $0.events.isEmpty })
        }
    }

    /// The same but for one byte, so that the one goes on like the other for a while.
    private func chain(_ differing: Int?) -> [UInt8] {
        var certificate = TLS12Bytes.certificate(600)
        if let differing { certificate[differing] ^= 1 }
        return certificate
    }

    private func presented(_ packets: [TestPacket], _ shared: SharedState) -> [UInt8]? {
        analyse(packets, shared).first?.clientCertificate?.chain.leaf?.der
    }

    private func conversation(_ certificate: [UInt8], cutAt count: Int) -> [TestPacket] {
        var conversation = Conversation()
        conversation.open()
        conversation.client(TLS12Bytes.hello())
        conversation.server(TLS12Bytes.serverFlight(requests: true))
        conversation.send(.client, TLS12Bytes.clientFlight(certificate: certificate), cutAt: count)
        conversation.server(TLS12Bytes.finished)
        conversation.close()
        return conversation.packets
    }

    @Test(arguments: [nil, 10, 262, 270, 400, 609])
    func `have the chain that came, not one that begins like it`(
        _ differing: Int?
    ) {
        let shared = sharedState()
        let known = chain(nil)
        #expect(presented(conversation(known, cutAt: 5_000), shared) == Array(known[6...]))
        for count in [40, 200, 270, 271, 275, 280, 300, 410, 500, 614, 615, 619, 620, 640] {
            let other = chain(differing)
            let fresh = sharedState()
            _ = presented(conversation(known, cutAt: 5_000), fresh)
            #expect(
                presented(conversation(other, cutAt: count), fresh) == Array(other[6...]),
                "cut at \(count)"
            )
            #expect(
                presented(conversation(known, cutAt: count), fresh) == Array(known[6...]),
                "cut at \(count)"
            )
        }
    }

    @Test func `do not have a known chain of which bytes are missing`() {
        let shared = sharedState()
        let known = chain(nil)
        _ = presented(conversation(known, cutAt: 5_000), shared)
        var packets = conversation(known, cutAt: 400)
        packets.remove(at: 6)
        #expect(packets.count > 8)
        #expect(presented(packets, shared) == nil)
        #expect(presented(conversation(known, cutAt: 400), shared) == Array(known[6...]))
    }

    @Test func `have the request that came, when others were read before`() {
        let shared = sharedState()
        func request(_ authority: UInt8) -> [UInt8] {
            [1, 64, 0, 2, 4, 3] + [0, 6, 0, 4, 0x30, 2, 5, authority]
        }
        for authority in [1, 2, 1, 3, 2, 1] as [UInt8] {
            var conversation = Conversation()
            conversation.open()
            conversation.client(TLS12Bytes.hello())
            conversation.server(
                handshakeRecord(2, TLS12Bytes.serverHello()) + handshakeRecord(11, TLS12Bytes.certificate())
                    + handshakeRecord(12, TLS12Bytes.keyExchange) + handshakeRecord(13, request(authority))
                    + handshakeRecord(14, [])
            )
            conversation.client(TLS12Bytes.clientFlight(certificate: TLS12Bytes.emptyCertificate))
            let report = analyse(conversation.packets, shared).first
            #expect(report?.certificateRequest?.certificateAuthorities == [[0x30, 2, 5, authority]])
            #expect(report?.certificateRequest?.certificateTypes.map(\.rawValue) == [64])
        }
    }
}

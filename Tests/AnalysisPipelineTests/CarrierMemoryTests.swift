import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSDecryption
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

/// What conversations hold that are no TCP streams, and what key logs do.
@Suite struct `Limits of carriers` {
    private static let server: UInt16 = 5_684

    private func datagram(
        _ payload: [UInt8],
        _ client: Int,
        from sender: Role = .client,
        seconds: Double
    ) -> TestPacket {
        let (address, port) = (
            [10, UInt8(client >> 16), UInt8(client >> 8 & 0xFF), UInt8(client & 0xFF)] as [UInt8],
            UInt16(40_000)
        )
        let isClient = sender == .client
        let frame = ipv4(
            udp(payload, from: isClient ? port : Self.server, to: isClient ? Self.server : port),
            protocol: 17,
            from: isClient ? address : Endpoint.server.address,
            to: isClient ? Endpoint.server.address : address
        )
        return TestPacket(frame: ethernet(0x0800, frame), seconds: seconds)
    }

    private func be24(_ number: Int) -> [UInt8] {
        [UInt8(number >> 16), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
    }

    /// A record of DTLS 1.2 with one fragment of a handshake message.
    private func record(
        _ type: UInt8,
        _ sequence: UInt16,
        _ piece: [UInt8],
        at offset: Int = 0,
        of length: Int? = nil,
        number: UInt16 = 0
    ) -> [UInt8] {
        let header = [type] + be24(length ?? piece.count) + be(sequence) + be24(offset) + be24(piece.count)
        let count = UInt16(header.count + piece.count)
        return [22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0] + be(number) + be(count) + header + piece
    }

    private func hello(_ number: Int) -> [UInt8] {
        let random = be(UInt64(number)) + [UInt8](repeating: 7, count: 24)
        return [0xFE, 0xFD] + random + [0, 0, 0, 2, 0xC0, 0x2B, 1, 0, 0, 0]
    }

    private var serverHello: [UInt8] {
        [0xFE, 0xFD] + [UInt8](repeating: 9, count: 32) + [0, 0xC0, 0x2B, 0, 0, 0]
    }

    private func engine(carriers: Int) -> PacketEngine {
        var memory = MemoryPlan()
        memory.carriers = carriers
        return PacketEngine(shared: SharedState(keys: KeyMaterial(), keepsEvents: true, memory: memory))
    }

    private func process(_ packets: [TestPacket], _ engine: inout PacketEngine) -> Int {
        var most = 0
        for (number, packet) in packets.enumerated() {
            engine.process(
                packet.frame.span,
                originalLength: packet.frame.count,
                linkType: 1,
                at: PacketReference(
                    frame: UInt64(number + 1),
                    time: Timestamp(nanoseconds: Int64(packet.seconds * 1e9))
                )
            )
            most = max(most, engine.carriers.budget.heldBytes)
        }
        return most
    }

    @Test func `a part of a hello is no session, and begins one when the rest comes`() throws {
        let body = hello(1)
        let pieces = [
            record(1, 0, Array(body[..<20]), of: body.count),
            record(1, 0, Array(body[20...]), at: 20, of: body.count, number: 1),
        ]
        var engine = engine(carriers: 1 << 20)
        let first = datagram(pieces[0], 1, seconds: 1)
        #expect(process([first], &engine) < CarrierTable.bytesOfConversation + 100)
        #expect(engine.carriers.sessions(in: 0).isEmpty && engine.carriers.followedCount == 1)
        #expect(engine.carriers.patience(of: 0) == HandshakeFacts.longestPatience)
        engine.finish()
        #expect(engine.takeFinished().isEmpty && engine.carriers.budget.heldBytes == 0)
        let rest = [datagram(pieces[1], 1, seconds: 2)]
        let answer = [datagram(record(2, 0, serverHello), 1, from: .server, seconds: 3)]
        for packets in [[first] + rest, [first] + rest + answer, rest + [first] + answer] {
            let report = try #require(analyse(packets).first)
            #expect(report.first.time.nanoseconds == Int64(packets[0].seconds * 1e9))
            #expect(report.client.port == 40_000 && report.tls.offeredVersions == [.dtls12])
            #expect(report.streamNotes.missingBytes == 0 && !report.streamNotes.isLimitHit)
        }
    }

    @Test func `a flood of hellos does not push out the handshake that waits`() throws {
        var packets = [
            datagram(record(1, 0, hello(0)), 0, seconds: 1),
            datagram(record(2, 0, serverHello), 0, from: .server, seconds: 1.1),
        ]
        for number in 1...1_500 {
            packets.append(datagram(record(1, 0, hello(number)), number, seconds: 2 + Double(number) / 1e4))
        }
        var engine = engine(carriers: 1 << 20)
        let most = process(packets, &engine)
        #expect(most <= 1 << 20)
        let relieved = engine.counters.relieved
        #expect(relieved > 500)
        engine.finish()
        let (held, followed) = (engine.carriers.budget.heldBytes, engine.carriers.followedCount)
        #expect(held == 0 && followed == 0)
        let reports = engine.takeFinished()
        #expect(reports.count == 1_501)
        let first = try #require(reports.first { $0.first.frame == 1 })
        #expect(!first.streamNotes.isLimitHit)
        #expect(UInt64(reports.count { $0.streamNotes.isLimitHit }) == relieved)
    }

    @Test func `pieces of a byte count with what it takes to keep them`() {
        var packets: [TestPacket] = []
        for client in 0..<200 {
            packets.append(datagram(record(1, 0, hello(client)), client, seconds: 1))
            packets.append(datagram(record(2, 0, serverHello), client, from: .server, seconds: 1))
            for sequence in 2..<6 as Range<UInt16> {
                for place in 0..<50 {
                    packets.append(
                        datagram(
                            record(11, sequence, [1], at: place * 2, of: 60_000, number: UInt16(place)),
                            client,
                            seconds: 1.5
                        )
                    )
                }
            }
        }
        var engine = engine(carriers: 1 << 20)
        let most = process(packets, &engine)
        // 200 bytes of each client, which take more than 10,000.
        #expect(most <= 1 << 20 && most > 1 << 19)
        let relieved = engine.counters.relieved
        #expect(relieved > 50)
    }

    // MARK: EAP

    /// The identity of a station that says who it is.
    private func identity(_ number: Int) -> TestPacket {
        let eap: [UInt8] = [2, 1, 0, 9, 1] + Array("user".utf8)
        let station = [2, 0] + be(UInt32(number))
        let frame: [UInt8] = [1, 0x80, 0xC2, 0, 0, 3] + station + [0x88, 0x8E, 1, 0, 0, 9] + eap
        return TestPacket(frame: frame, seconds: 1)
    }

    @Test(arguments: [4_095, 4_096, 4_097, 9_000])
    func `dialogues of one network beyond the limit take the place of others`(count: Int) {
        var engine = engine(carriers: 256 << 20)
        _ = process((0..<count).map(identity), &engine)
        let refusals = engine.carriers.budget.refusals
        let most = EAPDialogue.mostTogether
        #expect((refusals > 0) == (count > most))
        // What the conversation itself takes is less than one of them.
        let kept = engine.carriers.budget.heldBytes / EAPDialogue.cost
        #expect(kept == count - Int(refusals) && kept <= most)
        // Nobody who only says who they are has a session.
        let sessions = engine.carriers.slots.reduce(0) { $0 + engine.carriers.sessions(in: $1).count }
        #expect(sessions == 0)
        engine.finish()
        let held = engine.carriers.budget.heldBytes
        #expect(held == 0)
    }

    @Test(arguments: [(50, 1), (65, 0)] as [(Double, Int)])
    func `a network is followed for a minute after a station said who it is`(second: Double, count: Int) {
        var engine = engine(carriers: 256 << 20)
        _ = process([identity(1), datagram([0], 1, seconds: second)], &engine)
        let followed = engine.carriers.followedCount
        #expect(followed == count)
    }

    // MARK: Budgets

    @Test func `a part gives back what is left of it, once`() {
        let whole = CarrierBudget(limit: 800)
        let part = CarrierBudget(of: whole)
        part.hold(100)
        #expect(part.reserve(700) && whole.heldBytes == 800 && !whole.isExceeded)
        #expect(part.reserve(100) && whole.isExceeded)
        #expect(!part.reserve(1) && whole.refusals == 1)
        part.close()
        #expect(whole.heldBytes == 0)
        part.release(50)
        #expect(whole.heldBytes == 0)
    }

    @Test func `secrets beyond the memory for them are counted`() {
        var memory = MemoryPlan(bytes: MemoryPlan.leastBytes)
        #expect(KeyMaterial(memory: memory).droppedSecrets == 0)
        memory.secrets = 10 * KeyLog.bytesOfSecret
        for (count, dropped) in [(9, 0), (10, 0), (11, 1), (30, 20)] {
            let keys = KeyMaterial(memory: memory)
            let source = keys.addSource()
            for number in 0..<count {
                let random = String(repeating: "0", count: 62) + String(number + 16, radix: 16)
                keys.append(
                    Array("CLIENT_RANDOM \(random) \(String(repeating: "ab", count: 48))\n".utf8),
                    to: source
                )
            }
            #expect(keys.droppedSecrets == dropped)
        }
    }
}

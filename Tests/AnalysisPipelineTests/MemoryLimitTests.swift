import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `Limits of memory` {
    private static let most = CertificateChain.maximumCertificates

    /// A Certificate message with so many certificates of six bytes each.
    private func chain(_ count: Int) -> [UInt8] {
        let list = (0..<count).flatMap { number in
            [0, 0, 6] + [0x30, 4, 2, 2, UInt8(number >> 8), UInt8(truncatingIfNeeded: number)] as [UInt8]
        }
        return be24(list.count) + list
    }

    private func be24(_ number: Int) -> [UInt8] {
        [UInt8(number >> 16), UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
    }

    @Test(arguments: [99, 100, 101, 40_000])
    func `certificates beyond the limit are counted`(count: Int) throws {
        let store = CertificateStore()
        let chain = try store.chain(of: chain(count).span)
        guard case .x509(let certificates) = chain.entries else { throw Unexpected() }
        #expect(certificates.count == min(count, Self.most))
        #expect(chain.omittedCount == max(0, count - Self.most))
        let entries = (0..<count).map { _ in [0, 0, 6, 0x30, 4, 2, 2, 1, 1, 0, 0] as [UInt8] }.flatMap { $0 }
        let chain13 = try store.chain13(of: ([0] + be24(entries.count) + entries).span)
        guard case .x509(let certificates13) = chain13.entries else { throw Unexpected() }
        #expect(certificates13.count == min(count, Self.most))
        #expect(chain13.omittedCount == max(0, count - Self.most))
    }

    private struct Unexpected: Error {}

    @Test(arguments: [999, 1_000, 1_001, 16_000])
    func `names of authorities beyond the limit are counted`(count: Int) throws {
        let names = (0..<count).flatMap { _ in [0, 2, 0x30, 0] as [UInt8] }
        let body = [1, 1, 0, 2, 4, 1] + be(UInt16(names.count)) + names
        var reader = ByteReader(body.span)
        let request = RequestedCertificates(try TLS12.CertificateRequest(parsing: &reader, version: .tls12))
        #expect(request.certificateAuthorities.count == min(count, 1_000))
        #expect(request.omittedAuthorities == max(0, count - 1_000))
    }

    // MARK: All connections together

    private func connection(
        _ slot: Int,
        _ stage: HeldConnection.Stage,
        _ source: UInt64,
        weight: Int = 10
    ) -> HeldConnection {
        HeldConnection(slot: slot, stage: stage, source: source, first: (0, UInt64(slot)), weight: weight)
    }

    @Test func `what has shown least gives first, and of it the source that holds most, the oldest first`() {
        let held = [
            connection(1, .answered, 1), connection(2, .hello, 2), connection(3, .nothing, 3),
            connection(4, .nothing, 4), connection(5, .nothing, 4), connection(6, .hello, 2),
            connection(7, .hello, 5), connection(8, .nothing, 4),
        ]
        func chosen(_ bytes: Int) -> [Int] { HeldConnection.chosen(from: held.shuffled(), toFree: bytes) }
        #expect(chosen(0) == [])
        #expect(chosen(1) == [4])
        #expect(chosen(10) == [4])
        #expect(chosen(11) == [4, 5])
        // Then both sources have one each, and the older one gives.
        #expect(chosen(40) == [4, 5, 3, 8])
        #expect(chosen(70) == [4, 5, 3, 8, 2, 6, 7])
        #expect(chosen(1_000) == [4, 5, 3, 8, 2, 6, 7, 1])
    }

    /// Hellos that nobody answers, of one client, and before them a handshake that waits for its client.
    private func flood(_ count: Int) -> [TestPacket] {
        var waiting = Conversation(port: 40_000, address: [10, 9, 9, 9])
        waiting.open()
        waiting.client(TLS12Bytes.hello())
        waiting.server(TLS12Bytes.serverFlight(requests: true))
        var packets = waiting.packets
        for number in 0..<count {
            var half = Conversation(port: UInt16(1_024 + number), seconds: 1)
            half.open()
            half.client(TLS12Bytes.hello())
            packets += half.packets
        }
        var end = waiting
        end.client(TLS12Bytes.clientFlight(certificate: TLS12Bytes.certificate()))
        end.server(TLS12Bytes.finished)
        end.exchangeData()
        return packets + end.packets[waiting.packets.count...]
    }

    @Test func `a flood of hellos does not push out the handshake that waits`() throws {
        var memory = MemoryPlan()
        memory.connections = 1 << 20
        let shared = SharedState(keys: KeyMaterial(), keepsEvents: true, memory: memory)
        var engine = PacketEngine(shared: shared)
        var most = 0
        for (number, packet) in flood(1_500).enumerated() {
            engine.process(
                packet.frame.span,
                originalLength: packet.frame.count,
                linkType: 1,
                at: PacketReference(
                    frame: UInt64(number + 1),
                    time: Timestamp(nanoseconds: Int64(packet.seconds * 1e9))
                )
            )
            most = max(most, engine.trackers.weight)
        }
        #expect(most <= memory.connections)
        #expect(engine.counters.relieved > 500)
        let (held, slots) = (engine.trackers.weight, engine.trackers.slots)
        var weight = 0
        for slot in slots { weight += engine.trackers[slot]?.weight ?? 0 }
        #expect(held == weight)
        engine.finish()
        let atEnd = engine.trackers.weight
        #expect(atEnd == 0)
        let reports = engine.takeFinished()
        #expect(reports.count == 1_501)
        let waiting = try #require(reports.first { $0.client.port == 40_000 })
        #expect(waiting.verdict.status == .completed && !waiting.streamNotes.isLimitHit)
        let others = reports.filter { $0.client.port != 40_000 }
        #expect(Set(others.map(\.verdict.status)) == [.incomplete])
        #expect(UInt64(others.count { $0.streamNotes.isLimitHit }) == engine.counters.relieved)
    }
}

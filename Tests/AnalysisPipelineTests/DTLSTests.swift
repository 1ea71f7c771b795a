import ByteParsing
import Foundation
import HandshakeAnalysis
import PacketDecoding
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

/// Real handshakes over datagrams, of which some come late, twice, or never.
@Suite struct DTLS {
    static let captures = ShippedCapture.all.filter { $0.path.contains("/dtls/") }
    /// Where one datagram says it all, nobody can tell that it is missing: what closes at once, and what begins another handshake
    /// (`LaterDatagramTests`).
    private static let withoutLastWords = captures.filter {
        !$0.path.contains("-closed-after-handshake-") && !$0.path.contains("-renegotiation-")
    }
    /// What one datagram that is missing may make of a verdict besides itself.
    private static let lesser: Set<Verdict.Status> = [.incomplete, .undetermined]

    private func text(_ report: ConnectionReport) -> String {
        "\(report.client.port) \(report.verdict.status) \(report.verdict.failure.map { "\($0.kind)" } ?? "")"
    }

    @Test func `there are captures to try`() { #expect(Self.captures.count >= 35) }

    @Test(arguments: withoutLastWords) func `loses one datagram and blames nobody for it`(
        _ capture: ShippedCapture
    ) throws {
        let packets = try capture.packets()
        let whole = analyse(packets, SharedState(keys: KeyMaterial(), keepsEvents: false))
        let verdicts = Dictionary(whole.map { ($0.client, $0) }) { first, _ in first }
        for index in packets.indices {
            var rest = packets
            rest.remove(at: index)
            for report in analyse(rest, SharedState(keys: KeyMaterial(), keepsEvents: false)) {
                // The sides do not change.
                let original = try #require(verdicts[report.client], "packet \(index + 1)")
                guard
                    report.verdict.status != original.verdict.status
                        || report.verdict.failure?.kind != original.verdict.failure?.kind,
                    !Self.lesser.contains(report.verdict.status)
                else { continue }
                #expect(
                    report.verdict.confidence != .high && report.verdict.confidence != nil
                        || report.verdict.status == original.verdict.status
                        || original.verdict.isResumed,
                    "packet \(index + 1): \(text(original)) became \(text(report))"
                )
            }
        }
    }

    /// The hellos that carry no certificate, and the alert: both flights between them are missing.
    @Test(arguments: captures) func `calls no refusal early where the flights before it are missing`(
        _ capture: ShippedCapture
    ) throws {
        let packets = try capture.packets()
        let whole = analyse(packets, keys: nil)
        let rest = packets.filter { packet in
            let payload = 14 + 20 + 8
            guard packet.frame.count > payload + 13, packet.frame[payload] == 0x16 else { return true }
            return [1, 3].contains(packet.frame[payload + 13])
        }
        for report in analyse(rest, keys: nil) where report.verdict.failure?.kind == .handshakeFailed {
            let original = whole.first { $0.client == report.client }
            #expect(original?.verdict.failure?.kind == .handshakeFailed, "\(report.verdict)")
        }
    }

    @Test(arguments: captures) func `reads neighbours that were swapped, and what came twice`(
        _ capture: ShippedCapture
    ) throws {
        let packets = try capture.packets()
        let whole = analyse(packets, SharedState(keys: KeyMaterial(), keepsEvents: false)).map(text)
        #expect(
            analyse(packets.flatMap { [$0, $0] }, SharedState(keys: KeyMaterial(), keepsEvents: false)).map(
                text
            ) == whole
        )
    }

    /// The capture lacks the client's close, and its last data and the server's close come in the wrong order.
    @Test func `a server is not said to have closed first where a queue may have swapped the two`() {
        let at = { PacketReference(frame: 1, time: Timestamp(nanoseconds: $0)) }
        var order = CloseOrder()
        order.note(.applicationData, from: .client, at: at(0))
        #expect(!order.isServerFirst(by: 0, behind: nil))
        order.note(.alert, from: .server, at: at(5_000_000))
        order.note(.alert, from: .client, at: at(9_000_000))
        #expect(!order.isServerFirst(by: 0, behind: nil))
        order.note(.applicationData, from: .client, at: at(5_900_000))
        #expect(order.isServerFirst(by: 900_000, behind: nil))
        #expect(!order.isServerFirst(by: 1_000_000, behind: nil))
        order.note(.applicationData, from: .client, at: at(56_000_000))
        #expect(order.isServerFirst(by: 50_000_000, behind: nil))
    }

    @Test func `a server that closes in one go with its Finished was the first`() {
        let at = { PacketReference(frame: 1, time: Timestamp(nanoseconds: $0)) }
        // How long the client's second hello took, and the close after the server's Finished.
        let rows: [(roundTrip: Int64, number: UInt64, pause: Int64, isFirst: Bool)] = [
            (4_000_000, 1, 900_000, true), (4_000_000, 1, 1_000_000, false), (400_000, 1, 90_000, true),
            (400_000, 1, 100_000, false), (4_000_000, 2, 900_000, false), (4_000_000, 1, -1, false),
        ]
        for row in rows {
            var order = CloseOrder()
            order.noteHello(0, at: at(0))
            order.noteRequest(at: at(row.roundTrip / 2))
            order.noteHello(row.number, at: at(row.roundTrip))
            let finished = row.roundTrip + 5_000_000
            order.note(.alert, from: .server, at: at(finished + row.pause))
            order.note(.applicationData, from: .client, at: at(finished + row.pause + 1))
            #expect(order.isServerFirst(by: 1_000_000, behind: at(finished)) == row.isFirst, "\(row)")
        }
    }

    @Test func `a cookie that is asked for before the first hello shows that clocks differ`() {
        // The number of the first hello that is there: the one before it may be missing.
        for (number, lead) in [(0, 3_000), (1, 0)] as [(UInt64, Int64)] {
            var order = CloseOrder()
            order.noteRequest(at: PacketReference(frame: 1, time: Timestamp(nanoseconds: 1_000)))
            order.noteHello(number, at: PacketReference(frame: 2, time: Timestamp(nanoseconds: 4_000)))
            #expect(order.lead == lead)
        }
    }

    @Test func `a flight that is sent again is silence`() throws {
        let capture = try #require(Self.captures.first { $0.path.contains("gnutls-dtls12-no-certificate/") })
        let packets = try capture.packets()
        let full = try #require(analyse(packets).first)
        #expect(full.verdict.failure?.kind == .clientCertificateMissing && full.verdict.failure?.alert == nil)
        #expect(full.events.contains { if case .flightAgain = $0.kind { true } else { false } })
        #expect(full.verdict.confidence == .medium)
    }

    @Test func `a server that sends its flight again behind the client's waits for it`() throws {
        let capture = try #require(Self.captures.first { $0.path.contains("gnutls-dtls12-no-certificate/") })
        let events = try #require(analyse(try capture.packets()).first).events
        func status(serverRepeats: Bool) -> Verdict.Status {
            var facts = HandshakeFacts(framing: .dtls)
            for event in events {
                // Each time that the client does: one that stops has had it.
                if case .flightAgain(let count) = event.kind, serverRepeats {
                    facts.record(
                        HandshakeEvent(.flightAgain(count: count), from: .server, at: event.packet)
                    )
                }
                facts.record(event)
            }
            return Verdict(of: facts).status
        }
        #expect(status(serverRepeats: false) == .failed)
        #expect(status(serverRepeats: true) == .incomplete)
    }

    @Test func `another hello on the same ports begins another connection`() throws {
        let capture = try #require(Self.captures.first { $0.path.contains("openssl-dtls12-mutual/") })
        let packets = try capture.packets()
        var later = packets
        for index in later.indices {
            later[index].seconds += 1
            // The random of both hellos: behind Ethernet, IP, UDP, record, message and version.
            let place = 14 + 20 + 8 + 13 + 12 + 2
            if later[index].frame.count > place + 32,
                later[index].frame[place - 15] == 0x16 || later[index].frame[42] == 0x16,
                later[index].frame[42 + 13] == 1
            {
                later[index].frame[place + 31] ^= 0x55
            }
        }
        #expect(analyse(packets + packets).count == 1)
        #expect(analyse(packets + later).count == 2)
    }

    /// As GnuTLS does with a hello that fills more than a datagram: it asks for the cookie when the first piece has come.
    @Test(arguments: ["gnutls-dtls12-no-certificate/", "gnutls-dtls12-mutual/"])
    func `the rest of a hello that a cookie was asked for is not missing`(_ name: String) throws {
        let capture = try #require(Self.captures.first { $0.path.contains(name) })
        let packets = try capture.packets()
        let hello = Array(packets[0].frame[42...])
        try #require(hello[13] == 1 && packets[1].frame[42 + 13] == 3, "a hello, and HelloVerifyRequest")
        let (first, rest) = (piece(of: hello, 0..<60), piece(of: hello, 60..<(hello.count - 25)))
        var pieces = packets
        pieces[0].frame = frame(first, as: packets[0])
        pieces.insert(packets[0], at: 2)
        pieces[2].frame = frame(rest, as: packets[0])
        pieces[2].seconds = packets[1].seconds
        let keyLog = FileManager.default.contents(
            atPath: capture.path.replacingOccurrences(of: "capture.pcapng", with: "keys.log")
        )
        for keys in [nil, try [UInt8](#require(keyLog))] {
            let report = try #require(analyse(pieces, keys: keys).first)
            #expect(text(report) == text(try #require(analyse(packets, keys: keys).first)))
            #expect(report.streamNotes.missingBytes == 0)
        }
    }

    /// A record with a piece of the message that fills another: its header has 13 bytes, the message's 12.
    private func piece(of record: [UInt8], _ range: Range<Int>) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * (count - 1 - $0))) }
        }
        let message =
            record[13..<19] + number(range.lowerBound, 3) + number(range.count, 3)
            + record[(25 + range.lowerBound)..<(25 + range.upperBound)]
        return record[0..<11] + number(message.count, 2) + message
    }

    func frame(_ payload: [UInt8], as packet: TestPacket) -> [UInt8] {
        let ports = (0..<2).map { UInt16(packet.frame[34 + 2 * $0]) << 8 | UInt16(packet.frame[35 + 2 * $0]) }
        let ends = (0..<2).map { Array(packet.frame[(26 + 4 * $0)..<(30 + 4 * $0)]) }
        return ethernet(
            0x0800,
            ipv4(udp(payload, from: ports[0], to: ports[1]), protocol: 17, from: ends[0], to: ends[1])
        )
    }

    @Test func `what is no record of DTLS costs nothing and is kept nowhere`() {
        var random = FixedRandom(seed: 4)
        var engine = PacketEngine(shared: SharedState(keys: KeyMaterial(), keepsEvents: false))
        for number in 0..<4_000 {
            var payload = (0..<60).map { _ in UInt8.random(in: 0...255, using: &random) }
            payload[0] = UInt8(20 + number % 44)
            let frame = ethernet(
                0x0800,
                ipv4(udp(payload, from: UInt16(1_024 + number), to: 5_684), protocol: 17)
            )
            engine.process(
                frame.span,
                originalLength: frame.count,
                linkType: 1,
                at: PacketReference(frame: UInt64(number), time: Timestamp(nanoseconds: 0))
            )
        }
        engine.finish()
        #expect(engine.takeFinished().isEmpty && engine.carriers.budget.heldBytes == 0)
    }

    /// DTLS 1.3's record numbers: the nearest to the one that is expected.
    @Test func `tells the epoch of a record by two bits`() {
        #expect(DTLS13Opener.candidates(2, after: 2) == [2])
        #expect(DTLS13Opener.candidates(3, after: 2) == [3])
        #expect(DTLS13Opener.candidates(0, after: 3) == [4])
        #expect(DTLS13Opener.candidates(2, after: 3) == [2])
        #expect(DTLS13Opener.candidates(1, after: 2) == [1])
        #expect(DTLS13Opener.candidates(3, after: 4).first == 3)
    }
}

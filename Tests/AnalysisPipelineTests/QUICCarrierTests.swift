import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

/// QUIC, as far as anybody can read it: the RFCs' own packets, from the datagram to the report.
@Suite struct QUICCarrierTests {
    private func bytes(_ digits: String) throws -> [UInt8] { try #require([UInt8](hexadecimal: digits)) }

    private func packet(
        _ payload: [UInt8],
        isClient: Bool = true,
        seconds: Double,
        port: UInt16 = 51_000
    ) -> TestPacket {
        let (client, server) = (Endpoint.client.address, Endpoint.server.address)
        let datagram = udp(payload, from: isClient ? port : 443, to: isClient ? 443 : port)
        let frame = ipv4(
            datagram,
            protocol: 17,
            from: isClient ? client : server,
            to: isClient ? server : client
        )
        return TestPacket(frame: ethernet(0x0800, frame), seconds: seconds)
    }

    @Test(
        "the hellos of an Initial packet are read by anybody",
        arguments: [
            (QUICVectors.clientInitial, QUICVectors.serverInitial),
            (QUICVectors.clientInitialV2, QUICVectors.serverInitialV2),
            // The server goes on in v2 (RFC 9369, section 4).
            (QUICVectors.clientInitial, QUICVectors.serverInitialV2),
        ]
    )
    func hellos(_ client: String, _ server: String) throws {
        let reports = analyse([
            packet(try bytes(client), seconds: 1), packet(try bytes(server), isClient: false, seconds: 1.1),
        ])
        let report = try #require(reports.first)
        #expect(reports.count == 1 && report.transport == .quic)
        #expect(report.tls.serverName == "example.com" && report.tls.version == .tls13)
        #expect(report.tls.cipherSuite == .TLS_AES_128_GCM_SHA256)
        #expect(report.verdict.status == .incomplete)
    }

    @Test("packets that are too short for what they say are none, of whatever type and length")
    func tooShort() throws {
        let initial = packet(try bytes(QUICVectors.clientInitial), seconds: 1)
        for first in [0xC3, 0xD3, 0xE3, 0xF3, 0x43, 0x5F] as [UInt8] {
            for length in 0..<48 {
                for stated in [length, 0, 1, 20, 200] where stated < 64 || length > 40 {
                    // Version 1, no ids, and of Initial packets no token.
                    var short: [UInt8] = first & 0x80 == 0 ? [first] : [first, 0, 0, 0, 1, 0, 0]
                    if first & 0xF0 == 0xC0 { short.append(0) }
                    if first & 0x80 != 0 { short += [0x40, UInt8(stated & 0xFF)] }
                    short += [UInt8](repeating: 0xAA, count: length)
                    let reports = analyse([
                        initial, packet(short, seconds: 1.1), packet(short, isClient: false, seconds: 1.2),
                    ])
                    #expect(reports.count == 1)
                }
            }
        }
    }

    @Test(
        "drafts whose salts are known are read, and said",
        arguments: [
            (QUICVectors.clientInitialDraft23, 0x1D, "draft-23"),
            (QUICVectors.clientInitialDraft29, 0x17, "draft-29"),
        ] as [(String, UInt8, String)]
    )
    func drafts(_ client: String, _ otherNumber: UInt8, _ name: String) throws {
        let report = try #require(analyse([packet(try bytes(client), seconds: 1)]).first)
        #expect(report.tls.serverName == "example.com")
        let fields = report.carriage?.details?.fields ?? []
        #expect(fields.contains { $0.key == "client_version" && $0.value == .text(name) })
        // The version is part of what is authenticated: under another number it does not open.
        var other = try bytes(client)
        other[4] = otherNumber
        #expect(analyse([packet(other, seconds: 1)]).isEmpty)
    }

    @Test("a client's Initial packet that comes again begins nothing anew")
    func repeated() throws {
        let client = try bytes(QUICVectors.clientInitial)
        let reports = analyse([
            packet(client, seconds: 1), packet(client, seconds: 1.3), packet(client, seconds: 200),
        ])
        #expect(reports.count == 1)
    }

    @Test("several packets of a datagram, zeros behind them, and datagrams that a system was to cut up")
    func coalesced() throws {
        let server = try bytes(QUICVectors.serverInitial)
        let padded = server + [UInt8](repeating: 0, count: 1_200 - server.count)
        for datagram in [server + server, padded, padded + padded, padded + server] {
            let reports = analyse([
                packet(try bytes(QUICVectors.clientInitial), seconds: 1),
                packet(datagram, isClient: false, seconds: 1.1),
            ])
            #expect(reports.first?.tls.version == .tls13)
        }
    }

    @Test("an Initial packet that does not open is counted as passed over")
    func passedOver() throws {
        let shared = SharedState(keys: KeyMaterial(), keepsEvents: false)
        var client = try bytes(QUICVectors.clientInitial)
        client[client.count - 1] ^= 1
        let server = try bytes(QUICVectors.serverInitial)
        let packets = [packet(client, seconds: 1), packet(server, isClient: false, seconds: 1.1)]
        #expect(analyse(packets, shared).isEmpty)
        #expect(shared.passedOver.all.map(\.subject) == [.unread(.quic)])
        // That of a server whose client's beginning is not there is one as well.
        #expect(shared.passedOver.all.map(\.count) == [2])
    }

    private func shipped(_ name: String) throws -> ShippedCapture {
        try #require(ShippedCapture.all.first { $0.testDescription == name })
    }

    @Test("a Retry that the capture lacks is known by the token that comes back")
    func unseenRetry() throws {
        let capture = try shipped("quic-aioquic-aioquic-mutual-retry")
        var packets = try capture.packets()
        packets.remove(at: 1)
        for keys in [nil, capture.keys] {
            let reports = analyse(packets, keys: keys)
            #expect(reports.map(\.verdict.status) == [.completed])
            #expect(
                reports.first?.carriage?.details?.fields.contains {
                    $0.key == "retry" && $0.value == .flag(true)
                }
                    == true
            )
        }
    }

    /// A server answers each Initial packet of a client that repeats itself: this one is made of the other, with ids and a token of
    /// its own, and an authentic tag (RFC 9001, section 5.8).
    private static let otherRetry = """
        f00000000108927927662b1314cd08df495dc67af07b64c9a142890f0304df5151a3399f8b13539235f5481cc4966341d081f426\
        5d31a2f266a48496a51e5730127d5d2e9224d9b105c604df7d7e0a9d495cadf81af7dc7c66e3a61cca36bb8ad5bf3e42
        """

    @Test("of several Retries, that one counts which the client took")
    func severalRetries() throws {
        let capture = try shipped("quic-aioquic-aioquic-mutual-retry")
        for place in 1...2 {
            var packets = try capture.packets()
            var retry = packets[1]
            retry.frame = retry.frame[..<42] + (try bytes(Self.otherRetry))
            packets.insert(retry, at: place)
            for keys in [nil, capture.keys] {
                #expect(analyse(packets, keys: keys).map(\.verdict.status) == [.completed])
            }
        }
    }

    @Test("a HelloRetryRequest that the capture lacks keeps nothing else from being read")
    func unseenRetryRequest() throws {
        let capture = try shipped("quic-quic-go-quic-go-mutual-hello-retry")
        var packets = try capture.packets()
        packets.remove(at: 1)
        for keys in [nil, capture.keys] {
            let reports = analyse(packets, keys: keys)
            #expect(reports.map(\.verdict.status) == [.completed])
        }
    }

    /// quic-go: an ACK frame and 1,137 bytes of padding in the Initial packet, and 57 bytes of a Handshake packet behind it.
    @Test("what follows an Initial packet that was filled up itself is what it seems")
    func filledInitial() throws {
        let verdict = try #require(analyse(try shipped("quic-quic-go-quic-go-one-way").packets()).first)
            .verdict
        #expect(verdict.status == .notRequested && verdict.confidence == .high)
    }

    @Test("a hello of which a part is missing does not make a resumed session a new one")
    func resumedInPart() throws {
        let capture = try shipped("quic-quic-go-quic-go-resumed-mutual")
        let packets = try capture.packets()
        for index in packets.indices {
            var rest = packets
            rest.remove(at: index)
            for keys in [nil, capture.keys] {
                #expect(!analyse(rest, keys: keys).contains { $0.verdict.status == .notRequested })
            }
        }
    }

    @Test(
        "a Retry with a right tag makes other keys, and one with a wrong tag none",
        arguments: [true, false]
    )
    func retry(_ isAuthentic: Bool) throws {
        var retry = try bytes(QUICVectors.retry)
        if !isAuthentic { retry[retry.count - 1] ^= 1 }
        let reports = analyse([
            packet(try bytes(QUICVectors.clientInitial), seconds: 1),
            packet(retry, isClient: false, seconds: 1.1),
            packet(try bytes(QUICVectors.serverInitial), isClient: false, seconds: 1.2),
        ])
        // The server's packet is of the keys before the Retry.
        #expect((reports.first?.tls.version == .tls13) == !isAuthentic)
    }

    @Test("what only looks like a long header is not followed, and costs no more than its budget")
    func garbage() throws {
        var packets: [TestPacket] = []
        for index in 0..<2_000 {
            var datagram: [UInt8] = [0xC0, 0, 0, 0, 1, 8] + be(UInt64(index)) + [0, 0, 0x44, 0x9E]
            datagram += [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 0x49E)
            packets.append(packet(datagram, seconds: 1 + Double(index) / 1_000, port: UInt16(20_000 + index)))
        }
        packets.append(packet(try bytes(QUICVectors.clientInitial), seconds: 14))
        let reports = analyse(packets)
        #expect(reports.count == 1)
        var budget = TrialBudget()
        let place = PacketReference(frame: 1, time: Timestamp(nanoseconds: 5))
        var granted = 0
        for _ in 0..<TrialBudget.maximumOfSource {
            if budget.grants(7, at: place) { granted += 1 }
            budget.noteFailure(7, at: place)
        }
        #expect(granted == TrialBudget.maximumOfSource)
        let later = PacketReference(frame: 2, time: Timestamp(nanoseconds: 10_000_000_000))
        let answers = [budget.grants(7, at: place), budget.grants(8, at: place), budget.grants(7, at: later)]
        #expect(answers == [false, true, true])
    }

    @Test("what is said of one hello that comes from everywhere is what is said of it alone")
    func unanswered() throws {
        func first(_ name: String, from client: UInt8) throws -> TestPacket {
            let packet = try #require(try shipped(name).packets().first)
            var frame = packet.frame
            #expect(frame[12..<14] == [8, 0] && frame[23] == 17)
            frame[29] = client
            return TestPacket(frame: frame, seconds: packet.seconds)
        }
        let names = [
            "quic-aioquic-aioquic-mutual", "quic-quic-go-quic-go-mutual", "quic-ngtcp2-ngtcp2-mutual",
        ]
        var packets: [TestPacket] = []
        var expected: [CarrierDetails] = []
        for (client, place) in [0, 0, 1, 0, 0, 0, 2, 2, 1, 1].enumerated() {
            packets.append(try first(names[place], from: UInt8(client + 10)))
            expected.append(try #require(analyse([packets[client]]).first?.carriage?.details))
        }
        let found = analyse(packets).sorted { $0.first.frame < $1.first.frame }
        #expect(found.map(\.carriage?.details) == expected)
        #expect(found[3].carriage === found[4].carriage && found[5].carriage !== found[6].carriage)
    }
}

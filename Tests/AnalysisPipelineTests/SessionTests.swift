import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `Resumed sessions` {
    private let sessionID = [UInt8](repeating: 7, count: 32)

    /// A connection that resumes a session; it gets a new ticket where one is given.
    private func resuming(
        port: UInt16 = 50_009,
        server: Endpoint = .server,
        at seconds: Double = 5,
        id: [UInt8]? = nil,
        ticket: [UInt8]? = nil,
        renewing newTicket: [UInt8]? = nil,
        closes: Bool = true
    ) -> Conversation {
        var conversation = Conversation(port: port, server: server, seconds: seconds)
        let id = id ?? sessionID
        var extensions: [(type: UInt16, body: [UInt8])] = []
        if let ticket { extensions.append((type: 35, body: ticket)) }
        conversation.open()
        conversation.client(
            handshakeRecord(1, TLS12Bytes.clientHello(sessionID: id, extensions: extensions))
        )
        conversation.server(
            handshakeRecord(2, TLS12Bytes.serverHello(sessionID: id)) + ticketRecord(newTicket)
                + TLS12Bytes.finished
        )
        conversation.client(TLS12Bytes.finished)
        conversation.exchangeData()
        if closes { conversation.close() }
        return conversation
    }

    private func ticketRecord(_ ticket: [UInt8]?) -> [UInt8] {
        guard let ticket else { return [] }
        return handshakeRecord(4, [0, 0, 0, 60] + be(UInt16(ticket.count)) + ticket)
    }

    /// How a first handshake ends.
    private enum Certificate: CaseIterable { case presented, declined, notRequested }

    private func original(
        port: UInt16 = 51_000,
        server: Endpoint = .server,
        at seconds: Double = 0,
        _ certificate: Certificate = .presented,
        id: [UInt8]? = nil,
        ticket: [UInt8]? = nil,
        closes: Bool = true
    ) -> Conversation {
        var conversation = Conversation(port: port, server: server, seconds: seconds)
        conversation.open()
        conversation.client(TLS12Bytes.hello())
        conversation.server(
            TLS12Bytes.serverFlight(
                requests: certificate != .notRequested,
                sessionID: id ?? (ticket == nil ? sessionID : [])
            )
        )
        let chain: [UInt8]? =
            switch certificate {
            case .presented: TLS12Bytes.certificate()
            case .declined: TLS12Bytes.emptyCertificate
            case .notRequested: nil
            }
        conversation.client(TLS12Bytes.clientFlight(certificate: chain))
        conversation.server(ticketRecord(ticket) + TLS12Bytes.finished)
        guard closes else { return conversation }
        conversation.exchangeData()
        conversation.close()
        return conversation
    }

    // MARK: Linking

    @Test func `a session ID finds the handshake that it came from`() throws {
        let reports = analyse(original().packets + resuming().packets)
        let resumed = try #require(reports.last)
        #expect(reports.count == 2 && resumed.verdict.status == .completed && resumed.verdict.isResumed)
        #expect(
            resumed.verdict.originalConnection == reports.first?.id && resumed.tls.resumption == .sessionID
        )
    }

    @Test func `a ticket finds the handshake that it came from`() throws {
        let ticket: [UInt8] = [1, 2, 3, 4]
        let reports = analyse(original(ticket: ticket).packets + resuming(ticket: ticket).packets)
        let resumed = try #require(reports.last)
        #expect(reports.count == 2 && resumed.verdict.status == .completed && resumed.verdict.isResumed)
        #expect(
            resumed.verdict.originalConnection == reports.first?.id
                && resumed.tls.resumption == .sessionTicket
        )
    }

    @Test func `without the first handshake a resumption decides nothing`() throws {
        let report = try #require(analyse(resuming().packets).first)
        #expect(report.verdict.status == .undetermined && report.verdict.isResumed)
    }

    @Test func `a ticket that came after the hello that takes one is another`() throws {
        let capture = try #require(
            ShippedCapture.all.first { $0.testDescription == "openssl-tls13-resumed-psk" }
        )
        let packets = try capture.packets()
        let resumed = try #require(analyse(packets).first { $0.verdict.originalConnection != nil })
        #expect(resumed.verdict.status == .completed)
        let early = packets.filter { $0.concerns(resumed.client.port) }.map { $0.moved(by: -1_000) }
        let late = packets.filter { !$0.concerns(resumed.client.port) }
        let report = try #require(analyse(early + late).last { $0.client == resumed.client })
        #expect(report.verdict.isResumed && report.verdict.originalConnection == nil)
        #expect(report.verdict.status == .undetermined)
    }

    /// HAProxy's own words in these captures: `verify=10 resumed=1 subject=client-expired`, and that there was none.
    @Test(
        arguments: [
            ("java-http-haproxy-tls12-reject-expired", Diagnosis.Code.clientCertificateExpired),
            ("java-http-haproxy-tls12-reject-no-certificate", .clientPresentedNone),
            ("java-http-haproxy-tls13-reject-no-certificate", .clientPresentedNone),
        ],
        [1, 2]
    ) func `one that is refused like its original is refused for that one's cause`(
        _ capture: (String, Diagnosis.Code),
        threads: Int
    ) throws {
        let shipped = try #require(ShippedCapture.all.first { $0.testDescription == capture.0 })
        var analysis = try CaptureAnalysis(inputs: [shipped.path], threads: threads)
        var reports: [ConnectionReport] = []
        // As the tool does, let the engines write down what they can; only whole reports are looked at.
        _ = try analysis.run(makeRenderer: { Scribe() }, onReports: { reports += $0 })
        let resumed = try #require(reports.last { $0.verdict.originalConnection != nil })
        #expect(resumed.diagnoses.first?.code == capture.1)
        #expect(resumed.diagnoses.map(\.code) == [capture.1, .serverClosedWithoutAlert])
        #expect(resumed.diagnoses.first?.evidence.isEmpty == false)
    }

    /// Writes nothing that is looked at.
    private struct Scribe: ReportRenderer {
        mutating func render(_ report: ConnectionReport) -> RenderedReport? { nil }
        mutating func take() -> [UInt8] { [] }
    }

    @Test func `a session that a stranger's server names alike is not that server's`() throws {
        let stranger = Endpoint(Endpoint.server.address, 8_444)
        let packets =
            original().packets
            + original(port: 52_000, server: stranger, at: 2, .notRequested, id: sessionID).packets
            + resuming().packets
        let resumed = try #require(analyse(packets).last)
        #expect(resumed.verdict.status == .completed && resumed.verdict.originalConnection == ConnectionID(1))
        let farther = Endpoint([192, 0, 2, 77], Endpoint.server.port)
        let elsewhere = try #require(analyse(original().packets + resuming(server: farther).packets).last)
        #expect(elsewhere.verdict.status == .undetermined && elsewhere.verdict.originalConnection == nil)
    }

    @Test func `a session is taken at another port of the server's address, as by FTP's data connections`()
        throws
    {
        let data = Endpoint(Endpoint.server.address, 28_444)
        let reports = analyse(original().packets + resuming(server: data).packets)
        #expect(reports.last?.verdict.status == .completed)
        #expect(reports.last?.verdict.originalConnection == ConnectionID(1))
        // It is decided while the control connection is still open.
        let early = analyse(original(closes: false).packets + resuming(server: data, at: 0.5).packets)
        let latest = try #require(early.last { $0.server.port == data.port })
        #expect(latest.verdict.status == .completed && latest.verdict.isResumed)
    }

    @Test func `the data connections of one session take one place among the names`() throws {
        var table = SessionTable()
        for port in UInt16(40_000)..<41_000 {
            table.add(session(0), try name(0), of: SocketAddress(address: IPAddress(ipv4: 1), port: port))
        }
        #expect(table.count == 1)
        #expect(table.session(try name(0), of: serverAddress) == session(0))
        #expect(table.session(try name(0), of: SocketAddress(address: IPAddress(ipv4: 2), port: 443)) == nil)
    }

    // MARK: The first connection is still open

    @Test func `one that is decided later has its say`() throws {
        // No data yet, so the first is not decided before the end.
        let packets = original(closes: false).packets + resuming(at: 0.5).packets
        let reports = allReports(packets)
        #expect(reports.map(\.id.number) == [2, 1, 2])
        #expect(reports.map(\.revision) == [1, 1, 2])
        #expect(reports.map(\.verdict.status) == [.undetermined, .completed, .completed])
        #expect(reports.last?.verdict.originalConnection == ConnectionID(1))
    }

    @Test func `a chain is verdict revised from its first link on`() throws {
        let (one, two): ([UInt8], [UInt8]) = ([1, 1, 1, 1], [2, 2, 2, 2])
        let packets =
            original(ticket: one, closes: false).packets
            + resuming(at: 0.5, id: [9, 9], ticket: one, renewing: two).packets
            + resuming(port: 50_010, at: 0.7, id: [8, 8], ticket: two).packets
        let reports = allReports(packets)
        #expect(reports.map(\.id.number) == [2, 3, 1, 2, 3])
        #expect(reports.suffix(2).allSatisfy { $0.verdict.status == .completed && $0.revision == 2 })
        #expect(reports.suffix(2).allSatisfy { $0.verdict.originalConnection == ConnectionID(1) })
    }

    /// What an engine counts of all packets.
    private func counters(_ packets: [TestPacket]) -> PacketEngine.Counters {
        var engine = PacketEngine()
        for (index, packet) in packets.enumerated() {
            engine.process(
                packet.frame.span,
                originalLength: packet.frame.count,
                linkType: 1,
                at: .init(frame: UInt64(index + 1), time: .init(nanoseconds: Int64(packet.seconds * 1e9)))
            )
        }
        engine.finish()
        return engine.counters
    }

    @Test func `the counts follow a report that is verdict revised`() {
        let counters = counters(original(.declined, closes: false).packets + resuming(at: 0.5).packets)
        #expect(counters.connections == 2)
        #expect(counters.statuses == [.notPresented: 2])
    }

    @Test func `two that resume one session are verdict revised once each`() {
        let packets =
            original(closes: false).packets
            + resuming(at: 0.5).packets
            + resuming(port: 50_010, at: 0.7).packets
        let reports = allReports(packets)
        #expect(reports.map(\.id.number) == [2, 3, 1, 2, 3])
        #expect(reports.map(\.revision) == [1, 1, 1, 2, 2])
        #expect(counters(packets).statuses == [.completed: 3])
    }

    // MARK: Never more than was proved

    /// Small, seeded and the same everywhere.
    private struct Dice {
        var state: UInt64
        mutating func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(sides))
        }
    }

    @Test(arguments: 1...200)
    func `no chain of resumptions is worth more than the handshake that began it`(_ seed: Int) throws {
        var dice = Dice(state: UInt64(seed))
        let servers = [Endpoint.server, Endpoint([192, 0, 2, 77], Endpoint.server.port)]
        var packets: [TestPacket] = []
        /// What is in circulation: a ticket, its server, and whether a certificate stands behind it.
        var tickets: [(bytes: [UInt8], server: Int, isAuthenticated: Bool)] = []
        var isAuthenticated: [UInt16: Bool] = [:]
        for number in 0..<12 {
            let port = UInt16(40_000 + number)
            let new = [UInt8(number), 1, 2, 3]
            let seconds = Double(number) * 0.3
            if !tickets.isEmpty, dice.roll(3) > 0 {
                let ticket = tickets[dice.roll(tickets.count)]
                // At times it is shown to a server that did not issue it.
                let server = dice.roll(5) == 0 ? 1 - ticket.server : ticket.server
                isAuthenticated[port] = ticket.isAuthenticated && server == ticket.server
                packets +=
                    resuming(
                        port: port,
                        server: servers[server],
                        at: seconds,
                        id: [UInt8(number)],
                        ticket: ticket.bytes,
                        renewing: new,
                        closes: dice.roll(2) == 0
                    ).packets
                tickets.append((new, server, isAuthenticated[port] ?? false))
            } else {
                let certificate = Certificate.allCases[dice.roll(3)]
                let server = dice.roll(2)
                isAuthenticated[port] = certificate == .presented
                packets +=
                    original(
                        port: port,
                        server: servers[server],
                        at: seconds,
                        certificate,
                        ticket: new,
                        closes: dice.roll(2) == 0
                    ).packets
                tickets.append((new, server, certificate == .presented))
            }
        }
        // Connections overlap, so that some are decided before those whose sessions they resume.
        packets.sort { $0.seconds < $1.seconds }
        if dice.roll(2) == 0 { packets = packets.filter { _ in dice.roll(40) > 0 } }
        for report in analyse(packets) where report.verdict.status == .completed {
            #expect(isAuthenticated[report.client.port] == true, "port \(report.client.port)")
        }
    }

    // MARK: The directory

    private func name(_ number: Int) throws -> SessionName {
        let bytes = be(UInt32(number))
        return try #require(SessionName(ticket: bytes, SessionName.seed(of: serverAddress.address)))
    }

    private let serverAddress = SocketAddress(address: IPAddress(ipv4: 1), port: 443)

    private func session(_ number: Int) -> OriginalSession {
        OriginalSession(connection: ConnectionID(UInt64(number) + 1), proof: SessionProof(.completed))
    }

    @Test func `the directory keeps two generations of names`() throws {
        var directory = SessionDirectory()
        for number in 0..<2 * SessionDirectory.capacity {
            directory.remember(session(number), by: try name(number), of: serverAddress)
        }
        #expect(directory.find(try name(0), of: serverAddress) == session(0))
        directory.remember(session(0), by: try name(2 * SessionDirectory.capacity), of: serverAddress)
        #expect(directory.find(try name(0), of: serverAddress) == nil)
        #expect(
            directory.find(try name(SessionDirectory.capacity), of: serverAddress)
                == session(SessionDirectory.capacity)
        )
        #expect(directory.find(nil, of: serverAddress) == nil)
        #expect(SessionName(ticket: [], 1) == nil)
    }

    @Test func `large tickets make a generation full as well`() throws {
        var directory = SessionDirectory()
        let size = 64_000
        let count = SessionDirectory.byteCapacity / size + 1
        for number in 0..<2 * count + 1 {
            let ticket = be(UInt32(number)) + [UInt8](repeating: 1, count: size - 4)
            let name = try #require(SessionName(ticket: ticket, 5))
            directory.remember(session(number), by: name, of: serverAddress)
            if number == 0 { #expect(directory.find(name, of: serverAddress) == session(0)) }
        }
        let bytes: [UInt8] = [0, 0, 0, 0] + [UInt8](repeating: 1, count: size - 4)
        let first = try #require(SessionName(ticket: bytes, 5))
        #expect(directory.find(first, of: serverAddress) == nil)
    }

    @Test func `names whose hashes collide are kept apart, and a crowd of them is not kept`() throws {
        var table = SessionTable()
        func colliding(_ number: UInt32) -> SessionName {
            SessionName(ticket: be(number), hash: 77)
        }
        for number in 0..<UInt32(2 * SessionTable.longestProbe) {
            table.add(session(Int(number)), colliding(number), of: serverAddress)
        }
        #expect(table.session(colliding(3), of: serverAddress) == session(3))
        #expect(table.count == SessionTable.longestProbe)
        let other = SocketAddress(address: IPAddress(ipv4: 2), port: 443)
        #expect(table.session(colliding(3), of: other) == nil)
    }
}

extension TestPacket {
    fileprivate func concerns(_ port: UInt16?) -> Bool {
        var decoder = PacketDecoder()
        let decoded = decoder.decode(
            frame.span,
            originalLength: frame.count,
            linkType: linkType,
            time: Timestamp(nanoseconds: 0)
        )
        guard case .tcp(let segment) = decoded else { return false }
        return segment.sourcePort == port || segment.destinationPort == port
    }

    fileprivate func moved(by seconds: Double) -> TestPacket {
        TestPacket(frame: frame, seconds: self.seconds + seconds, linkType: linkType)
    }
}

import HandshakeAnalysis
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `FTP's data connections that carry nothing` {
    private let dataServer = Endpoint(Endpoint.server.address, 28_000)

    private func control(closes: Bool = false, at seconds: Double = 0) -> Conversation {
        var control = Conversation(
            port: 51_000,
            server: Endpoint(Endpoint.server.address, 21),
            seconds: seconds
        )
        control.open()
        control.server(Array("220 ready\r\n".utf8))
        control.client(Array("AUTH TLS\r\n".utf8))
        control.server(Array("234 go on\r\n".utf8))
        control.handshake()
        control.exchangeData()
        if closes { control.close() }
        return control
    }

    private func emptyData(_ server: Endpoint? = nil, at seconds: Double) -> Conversation {
        var data = Conversation(port: 51_001, server: server ?? dataServer, seconds: seconds)
        data.open()
        data.handshake()
        data.close(.server)
        return data
    }

    private func verdict(_ packets: [TestPacket], _ port: UInt16) throws -> Verdict {
        try #require(analyse(packets.sorted { $0.seconds < $1.seconds }).last { $0.server.port == port })
            .verdict
    }

    @Test func `beside a control connection they are what the handshake says`() throws {
        for closes in [true, false] {
            var packets = control().packets + emptyData(at: 0.5).packets
            if closes {
                var end = control(closes: true)
                end.seconds = 1
                packets = end.packets.enumerated().map { place, packet in
                    var packet = packet
                    if place >= end.packets.count - 3 { packet.seconds += 1 }
                    return packet
                }
                packets += emptyData(at: 0.5).packets
            }
            let verdict = try verdict(packets, dataServer.port)
            #expect(verdict.status == .completed && verdict.confidence == nil)
            #expect(verdict.reasons.contains(.emptyDataConnection(of: ConnectionID(1))))
        }
    }

    @Test func `without one, long after it, or at a service's port, the server refused`() throws {
        let alone = try verdict(emptyData(at: 0.5).packets, dataServer.port)
        #expect(alone.status == .failed && alone.failure?.kind == .clientCertificateRejected)
        let late = try verdict(
            control(closes: true).packets + emptyData(at: 7_300).packets,
            dataServer.port
        )
        #expect(late.status == .failed)
        let web = Endpoint(Endpoint.server.address, 443)
        #expect(try verdict(control().packets + emptyData(web, at: 0.5).packets, 443).status == .failed)
        let elsewhere = Endpoint([192, 0, 2, 99], 28_000)
        let other = try verdict(control().packets + emptyData(elsewhere, at: 0.5).packets, 28_000)
        #expect(other.status == .failed)
    }

    @Test func `a control connection that is decided later amends the report`() throws {
        var control = control()
        // Of its TLS nothing is there before the data connection has come and gone.
        let cut = 6
        for place in cut..<control.packets.count { control.packets[place].seconds += 1 }
        let packets = (control.packets + emptyData(at: 0.5).packets).sorted { $0.seconds < $1.seconds }
        let reports = allReports(packets).filter { $0.server.port == dataServer.port }
        #expect(reports.map(\.verdict.status) == [.failed, .completed])
        #expect(reports.map(\.revision) == [1, 2])
    }

    /// What is left of a control connection whose first packets the capture lacks.
    private func rest(of control: Conversation, without count: Int) -> [TestPacket] {
        Array(control.packets.dropFirst(count))
    }

    @Test(arguments: [6, 7, 8, 9, 10])
    func `beside a connection whose beginning is missing they may have been refused, or empty`(
        lost: Int
    )
        throws
    {
        let packets = rest(of: control(), without: lost) + emptyData(at: 0.5).packets
        let verdict = try verdict(packets, dataServer.port)
        #expect(verdict.status == .completed && verdict.confidence == .low)
        let beside = verdict.reasons.compactMap { reason in
            if case .perhapsEmptyDataConnection(let packet) = reason { packet.frame } else { nil }
        }
        #expect(beside == [1])
    }

    @Test func `what such a connection says only afterwards amends the report`() throws {
        var control = rest(of: control(), without: 10)
        for place in control.indices { control[place].seconds = 1 + Double(place) / 1_000 }
        let reports = allReports(emptyData(at: 0.5).packets + control).filter {
            $0.server.port == dataServer.port
        }
        #expect(reports.map(\.verdict.status) == [.failed, .completed])
        #expect(reports.map(\.verdict.confidence) == [.medium, .low])
    }

    @Test func `a connection of another service, or to the same port, is no such one`() throws {
        for (port, lost) in [(443, 6), (28_000, 6), (443, 10)] {
            var other = Conversation(
                port: 51_000,
                server: Endpoint(Endpoint.server.address, UInt16(port)),
                seconds: 0
            )
            other.open()
            other.client([1, 2, 3])
            other.server([1, 2, 3])
            other.client([1, 2, 3])
            other.handshake()
            other.exchangeData()
            let packets = rest(of: other, without: lost) + emptyData(at: 0.5).packets
            #expect(try verdict(packets, dataServer.port).status == .failed)
        }
    }
}

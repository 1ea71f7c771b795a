import Foundation
import HandshakeAnalysis
import Reporting
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `Several threads` {
    enum Format: CaseIterable { case lines, document, text }

    /// The whole output, as the command writes it.
    private func output(
        _ inputs: [String],
        threads: Int,
        _ format: Format,
        filter: String? = nil,
        keyLogs: [String] = [],
        unitBytes: Int = SharedAnalysis.unitBytes
    ) throws -> String {
        var formatter: any ReportFormatter =
            switch format {
            case .lines: NDJSONReport()
            case .document: JSONReport()
            case .text: TextReport(.init(isVerbose: true))
            }
        var analysis = try CaptureAnalysis(inputs: inputs, filter: filter, keyLogs: keyLogs, threads: threads)
        analysis.unitBytes = unitBytes
        var bytes = formatter.start()
        let makeRenderer = formatter.makeRenderer.map { make in { @Sendable in make { _ in true } } }
        let summary = try analysis.run(makeRenderer: makeRenderer, ordersByNumber: format != .lines) {
            reports in
            for report in reports { bytes += formatter.connection(report) }
        } onRendered: { reports in
            formatter.connections(reports) { bytes += [UInt8](copying: $0) }
        }
        bytes += formatter.finish(summary)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The first lines that differ.
    private func difference(_ shared: String, _ alone: String) -> String {
        let pair = zip(shared.split(separator: "\n"), alone.split(separator: "\n")).first { $0 != $1 }
        return pair.map { "\($0.prefix(700)) instead of \($1.prefix(700))" } ?? "one is longer"
    }

    private func expectSame(
        _ inputs: [String],
        filter: String? = nil,
        keyLogs: [String] = [],
        unitBytes: Int = SharedAnalysis.unitBytes,
        formats: [Format] = Format.allCases
    ) throws {
        for format in formats {
            let alone = try output(inputs, threads: 1, format, filter: filter, keyLogs: keyLogs)
            for threads in [2, 3] {
                let shared = try output(
                    inputs,
                    threads: threads,
                    format,
                    filter: filter,
                    keyLogs: keyLogs,
                    unitBytes: unitBytes
                )
                // Not `#expect(shared == alone)`, which would print both.
                let isSame = shared == alone
                #expect(isSame, "\(threads) threads, \(format), \(inputs): \(difference(shared, alone))")
            }
        }
    }

    // MARK: Shipped captures

    @Test(arguments: ShippedCapture.all)
    func `say of a shipped capture what one says`(_ capture: ShippedCapture) throws {
        try expectSame([capture.path], unitBytes: 2_000, formats: [.lines, .document])
    }

    @Test func `say of all captures in one timeline what one says`() throws {
        let folder = CaptureFolders.root.path
        try expectSame([folder], unitBytes: 10_000)
        try expectSame([folder], filter: "tcp port 443 or tcp[tcpflags] & tcp-syn != 0", unitBytes: 3_000)
    }

    @Test func `read the same from key logs`() throws {
        let captures = ShippedCapture.all.filter { $0.path.contains("tls13") }.prefix(40)
        let keys = captures.map { $0.path.replacing("capture.pcapng", with: "keys.log") }
            .filter { FileManager.default.fileExists(atPath: $0) }
        #expect(keys.count > 10)
        try expectSame(captures.map(\.path), keyLogs: keys, unitBytes: 5_000)
    }

    // MARK: Connections that have to do with each other

    /// Handshakes side by side: sessions that are resumed, later handshakes, silence, ends in the middle.
    private func crowd(_ count: UInt16, from port: UInt16) -> [TestPacket] {
        var packets: [TestPacket] = []
        for number in 0..<count {
            var conversation = Conversation(port: port + number, seconds: Double(number / 10) * 0.7)
            let sessionID = [UInt8](repeating: UInt8(truncatingIfNeeded: number / 2), count: 32)
            if number % 7 != 3 { conversation.open() }
            if number % 2 == 1 {
                conversation.client(handshakeRecord(1, TLS12Bytes.clientHello(sessionID: sessionID)))
                conversation.server(
                    handshakeRecord(2, TLS12Bytes.serverHello(sessionID: sessionID)) + TLS12Bytes.finished
                )
                conversation.client(TLS12Bytes.finished)
            } else {
                conversation.client(TLS12Bytes.hello())
                conversation.server(TLS12Bytes.serverFlight(requests: number % 4 == 0, sessionID: sessionID))
                if number % 6 == 4 {
                    packets += conversation.packets
                    continue
                }
                let certificate = number % 4 == 0 ? TLS12Bytes.certificate() : nil
                conversation.client(TLS12Bytes.clientFlight(certificate: certificate))
                conversation.server(number % 10 == 8 ? TLS12Bytes.alert(2, 42) : TLS12Bytes.finished)
            }
            conversation.exchangeData()
            if number % 5 == 0 {
                conversation.seconds += 40
                conversation.client(TLS12Bytes.encryptedHandshake)
                conversation.server(TLS12Bytes.encryptedHandshake + TLS12Bytes.finished)
                conversation.exchangeData()
            }
            if number % 3 != 0 { conversation.close() }
            packets += conversation.packets
        }
        return packets.enumerated()
            .sorted { ($0.element.seconds, $0.offset) < ($1.element.seconds, $1.offset) }
            .map(\.element)
    }

    private func capture(_ packets: [TestPacket]) -> [UInt8] {
        var builder = PcapBuilder()
        for packet in packets {
            let microseconds = UInt64((packet.seconds * 1e6).rounded())
            builder.append(
                packet.frame,
                seconds: UInt32(microseconds / 1_000_000),
                ticks: UInt32(microseconds % 1_000_000)
            )
        }
        return builder.bytes
    }

    @Test(arguments: [500, 4_000, 100_000])
    func `number, link and order connections as one does`(_ unitBytes: Int) throws {
        let folder = TemporaryFolder()
        let packets = crowd(300, from: 20_000)
        let whole = folder.write(capture(packets), to: "whole.pcap")
        try expectSame([whole], unitBytes: unitBytes)
        // The same in files that follow one another, and in two that were captured at the same time.
        let half = packets.count / 2
        let first = folder.write(capture(Array(packets[..<half])), to: "first.pcap")
        let second = folder.write(capture(Array(packets[half...])), to: "second.pcap")
        try expectSame([first, second], unitBytes: unitBytes)
        let other = folder.write(capture(crowd(100, from: 40_000)), to: "other.pcap")
        try expectSame([whole, other], unitBytes: unitBytes)
        let damaged = folder.write(Array(capture(packets).dropLast(11)), to: "damaged.pcap")
        try expectSame([damaged, folder.path + "/none.pcap"], unitBytes: unitBytes)
    }

    @Test(arguments: [6, 9, 10, 11])
    func `judge by what began before the capture as one does`(_ lost: Int) throws {
        var (control, data) = (
            Conversation(port: 51_000),
            Conversation(port: 51_001, server: Endpoint(Endpoint.server.address, 28_000))
        )
        control.open()
        control.client([1, 2, 3])
        control.server([1, 2, 3])
        control.client([1, 2, 3])
        control.handshake()
        control.exchangeData()
        data.seconds = 0.5
        data.open()
        data.handshake()
        data.close(.server)
        let folder = TemporaryFolder()
        let rest = Array(control.packets.dropFirst(lost))
        let before = folder.write(capture(rest + data.packets), to: "before.pcap")
        try expectSame([before], unitBytes: 500)
        let late = rest.map { packet in
            var packet = packet
            packet.seconds += 1
            return packet
        }
        let after = folder.write(capture(data.packets + late), to: "after.pcap")
        try expectSame([after], unitBytes: 500)
    }

    @Test func `more connections than are kept for a later handshake`() throws {
        let folder = TemporaryFolder()
        let whole = folder.write(capture(crowd(5_000, from: 10_000)), to: "whole.pcap")
        try expectSame([whole], unitBytes: 20_000, formats: [.lines])
    }

    @Test func `more connections open at the end than are finished at a time`() throws {
        let folder = TemporaryFolder()
        var packets: [TestPacket] = []
        for number in 0..<UInt16(2_600) {
            var conversation = Conversation(port: 10_000 + number, seconds: Double(number) / 1_000)
            conversation.open()
            conversation.client(TLS12Bytes.hello())
            if number % 3 != 0 { conversation.server(TLS12Bytes.serverFlight(requests: number % 2 == 0)) }
            packets += conversation.packets
        }
        let whole = folder.write(capture(packets), to: "whole.pcap")
        try expectSame([whole], unitBytes: 50_000)
    }

    // MARK: Ending early

    private struct Enough: Error {}

    @Test func `what a receiver throws ends all of them`() throws {
        let folder = TemporaryFolder()
        let whole = folder.write(capture(crowd(300, from: 20_000)), to: "whole.pcap")
        var analysis = try CaptureAnalysis(inputs: [whole], threads: 3)
        analysis.unitBytes = 1_000
        #expect(throws: Enough.self) { _ = try analysis.run { _ in throw Enough() } }
    }

    @Test func `who wants no more gets what was read, as far as it has come`() throws {
        let folder = TemporaryFolder()
        let packets = crowd(300, from: 20_000)
        let whole = folder.write(capture(packets), to: "whole.pcap")
        var analysis = try CaptureAnalysis(inputs: [whole], threads: 3)
        analysis.unitBytes = 1_000
        var reports = 0
        let summary = try analysis.run {
            reports += $0.count
        } onProgress: {
            $0.packets < 100
        }
        #expect(summary.packetCount >= 100 && summary.packetCount < UInt64(packets.count))
        #expect(summary.connectionCount > 0 && reports >= Int(summary.connectionCount))
    }

    @Test func `an empty input is no reason to wait`() throws {
        let folder = TemporaryFolder()
        let empty = folder.write(PcapBuilder().bytes, to: "empty.pcap")
        try expectSame([empty])
        try expectSame([folder.path + "/none.pcap"])
    }

    @Test func `a small input is left to one thread`() throws {
        let path = try #require(ShippedCapture.all.first).path
        #expect(try CaptureAnalysis(inputs: [path], threads: 0).threadCount == 1)
        #expect(try CaptureAnalysis(inputs: [path], threads: 5).threadCount == 5)
        #expect(
            try CaptureAnalysis(inputs: [path], threads: 1_000).threadCount == CaptureAnalysis.maximumThreads
        )
    }
}

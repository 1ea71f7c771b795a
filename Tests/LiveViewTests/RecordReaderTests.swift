import AnalysisPipeline
import ByteParsing
import Foundation
import HandshakeAnalysis
import Reporting
import TestSupport
import Testing

@testable import LiveView

@Suite struct `A reader of records` {
    @Test func `takes lines in pieces of any size`() {
        let text = Array((Records.brief(1) + "\n" + Records.brief(2, status: "completed")).utf8)
        for size in [1, 2, 7, 64, text.count] {
            var reader = RecordReader()
            var names: [String] = []
            for start in stride(from: 0, to: text.count, by: size) {
                for event in reader.read(Array(text[start..<min(start + size, text.count)])) {
                    guard case .connection(let connection) = event else { continue }
                    names.append(connection.name)
                }
            }
            #expect(names == ["#1", "#2"])
        }
    }

    @Test func `leaves a line open until its end has come`() {
        var reader = RecordReader()
        #expect(reader.read(Array(Records.brief(1).dropLast().utf8)).isEmpty)
        #expect(reader.read([0x0A]).count == 1)
    }

    @Test(arguments: [
        "garbage", "{}", "[1]", #"{"type":7}"#, #"{"type":"connection"}"#, "{", #"{"type":"loss"}"#,
    ])
    func `counts what is no record`(_ line: String) {
        let board = Records.board(line + "\n", Records.brief(1))
        #expect(board.unreadable == 1)
        #expect(board.connections == 1)
    }

    @Test func `passes over types that it does not know`() {
        #expect(Records.board(#"{"type":"news","x":1}"# + "\n").unreadable == 0)
    }

    @Test func `gives up a line that is too long, and reads the next`() {
        var reader = RecordReader()
        var board = Board(source: "test", isLive: true)
        let piece = [UInt8](repeating: 0x20, count: 1 << 20)
        for _ in 0..<(RecordReader.longestLine >> 20) + 1 {
            for event in reader.read(piece) { board.receive(event) }
        }
        for event in reader.read(Array(("\n" + Records.brief(1)).utf8)) { board.receive(event) }
        #expect(board.unreadable == 1)
        #expect(board.connections == 1)
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.5Z", 500_000_000),
            ("2026-11-21T04:54:02.636105960Z", 1_795_236_842_636_105_960),
            ("2024-02-29T23:59:59Z", 1_709_251_199_000_000_000),
            ("1969-12-31T23:59:59Z", -1_000_000_000),
        ] as [(String, Int64)]
    ) func `reads times`(_ text: String, _ nanoseconds: Int64) {
        #expect(Timestamp(recorded: text)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-13-01T00:00:00Z", "2026-11-21T04:54:02", "2026-11-21T04:54:02.Z",
        "2026-11-21T04:54:02.1234567890Z", "9999-11-21T04:54:02Z", "2026-1a-21T04:54:02Z",
    ]) func `refuses what is no time`(_ text: String) {
        #expect(Timestamp(recorded: text) == nil)
    }

    @Test func `reads what the statistics of a watch say`() throws {
        var summary = AnalysisSummary()
        summary.packetCount = 5
        summary.droppedPackets = AnalysisSummary.DroppedPackets(byKernel: 2, byInterface: 1)
        var live = LiveState()
        live.trackedConnections = 7
        live.residentBytes = 1 << 20
        live.packetsPerSecond = 11
        live.queue = LiveState.Queue(bytes: 1, capacity: 100, droppedReports: 3)
        live.interfaces = [
            LiveState.Interface(name: "eth0", state: .watching, received: 5, droppedByKernel: 2)
        ]
        summary.live = live
        var report = NDJSONReport()
        let board = Records.board(String(decoding: report.event(.statistics(summary)), as: UTF8.self))
        #expect(board.lost == 3)
        #expect(board.state.tracked == 7)
        #expect(board.state.residentBytes == 1 << 20)
        #expect(board.state.queuedBytes == 1)
        #expect(board.state.droppedReports == 3)
        #expect(board.traffic.packetsPerSecond == 11)
        #expect(board.state.interfaces.map(\.name) == ["eth0"])
    }

    /// What is shown of a record is what is shown of the packets.
    @Test(arguments: CaptureFolders.all()) func `reads of each record what the report says`(
        _ folder: URL
    ) throws {
        var analysis = try CaptureAnalysis(inputs: [folder.appendingPathComponent("capture.pcapng").path])
        var reports: [ConnectionReport] = []
        _ = try analysis.run { reports += $0 }
        for detail in RecordDetail.allCases {
            var writer = NDJSONReport(detail: detail)
            for report in reports {
                var reader = RecordReader()
                let events = reader.read(writer.connection(report))
                guard events.count == 1, case .connection(let read) = events[0] else {
                    Issue.record("\(report.id) in \(detail) is no record")
                    continue
                }
                expectSame(read, ViewedConnection(report), detail)
            }
        }
    }

    private func expectSame(_ read: ViewedConnection, _ known: ViewedConnection, _ detail: RecordDetail) {
        #expect(read.name == known.name)
        #expect(read.revision == known.revision)
        #expect(read.end == known.end)
        #expect(read.client == known.client)
        #expect(read.clientAddress == known.clientAddress)
        #expect(read.server == known.server)
        #expect(read.version == known.version)
        #expect(read.status == known.status)
        #expect(read.basis == known.basis)
        #expect(read.confidence == known.confidence)
        #expect(read.failure == known.failure)
        #expect(read.causeCode == known.causeCode)
        #expect(read.isResumed == known.isResumed)
        #expect(read.endedBy == known.endedBy)
        guard detail != .brief else { return }
        #expect(read.service == known.service)
        #expect(read.start == known.start)
        #expect(read.alert == known.alert)
        #expect(read.wasRequested == known.wasRequested)
        #expect(read.clientSubject == known.clientSubject)
        var certificates: [[ViewedCertificate]] = [[], []]
        read.forEachCertificate { certificates[0].append($1()) }
        known.forEachCertificate { certificates[1].append($1()) }
        #expect(certificates[0] == certificates[1])
    }
}

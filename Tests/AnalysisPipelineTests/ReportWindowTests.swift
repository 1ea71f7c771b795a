import ByteParsing
import HandshakeAnalysis
import TestSupport
import Testing

@testable import AnalysisPipeline

@Suite struct `The order of reports` {
    private func report(_ number: UInt64, revision: Int = 1) -> ConnectionReport {
        let end = SocketAddress(address: IPAddress(ipv4: 1), port: 1)
        let packet = PacketReference(frame: number, time: Timestamp(nanoseconds: 0))
        return ReportDraft(
            id: ConnectionID(number),
            revision: revision,
            transport: .tcp,
            client: end,
            server: end,
            first: packet,
            last: packet,
            tls: TLSFacts(),
            verdict: Verdict(.incomplete)
        ).report
    }

    /// What comes out after each report that goes in, and at the end.
    private func order(_ numbers: [UInt64], capacity: Int = 100) -> (out: [[UInt64]], late: UInt64) {
        var window = ReportWindow(isOrdering: true, capacity: capacity)
        var out: [[UInt64]] = []
        for number in numbers {
            var ready: [UInt64] = []
            window.add([report(number)]) { ready += $0.map(\.id.number) }
            out.append(ready)
        }
        var rest: [UInt64] = []
        window.finish { rest += $0.map(\.id.number) }
        return (out + [rest], window.lateCount)
    }

    @Test func `a report waits for those of lower numbers`() {
        #expect(order([2, 3, 1, 4]).out == [[], [], [1, 2, 3], [4], []])
        #expect(order([3, 2]).out == [[], [], [2, 3]])
    }

    @Test func `when too many wait, the lowest goes on, and what it waited for is counted`() {
        let (out, late) = order([2, 3, 5, 1, 4, 6], capacity: 2)
        #expect(out == [[], [], [2, 3], [1], [4, 5], [6], []])
        #expect(late == 1)
    }

    @Test
    func
        `a later report of a connection that waits replaces the earlier, and one that is out follows at once`()
    {
        var window = ReportWindow(isOrdering: true)
        var out: [String] = []
        for report in [report(2), report(2, revision: 2), report(1), report(1, revision: 2)] {
            window.add([report]) { out += $0.map { "\($0.id.number).\($0.revision)" } }
        }
        #expect(out == ["1.1", "2.2", "1.2"])
    }

    @Test func `without ordering everything goes through`() {
        var window = ReportWindow(isOrdering: false)
        var out: [UInt64] = []
        for number in [3, 1, 2] as [UInt64] { window.add([report(number)]) { out += $0.map(\.id.number) } }
        #expect(out == [3, 1, 2])
    }
}

@Suite struct `Reports in the order of numbers` {
    /// FTP's data connection is over before its control connection is decided, whose session it resumes.
    @Test(arguments: [1, 2]) func `have what is revised while it waits once`(threads: Int) throws {
        let capture = try #require(
            ShippedCapture.all.first { $0.testDescription == "vsftpd-curl-tls12-data-accepted" }
        )
        func reports(ordersByNumber: Bool) throws -> [String] {
            var analysis = try CaptureAnalysis(inputs: [capture.path], threads: threads)
            var reports: [String] = []
            _ = try analysis.run(
                ordersByNumber: ordersByNumber,
                onReports: { reports += $0.map { "\($0.id.number).\($0.revision) \($0.verdict.status)" } }
            )
            return reports
        }
        #expect(try reports(ordersByNumber: true) == ["1.1 completed", "2.2 completed"])
        #expect(try reports(ordersByNumber: false) == ["2.1 undetermined", "1.1 completed", "2.2 completed"])
    }
}

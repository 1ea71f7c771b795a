import ByteParsing
import HandshakeAnalysis
import TestSupport
import Testing

@testable import Reporting

@Suite struct `Records of a watch` {
    private static let identity = RecordIdentity(sensor: "gate\"way", run: "1k3f")

    private static let loss = PacketLoss(
        input: 0,
        start: Sample.time(),
        end: Sample.time(500),
        droppedByKernel: 3,
        droppedByInterface: 0
    )

    private static let change = InterfaceChange(
        time: Sample.time(),
        input: 0,
        name: "eth0",
        state: .watching,
        ringBytes: 64 << 20
    )

    private static var sighting: CertificateSighting {
        CertificateSighting(
            reason: .endsWithin7Days,
            time: Sample.time(),
            owner: .client,
            connection: ConnectionID(7),
            client: Sample.client,
            server: Sample.server,
            input: 0,
            depth: 0,
            certificate: Sample.deviceCertificate
        )
    }

    private static var statistics: AnalysisSummary {
        var summary = Summaries.full
        var live = LiveState()
        live.residentBytes = 34 << 20
        live.interfaces = [
            .init(name: "eth0", state: .watching, ringBytes: 64 << 20), .init(name: "eth1", state: .waiting),
        ]
        live.queue = .init(bytes: 10, capacity: 100, droppedReports: 2)
        summary.live = live
        return summary
    }

    private static var events: [LiveEvent] {
        [
            .interface(change), .connections([Sample.refused, Sample.bare]), .loss(loss),
            .certificate(sighting),
            .statistics(statistics), .reloaded, .notReloaded(path: "a", detail: "b"),
        ]
    }

    private func lines(_ detail: RecordDetail) -> [String] {
        var report = NDJSONReport(detail: detail, identity: Self.identity)
        var bytes = report.start()
        for event in Self.events { bytes += report.event(event) }
        bytes += report.finish(Self.statistics)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test(
        .enabled(if: ReportValidator.isAvailable, "python3-jsonschema is not installed"),
        arguments: RecordDetail.allCases
    )
    func `are what the schema says`(_ detail: RecordDetail) throws {
        let lines = lines(detail)
        #expect(lines.count == 7)
        let bytes = Array(lines.joined(separator: "\n").utf8)
        #expect(try ReportValidator.problems(in: bytes, schema: JSONSchema.document(), isLines: true) == nil)
    }

    @Test(arguments: RecordDetail.allCases) func `say whose they are, and are numbered`(
        _ detail: RecordDetail
    ) {
        for (index, line) in lines(detail).enumerated() {
            #expect(line.contains(#""sequence":\#(index + 1),"#))
            #expect(line.contains(#""sensor":"gate\"way","#))
            #expect(line.contains(#""interface":"eth0","run":"1k3f""#))
        }
    }

    @Test func `in brief are short whatever a client says`() {
        var worst = ReportDraft(Sample.refused)
        worst.tls.serverName = String(repeating: "\u{1}", count: 65_000)
        worst.client = SocketAddress(address: IPAddress(ipv6High: .max, low: .max), port: .max)
        worst.server = worst.client
        worst.revision = 65_535
        var report = NDJSONReport(
            detail: .brief,
            identity: RecordIdentity(sensor: String(repeating: "s", count: 100), run: "1k3f1k3f1k3f")
        )
        _ = report.event(.interface(Self.change))
        #expect(report.connection(worst.report).count <= 1024)
        #expect(report.connection(Sample.refused).count <= 512)
    }

    @Test func `as text have a line where they are worth one`() {
        var report = TextReport()
        func text(_ event: LiveEvent) -> String { String(decoding: report.event(event), as: UTF8.self) }
        #expect(
            text(.loss(Self.loss)) == "loss: 3 packets lost, 3 by the kernel, 00:00:00.000 to 00:00:00.000\n"
        )
        #expect(text(.interface(Self.change)) == "watching eth0 (ring of 64 MiB)\n")
        var gone = Self.change
        gone.state = .gone
        gone.detail = "The interface \u{1B}disappeared"
        #expect(
            text(.interface(gone)) == "eth0 is gone: The interface \\u{1B}disappeared\n"
                || !text(.interface(gone)).contains("\u{1B}")
        )
        #expect(text(.reloaded).isEmpty)
        #expect(text(.certificate(Self.sighting)).hasPrefix("00:00:00  certificate: "))
        #expect(
            text(.statistics(Self.statistics))
                == "0 packets/s, 0 connections/s, 7 lost, 3 connections, 2 failed, 0 under way, ring of 64 MiB, 10\n"
                + "  bytes queued, 2 reports dropped, 34 MiB of memory\n"
        )
        var later = Self.statistics
        later.live?.time = Sample.time(1_000_000)
        #expect(text(.statistics(later)).hasPrefix("00:00:01  0 packets/s, "))
    }
}

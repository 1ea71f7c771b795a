import ByteParsing
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import Reporting

@Suite struct `Groups` {
    private static func report(
        _ number: UInt64,
        client: UInt32 = 1,
        server: String? = "api.example",
        _ kind: Failure.Kind? = .clientCertificateMissing
    ) -> ConnectionReport {
        var draft = ReportDraft(
            id: ConnectionID(number),
            transport: .tcp,
            client: SocketAddress(address: IPAddress(ipv4: 0x0A00_0000 + client), port: 40_000),
            server: Sample.server,
            first: Sample.packet(number, Int64(number) * 1_000_000),
            last: Sample.packet(number),
            tls: TLSFacts(),
            verdict: Verdict(kind == nil ? .notRequested : .failed, failure: kind.map { Failure($0) })
        )
        draft.tls.serverName = server
        return draft.report
    }

    private static func text(_ reports: [ConnectionReport], _ options: TextReport.Options = .init()) -> String
    {
        var text = TextReport(options)
        var summary = AnalysisSummary()
        summary.connectionCount = UInt64(reports.count)
        let bytes = reports.flatMap { text.connection($0) } + text.finish(summary)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `ten connections that are alike are shown one by one, eleven as one entry`() {
        let reports = (1...11).map { Self.report($0, client: UInt32($0)) }
        #expect(Self.text(Array(reports.prefix(10))).components("FAILED") == 10)
        let text = Self.text(reports)
        #expect(text.components("FAILED") == 0)
        #expect(text.contains("\n✗ 11  api.example:8443  client certificate missing\n"))
        #expect(
            text.contains("11 clients, most from 10.0.0.1 (1), 10.0.0.10 (1) and 10.0.0.11 (1); 00:00:01 to")
        )
        #expect(text.contains("e.g. --id 1\n"))
        #expect(text.hasSuffix("causes: 11 client_certificate_missing\n"))
    }

    @Test func `what goes well is counted below`() {
        let reports = (1...12).map { Self.report($0, nil) } + [Self.report(13)]
        let lines = Self.text(reports).split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("✗ #13"))
        #expect(
            lines.contains { $0.hasPrefix("– 12  api.example:8443  not requested; 1 client; 00:00:01 to ") }
        )
    }

    @Test func `too many entries become one for each cause`() {
        let reports = (0..<200).map { Self.report($0 + 1, server: "s\($0 % 10).example") }
        let text = Self.text(reports)
        #expect(text.contains("✗ 200  10 servers  client certificate missing"))
        #expect(text.contains("; most at s0.example:8443 (20)"))
    }

    @Test(arguments: [
        (Grouping.server, 2), (.client, 3), (.cause, 1),
    ]) func `is by what was asked for, however few there are`(_ grouping: Grouping, _ entries: Int) {
        let reports = [
            Self.report(1, client: 1, server: "a"), Self.report(2, client: 2, server: "a"),
            Self.report(3, client: 3, server: "b"),
        ]
        let text = Self.text(reports, TextReport.Options(grouping: grouping))
        #expect(text.components("\n✗ ") == entries)
        #expect(text.components("FAILED") == 0)
    }

    @Test func `of a client name its servers, and of a cause nothing twice`() {
        let reports = (1...3).map { Self.report($0, client: 1, server: "s\($0 % 2).example") }
        let client = Self.text(reports, TextReport.Options(grouping: .client))
        #expect(client.contains("2 servers, at s1.example:8443 (2) and s0.example:8443 (1)"))
        #expect(!client.contains("from "))
        let cause = Self.text(reports, TextReport.Options(grouping: .cause))
        #expect(cause.contains("✗ 3  2 servers  "))
        #expect(cause.contains("; at s1.example:8443 (2) and s0.example:8443 (1)"))
    }

    @Test func `while somebody waits, the first ten are shown at once and the others are counted`() {
        var text = TextReport(TextReport.Options(isLive: true))
        for number in 1...10 { #expect(!text.connection(Self.report(UInt64(number))).isEmpty) }
        #expect(text.connection(Self.report(11)).isEmpty)
        let end = String(decoding: text.finish(AnalysisSummary()), as: UTF8.self)
        #expect(end.contains("✗ 11  api.example:8443"))
        #expect(!end.contains("FAILED"))
    }

    @Test func `while somebody watches, what failed is told again each minute`() {
        var text = TextReport(TextReport.Options(isLive: true))
        func pass(_ seconds: Int64) -> String {
            let now = Timestamp(nanoseconds: seconds * 1_000_000_000)
            return String(decoding: text.event(.time(now)), as: UTF8.self)
        }
        #expect(pass(1000).isEmpty)
        for number in 1...30 { _ = text.connection(Self.report(UInt64(number))) }
        for number in 31...40 { _ = text.connection(Self.report(UInt64(number), server: "few.example")) }
        #expect(pass(1059).isEmpty)
        let minute = pass(1060)
        #expect(minute.contains("What failed in the last minute"))
        #expect(minute.contains(" 30 of 40\n"))
        #expect(minute.contains("✗ 30  api.example:8443"))
        #expect(minute.contains("e.g. #1\n"))
        #expect(!minute.contains("few.example"))
        // Each minute shows the first ones again, and a quiet one says nothing.
        #expect(!text.connection(Self.report(41)).isEmpty)
        #expect(pass(1121).isEmpty)
        // Somebody sets the clock back by an hour.
        for number in 42...60 { _ = text.connection(Self.report(UInt64(number))) }
        #expect(pass(1130).isEmpty)
        #expect(pass(-2500).contains(" 19 of 19\n"))
    }

    @Test func `of very many clients, those are named that have a share worth naming`() {
        var reports = (1...2000).map { Self.report($0, client: UInt32($0)) }
        #expect(Self.text(reports).contains("more than 256 clients; 00:00:01 to"))
        for number in 2001...3000 { reports.append(Self.report(UInt64(number), client: 7)) }
        let text = Self.text(reports)
        #expect(text.contains("more than 256 clients, most from 10.0.0.7 ("))
        #expect(!text.contains(" and 10.0."))
    }

    @Test func `a million kinds of connections take no more than so many entries`() {
        var groups = ConnectionGroups(by: .auto)
        for number in 1...20_000 { groups.add(Self.report(UInt64(number), server: "s\(number).example")) }
        #expect(groups.takeSingles().isEmpty)
        let entries = groups.entries()
        #expect(entries.count == 1)
        #expect(entries.first?.count == 20_000)
    }

    @Test func `a connection that is judged again counts once, for its last verdict`() {
        var again = ReportDraft(Self.report(3, nil))
        again.revision = 2
        let text = Self.text((1...12).map { Self.report($0, client: UInt32($0)) } + [again.report])
        #expect(text.contains("\n✗ 11  api.example:8443  client certificate missing\n"))
        #expect(text.contains("causes: 11 client_certificate_missing\n"))
        #expect(text.components("#3 ") == 1)
        let few = Self.text([Self.report(3), again.report])
        #expect(few.components("FAILED") == 0)
        #expect(few.components("#3 ") == 1)
    }

    @Test func `counts of few are exact, of many too low at most`() {
        var counts = TopCounts<Int>(capacity: 4)
        for value in [1, 1, 1, 2, 2, 3, 4] { counts.add(value) }
        #expect(counts.isExact)
        #expect(counts.top(2).map(\.value) == [1, 2])
        for value in 5...8 { counts.add(value) }
        #expect(!counts.isExact)
        #expect(counts.counts.count <= 4)
        #expect(counts.top(1).map(\.value) == [1])
        #expect(counts.top(1)[0].count + counts.shortfall >= 3)
    }
}

extension String {
    /// How often another string occurs.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}

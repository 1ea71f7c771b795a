import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import Reporting

@Suite struct `CSV report` {
    @Test func `has a header and a row for each connection`() {
        var report = CSVReport(inputNames: ["a.pcap"])
        let header = String(decoding: report.start(), as: UTF8.self)
        #expect(header.hasPrefix("id,start_time,"))
        #expect(header.hasSuffix(",input,revision\r\n"))
        var refused = ReportDraft(Sample.refused)
        refused.diagnoses = [Sample.expired]
        let row = String(decoding: report.connection(refused.report), as: UTF8.self)
        #expect(
            row.hasPrefix(
                "c1,2026-01-01T00:00:00.000000000Z,2026-01-01T00:00:00.004000000Z,192.0.2.10,51234,192.0.2.20,8443,tcp,"
                    + "api.example,TLS 1.2,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,failed,observed,,false,"
                    + "client_certificate_rejected,client_certificate_expired,unknown_ca (48),server,true,CN=device-7,"
                    + "CN=Other CA,01,9999-12-31T23:59:59.000000000Z,abcd,,,,,"
                    + "\"The server refused the client certificate CN=device-7: unknown_ca (48), frame 14.\","
            )
        )
        #expect(row.hasSuffix(",1,17,a.pcap,1\r\n"))
        #expect(report.finish(AnalysisSummary()).isEmpty)
    }

    @Test func `has as many cells as columns, whatever is unknown`() {
        var report = CSVReport()
        let row = String(decoding: report.connection(Sample.bare), as: UTF8.self)
        #expect(row.split(separator: ",", omittingEmptySubsequences: false).count == CSVReport.columns.count)
    }

    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "a\\u{a}b"),
        ("\u{1B}[31m", "\\u{1b}[31m"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "\\u{9}=1"), ("", ""),
        ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
    ]) func `quotes a cell, and keeps it from being a formula`(_ text: String, _ cell: String) {
        #expect(CSVReport.cell(text) == cell)
    }
}

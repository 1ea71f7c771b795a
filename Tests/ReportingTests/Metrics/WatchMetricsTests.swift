import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import Reporting

@Suite struct `Metrics of a watch` {
    private static let now = Sample.time(1_000_000)

    private static func lines(_ metrics: WatchMetrics, _ format: MetricsFormat = .prometheus) -> [String] {
        String(decoding: format.text(of: metrics.families(at: now)), as: UTF8.self).split(separator: "\n").map
        {
            String($0)
        }
    }

    private static func counted(
        _ reports: [ConnectionReport],
        _ options: WatchMetrics.Options = WatchMetrics.Options()
    ) -> WatchMetrics {
        var metrics = WatchMetrics(options)
        metrics.receive(.connections(reports), now: now)
        return metrics
    }

    @Test func `are all there before anything has happened, as 0`() {
        let lines = Self.lines(WatchMetrics(WatchMetrics.Options()))
        for expected in [
            #"mtlscope_connections_total{status="failed",basis="observed",confidence="certain"} 0"#,
            #"mtlscope_connections_total{status="completed",basis="inferred",confidence="low"} 0"#,
            #"mtlscope_connections_by_version_total{status="completed",version="TLS 1.3"} 0"#,
            #"mtlscope_failures_total{kind="client_gave_up",confidence="medium"} 0"#,
            #"mtlscope_failures_by_cause_total{cause="client_certificate_expired",confidence="certain"} 0"#,
            "mtlscope_packets_total 0", "mtlscope_bytes_total 0", "mtlscope_dropped_reports_total 0",
            #"mtlscope_handshake_duration_seconds_bucket{le="+Inf"} 0"#,
            "mtlscope_decision_latency_seconds_count 0",
            #"mtlscope_certificates_ending{owner="client",days="7"} 0"#,
        ] {
            #expect(lines.contains(expected))
        }
        let names = lines.filter { !$0.hasPrefix("#") }.map { $0[..<($0.lastIndex(of: " ") ?? $0.endIndex)] }
        #expect(Set(names).count == names.count, "no series stands twice")
    }

    @Test func `count a connection by everything that matters`() {
        var refused = ReportDraft(Sample.refused)
        refused.diagnoses = [Sample.expired]
        let lines = Self.lines(Self.counted([refused.report, Sample.bare]))
        for expected in [
            #"mtlscope_connections_total{status="failed",basis="observed",confidence="certain"} 1"#,
            #"mtlscope_connections_total{status="incomplete",basis="observed",confidence="certain"} 1"#,
            #"mtlscope_connections_by_version_total{status="failed",version="TLS 1.2"} 1"#,
            #"mtlscope_connections_by_version_total{status="incomplete",version="unknown"} 1"#,
            #"mtlscope_failures_total{kind="client_certificate_rejected",confidence="certain"} 1"#,
            #"mtlscope_failures_by_cause_total{cause="client_certificate_expired",confidence="certain"} 1"#,
            "mtlscope_certificate_requests_total 1",
            "mtlscope_certificate_requests_without_presentation_total 0",
            // It was over 4 ms after the sample's time, and is told a second after it.
            #"mtlscope_decision_latency_seconds_bucket{le="0.5"} 0"#,
            #"mtlscope_decision_latency_seconds_bucket{le="1.0"} 1"#,
            "mtlscope_decision_latency_seconds_count 1",
        ] {
            #expect(lines.contains(expected))
        }
    }

    @Test func `count a later verdict of a connection as a revision, and its failure as one`() {
        var again = ReportDraft(Sample.refused)
        again.revision = 2
        let lines = Self.lines(Self.counted([Sample.report(Verdict(.completed)), again.report]))
        #expect(
            lines.contains(
                #"mtlscope_connections_total{status="completed",basis="observed",confidence="certain"} 1"#
            )
        )
        #expect(
            lines.contains(
                #"mtlscope_connections_total{status="failed",basis="observed",confidence="certain"} 0"#
            )
        )
        #expect(lines.contains(#"mtlscope_revisions_total{status="failed"} 1"#))
        #expect(
            lines.contains(
                #"mtlscope_failures_total{kind="client_certificate_rejected",confidence="certain"} 1"#
            )
        )
    }

    @Test func `tell apart so many values as are asked for, and no more`() {
        var options = WatchMetrics.Options()
        options.dimensions = [.serverName: 2]
        let names = ["a", "b\"\\\n", "c", "a", "d", "other"]
        let reports = names.map { name in
            var draft = ReportDraft(Sample.refused)
            draft.tls.serverName = name
            return draft.report
        }
        let metrics = Self.counted(reports, options)
        let lines = Self.lines(metrics).filter {
            $0.hasPrefix("mtlscope_connections_by_server_name_total") && $0.contains(#"status="failed""#)
        }
        #expect(
            lines == [
                #"mtlscope_connections_by_server_name_total{server_name="a",status="failed"} 2"#,
                #"mtlscope_connections_by_server_name_total{server_name="b\"\\\n",status="failed"} 1"#,
                #"mtlscope_connections_by_server_name_total{server_name="other",status="failed"} 3"#,
            ]
        )
    }

    private static func sighting(_ number: UInt8, endsInDays days: Int64) -> LiveEvent {
        let certificate = CertificateSummary(
            der: [0x30, number],
            fingerprintSHA256: [number],
            version: 3,
            serialNumber: "0\(number)",
            subject: "CN=c\(number)",
            issuer: "CN=ca",
            notBefore: CertificateTime(seconds: 0),
            notAfter: CertificateTime(seconds: now.nanoseconds / 1_000_000_000 + days * 86_400 - 1),
            publicKey: "EC P-256",
            signatureAlgorithm: "ecdsa-with-SHA256",
            subjectAlternativeNames: [],
            extendedKeyUsage: [],
            keyUsage: [],
            basicConstraints: BasicConstraints(isCA: false),
            subjectKeyIdentifier: []
        )
        return .certificate(
            CertificateSighting(
                reason: .firstSeen,
                time: now,
                owner: .client,
                connection: ConnectionID(1),
                client: Sample.client,
                server: Sample.server,
                input: 0,
                depth: 0,
                certificate: certificate
            )
        )
    }

    @Test func `name the certificates that end next, and keep those that have ended`() {
        var options = WatchMetrics.Options()
        options.certificates = 2
        var metrics = WatchMetrics(options)
        for (number, days) in [(UInt8(1), Int64(-5)), (2, 1), (3, 6), (4, 7), (5, 30), (6, 400)] {
            metrics.receive(Self.sighting(number, endsInDays: days), now: Self.now)
            metrics.receive(Self.sighting(number, endsInDays: days), now: Self.now)
        }
        let lines = Self.lines(metrics)
        #expect(lines.contains(#"mtlscope_certificates_ending{owner="client",days="1"} 1"#))
        #expect(lines.contains(#"mtlscope_certificates_ending{owner="client",days="7"} 3"#))
        #expect(lines.contains(#"mtlscope_certificates_ending{owner="client",days="30"} 4"#))
        #expect(lines.contains(#"mtlscope_certificates_ended{owner="client"} 1"#))
        #expect(lines.contains(#"mtlscope_certificates_ended{owner="server"} 0"#))
        let named = lines.filter { $0.hasPrefix("mtlscope_certificate_not_after_seconds{") }
        #expect(named.count == 3)
        #expect(named[0].contains(#"subject="CN=c1""#) && named[1].contains(#"subject="CN=c2""#))
        #expect(named[2].contains(#"subject="CN=c3""#))
    }

    @Test func `take the state of the watch as it was told last`() {
        var metrics = WatchMetrics(WatchMetrics.Options())
        var summary = AnalysisSummary()
        summary.packetCount = 7
        var live = LiveState()
        live.residentBytes = 1000
        live.interfaces = [
            LiveState.Interface(name: "v0", state: .waiting, droppedByKernel: 1, droppedByInterface: 2),
            LiveState.Interface(name: "v0", state: .watching, droppedByKernel: 3),
        ]
        summary.live = live
        metrics.receive(.state(summary), now: Self.now)
        metrics.note(LiveState.Queue(bytes: 5, capacity: 10, droppedReports: 9))
        metrics.receive(.state(summary), now: Self.now)
        let lines = Self.lines(metrics)
        for expected in [
            "mtlscope_packets_total 7", "mtlscope_resident_memory_bytes 1000", "mtlscope_queue_bytes 5",
            "mtlscope_dropped_reports_total 9", #"mtlscope_interface_up{interface="v0"} 1"#,
            #"mtlscope_dropped_packets_total{interface="v0",by="kernel"} 4"#,
            #"mtlscope_dropped_packets_total{interface="v0",by="interface"} 2"#,
        ] {
            #expect(lines.contains(expected))
        }
    }

    @Test func `name counters as the format wants it`() {
        let metrics = WatchMetrics(WatchMetrics.Options())
        let prometheus = Self.lines(metrics)
        #expect(prometheus.contains("# TYPE mtlscope_connections_total counter"))
        #expect(prometheus.contains("# TYPE mtlscope_build_info gauge"))
        #expect(!prometheus.contains { $0.hasPrefix("# UNIT") || $0 == "# EOF" })
        let open = Self.lines(metrics, .openMetrics)
        #expect(open.contains("# TYPE mtlscope_connections counter"))
        #expect(open.contains("# TYPE mtlscope_build info"))
        #expect(open.contains("# UNIT mtlscope_ring_bytes bytes"))
        #expect(open.last == "# EOF")
    }
}

@Suite struct `The format of metrics` {
    @Test(arguments: [
        (nil, MetricsFormat.prometheus), ("", .prometheus), ("*/*", .prometheus), ("text/html", .prometheus),
        ("application/openmetrics-text", .openMetrics),
        ("application/openmetrics-text; version=1.0.0, text/plain;q=0.5", .openMetrics),
        ("application/openmetrics-text;version=0.0.1", .prometheus),
        ("text/plain;version=0.0.4, application/openmetrics-text;version=1.0.0;q=0.3", .prometheus),
        (
            """
            application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,\
            text/plain;version=0.0.4;q=0.5,*/*;q=0.1
            """, .openMetrics
        ),
    ])
    func `is what whoever asks prefers`(_ accept: String?, _ format: MetricsFormat) {
        #expect(MetricsFormat(accept: accept) == format)
    }
}

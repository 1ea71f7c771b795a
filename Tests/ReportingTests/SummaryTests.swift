import ByteParsing
import HandshakeAnalysis
import Reporting
import Testing

@Suite struct Summaries {
    static var full: AnalysisSummary {
        var summary = AnalysisSummary()
        summary.connectionCount = 3
        summary.statusCounts = [.failed: 2, .notRequested: 1]
        summary.failureCounts = [.clientCertificateRejected: 2]
        summary.packetCount = 40
        summary.byteCount = 1
        summary.filteredPacketCount = 5
        summary.malformedPacketCount = 1
        summary.firstTime = Sample.time()
        summary.lastTime = Sample.time(1_500_000)
        summary.unsupportedLinkTypes = [.init(number: 147, name: "USER0", packetCount: 3)]
        summary.limitHits = [.init(name: "fragments", count: 1)]
        summary.inputs = [
            .init(path: "a.pcap", packetCount: 30, problems: []),
            .init(
                path: "b\u{1B}.pcap",
                packetCount: 10,
                problems: [
                    .init(category: .truncated, message: "cut off in the middle of a packet", offset: 900)
                ]
            ),
        ]
        summary.signatures = .inputTooLarge
        summary.droppedPackets = .init(byKernel: 7, byInterface: 0)
        return summary
    }

    private func text(_ summary: AnalysisSummary) -> String {
        var report = TextReport()
        return String(decoding: report.finish(summary), as: UTF8.self)
    }

    @Test func `as text counts what was seen and names what was not`() {
        #expect(
            text(Self.full) == #"""
                3 TLS connections: ✗ 2 failed, – 1 not requested
                40 packets, 1 byte, 2 inputs, 2026-01-01 00:00:00 to 00:00:01 UTC
                not decoded: 3 packets of link type 147 (USER0)
                malformed: 1 packet
                left out by the filter: 5 packets
                dropped: 7 packets by the kernel, 0 by the interface
                limit reached: fragments, 1 time
                signatures were not checked: the captures are larger than 64 MiB (--signatures always checks them)
                b\u{1b}.pcap: cut off in the middle of a packet (at byte 900)

                """#
        )
    }

    @Test func `a SYN without an answer is told from datagrams without one`() {
        var summary = AnalysisSummary()
        summary.attempts = [(443, .tcp, 1), (1_194, .udp, 2), (4_433, .udp, 1)].map {
            port,
            transport,
            count in
            AnalysisSummary.Attempt(
                kind: .unanswered,
                server: SocketAddress(address: IPAddress(ipv4: 0xC000_0214), port: port),
                count: count,
                example: .init(
                    packet: PacketReference(frame: UInt64(port), time: Sample.time()),
                    source: nil,
                    destination: nil
                ),
                transport: transport
            )
        }
        #expect(
            text(summary) == """
                no TLS connections
                0 packets, 0 bytes
                1 attempt unanswered (no reply): 192.0.2.20:443 (frame 443)
                3 attempts unanswered (no datagram came back): 192.0.2.20:1194 (2 times, first in frame 1194),
                  192.0.2.20:4433 (frame 4433)

                """
        )
    }

    @Test func `as JSON says over what an attempt was made`() {
        var summary = AnalysisSummary()
        let example = AnalysisSummary.Example(packet: Sample.packet(7), source: nil, destination: nil)
        summary.attempts = AnalysisSummary.Attempt.Transport.allCases.map {
            AnalysisSummary.Attempt(kind: .unanswered, server: nil, count: 1, example: example, transport: $0)
        }
        var writer = JSONWriter()
        writer.summary(summary, as: .summary)
        let json = String(decoding: writer.bytes, as: UTF8.self)
        for transport in ["tcp", "udp"] {
            #expect(
                json.contains(#"{"kind":"unanswered","transport":"\#(transport)","server":null,"count":1,"#)
            )
        }
    }

    @Test func `as text says when there was nothing`() {
        #expect(text(AnalysisSummary()) == "no TLS connections\n0 packets, 0 bytes\n")
    }

    @Test func `as text says that no handshake began, where nothing else explains why there was none`() {
        var summary = AnalysisSummary()
        summary.packetCount = 7
        let line = "no handshake begins in these packets; start the capture before the client connects"
        #expect(text(summary).hasSuffix("\n\(line)\n"))
        summary.truncatedPacketCount = 1
        #expect(!text(summary).contains(line))
    }

    @Test func `as JSON has every key, if only as zero or null`() {
        var writer = JSONWriter()
        writer.summary(AnalysisSummary(), as: .statistics)
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"type":"statistics","schema_version":"1.1","connections":0,"#
                + #""statuses":{"completed":0,"failed":0,"not_requested":0,"not_presented":0,"incomplete":0,"#
                + #""undetermined":0},"failures":{"client_certificate_rejected":0,"client_certificate_missing":0,"#
                + #""server_certificate_rejected":0,"client_certificate_rejected_by_application":0,"#
                + #""client_certificate_missing_by_application":0,"client_gave_up":0,"handshake_failed":0},"#
                + #""packets":0,"bytes":0,"filtered_packets":0,"malformed_packets":0,"truncated_packets":0,"start_time":null,"#
                + #""end_time":null,"unsupported_link_types":[],"passed_over":[],"attempts":[],"limits":[],"inputs":[],"filters":[],"shown":null,"signatures":"not_asked","#
                + #""dropped_packets":null,"live":null}"#
        )
    }

    @Test func `as JSON tells all that is known`() {
        var writer = JSONWriter()
        writer.summary(Self.full)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text.contains(#""unsupported_link_types":[{"number":147,"name":"USER0","packets":3}]"#))
        #expect(text.contains(#""limits":[{"name":"fragments","count":1}]"#))
        #expect(text.contains(#""inputs":[{"path":"a.pcap","packets":30,"problems":[]},"#))
        #expect(
            text.contains(
                #"[{"category":"truncated","message":"cut off in the middle of a packet","offset":900}]"#
            )
        )
        #expect(text.contains(#""dropped_packets":{"kernel":7,"interface":0}"#))
    }
}

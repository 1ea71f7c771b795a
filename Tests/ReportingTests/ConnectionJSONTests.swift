import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import Reporting
import TestSupport
import Testing

@Suite struct `Connection JSON` {
    private func text(_ report: ConnectionReport) -> String {
        var writer = JSONWriter(isPretty: true)
        writer.connection(report)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `is as the contract has it`() {
        #expect(text(Sample.refused) == Self.refused)
    }

    @Test func `says null for what is not known`() {
        let text = text(Sample.bare)
        for key in [
            "version", "cipher_suite", "server_name", "preceded_by", "certificate_request", "failure",
        ] {
            #expect(text.contains("\"\(key)\": null"))
        }
        #expect(text.contains(#""address": "2001:db8::1""#))
        #expect(text.contains(#""server never answered the ClientHello""#))
    }

    @Test func `gives an encrypted alert no name`() {
        let fact = AlertFact(nil, from: .server, at: Sample.packet(9))
        let report = Sample.report(
            Verdict(.failed, failure: Failure(.clientCertificateRejected, alert: fact))
        )
        #expect(
            text(report).contains(
                """
                      "alert": {
                        "code": null,
                        "name": null,
                        "level": null,
                        "sender": "server",
                        "frame": 9,
                        "input": 0,
                        "encrypted": true
                      },
                """
            )
        )
    }

    @Test(arguments: [false, true]) func `is the same when it was written before`(_ isPretty: Bool) {
        var other = ReportDraft(Sample.refused)
        other.certificateRequest = Sample.refused.certificateRequest.map {
            CertificateRequestFacts(
                packet: $0.packet,
                stage: $0.stage,
                certificateTypes: $0.certificateTypes,
                signatureAlgorithms: $0.signatureAlgorithms,
                certificateAuthorities: []
            )
        }
        var writer = JSONWriter(isPretty: isPretty)
        let texts = [Sample.refused, Sample.refused, other.report, other.report, Sample.bare, Sample.refused]
            .map {
                report in
                writer.connection(report)
                return writer.take()
            }
        #expect(texts[1] == texts[0])
        #expect(texts[3] == texts[2])
        #expect(texts[5] == texts[0])
        #expect(String(decoding: texts[2], as: UTF8.self).contains(#""certificate_authorities":"#))
        #expect(texts[2] != texts[0])
    }

    @Test(arguments: [false, true]) func `is the same however often it was written before`(_ isPretty: Bool) {
        let report = Sample.refused
        var other = ReportDraft(report)
        other.clientCertificate?.provenAt = nil
        var writer = JSONWriter(isPretty: isPretty)
        // What comes again is kept the second time, and comes from memory from then on.
        for report in [report, report, other.report, report, other.report, report] {
            writer.connection(report)
            var fresh = JSONWriter(isPretty: isPretty)
            fresh.connection(report)
            #expect(writer.take() == fresh.take())
        }
    }

    @Test(arguments: [false, true]) func `is the same one by one, together and with ids filled in afterwards`(
        _ isPretty: Bool
    ) throws {
        func make() -> any ReportFormatter { isPretty ? JSONReport() : NDJSONReport() }
        let reports = [Sample.refused, Sample.bare, Sample.refused]
        var formatter = make()
        let expected = reports.flatMap { formatter.connection($0) }

        formatter = make()
        var together: [UInt8] = []
        formatter.connections(reports, where: { _ in true }, write: { Self.append($0, to: &together) })
        #expect(together == expected)

        formatter = make()
        let makeRenderer = try #require(formatter.makeRenderer)
        var renderer = makeRenderer { _ in true }
        let parts = reports.compactMap { renderer.render($0) }
        var rendered = RenderedReports(pieces: [renderer.take()])
        for (report, part) in zip(reports, parts) { rendered.append(part, of: 0, as: report.id) }
        var afterwards: [UInt8] = []
        formatter.connections(rendered, write: { Self.append($0, to: &afterwards) })
        #expect(String(decoding: afterwards, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
    }

    private static func append(_ span: borrowing Span<UInt8>, to bytes: inout [UInt8]) {
        for index in span.indices { bytes.append(span[index]) }
    }

    @Test(arguments: Verdict.Status.allCases) func `names a status, whatever else is said`(
        _ status: Verdict.Status
    ) {
        var verdict = Verdict(status)
        let plain = text(Sample.report(verdict))
        #expect(
            plain.contains(
                """
                  "mutual_auth": {
                    "status": "\(status.rawValue)",
                    "basis": "observed",
                    "confidence": null,
                    "resumed": false,
                    "original_connection": null,
                    "failure": null,
                    "reasons": []
                  },
                """
            )
        )
        verdict.isResumed = true
        verdict.originalConnection = ConnectionID(7)
        #expect(
            text(Sample.report(verdict)).contains(
                """
                  "mutual_auth": {
                    "status": "\(status.rawValue)",
                    "basis": "observed",
                    "confidence": null,
                    "resumed": true,
                    "original_connection": "c7",
                    "failure": null,
                    "reasons": []
                  },
                """
            )
        )
    }

    private static let proofs: [(ProofOfPossession, word: String, obstacle: String)] = {
        let unchecked = ProofOfPossession.Obstacle.allCases.map { obstacle in
            (ProofOfPossession.unchecked(obstacle), word: "unchecked", obstacle: "\"\(obstacle.rawValue)\"")
        }
        return [(.valid, "valid", "null"), (.invalid, "invalid", "null")] + unchecked
    }()

    @Test(arguments: proofs) func `tells whether possession was proved`(
        _ proof: ProofOfPossession,
        _ word: String,
        _ obstacle: String
    ) {
        var draft = ReportDraft(Sample.refused)
        draft.clientCertificate?.proof = proof
        #expect(
            text(draft.report).contains(
                """
                    "proof_of_possession": "\(word)",
                    "proof_obstacle": \(obstacle),
                    "proof_frame": 10,
                """
            )
        )
    }

    @Test func `escapes a subject each time that it is named`() {
        for subject in ["", "CN=\"a\\b\"\u{1B}", String(repeating: "\u{0}é", count: 500)] {
            var draft = ReportDraft(Sample.refused)
            draft.verdict.reasons = [.clientPresentedCertificate(subject: subject, Sample.packet(10))]
            let certificate = CertificateSummary(subject: subject)
            draft.clientCertificate?.chain = CertificateChain(.x509([certificate]))
            var line = JSONWriter()
            line.value(subject.isEmpty ? "with an empty subject" : subject)
            let name = String(decoding: line.bytes.dropFirst().dropLast(), as: UTF8.self)
            var writer = JSONWriter()
            for _ in 0..<3 {
                writer.connection(draft.report)
                let text = String(decoding: writer.take(), as: UTF8.self)
                #expect(text.contains("[\"client presented the certificate \(name), frame 10\"]"))
            }
            // Another certificate than the report's, and a frame of another input.
            draft.verdict.reasons = [
                .clientPresentedCertificate(subject: "CN=x", Sample.packet(10)),
                .clientPresentedCertificate(subject: subject, Sample.packet(10, input: 1)),
            ]
            writer.connection(draft.report)
            let text = String(decoding: writer.take(), as: UTF8.self)
            #expect(text.contains("[\"client presented the certificate CN=x, frame 10\","))
            #expect(text.contains("client presented the certificate \(name), frame 10 of input 1\"]"))
        }
    }

    @Test func `writes every octet at every place`() {
        for octet in 0...255 as ClosedRange<UInt32> {
            var draft = ReportDraft(Sample.bare)
            draft.client = SocketAddress(
                address: IPAddress(ipv4: octet << 24 | (255 - octet) << 16 | octet << 8 | (octet * 7 & 0xFF)),
                port: UInt16(octet * 257)
            )
            var writer = JSONWriter()
            writer.connection(draft.report)
            let address = "\(octet).\(255 - octet).\(octet).\(octet * 7 & 0xFF)"
            #expect(
                String(decoding: writer.bytes, as: UTF8.self)
                    .contains("\"client\":{\"address\":\"\(address)\",\"port\":\(octet * 257)}")
            )
        }
    }

    @Test(
        arguments: [
            (0x0000_0000, "0.0.0.0"), (0xFFFF_FFFF, "255.255.255.255"), (0x0A63_6401, "10.99.100.1"),
        ] as [(UInt32, String)]
    ) func `writes addresses in full`(_ address: UInt32, _ expected: String) {
        var draft = ReportDraft(Sample.refused)
        draft.client = SocketAddress(address: IPAddress(ipv4: address), port: 1)
        #expect(text(draft.report).contains("\"address\": \"\(expected)\""))
    }

    @Test func `says null for what an inferred message hides`() {
        var draft = ReportDraft(Sample.refused)
        draft.certificateRequest?.basis = .inferred
        draft.clientCertificate?.basis = .inferred
        let text = text(draft.report)
        #expect(text.contains(#""certificate_authorities": null"#))
        #expect(text.contains(#""chain": null"#))
        #expect(text.contains(#""inferred": true"#))
    }
}

import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import Reporting
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
        var other = Sample.refused
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
        let texts = [Sample.refused, Sample.refused, other, other, Sample.bare, Sample.refused].map {
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

    @Test(
        arguments: [
            (0x0000_0000, "0.0.0.0"), (0xFFFF_FFFF, "255.255.255.255"), (0x0A63_6401, "10.99.100.1"),
        ] as [(UInt32, String)]
    ) func `writes addresses in full`(_ address: UInt32, _ expected: String) {
        var report = Sample.refused
        report.client = SocketAddress(address: IPAddress(ipv4: address), port: 1)
        #expect(text(report).contains("\"address\": \"\(expected)\""))
    }

    @Test func `says null for what an inferred message hides`() {
        var report = Sample.refused
        report.certificateRequest?.basis = .inferred
        report.clientCertificate?.basis = .inferred
        let text = text(report)
        #expect(text.contains(#""certificate_authorities": null"#))
        #expect(text.contains(#""chain": null"#))
        #expect(text.contains(#""inferred": true"#))
    }
}

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

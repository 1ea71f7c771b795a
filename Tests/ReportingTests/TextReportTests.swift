import ByteParsing
import HandshakeAnalysis
import Reporting
import TLSWire
import Testing

@Suite struct `Text report` {
    private func text(
        _ reports: [ConnectionReport],
        _ options: TextReport.Options = TextReport.Options()
    ) -> String {
        var report = TextReport(options)
        return String(decoding: reports.flatMap { report.connection($0) }, as: UTF8.self)
    }

    @Test func `tells in one line who refused whom, why and where`() {
        #expect(
            text([Sample.refused, Sample.bare]) == """
                #1   192.0.2.10:51234 → 192.0.2.20:8443  api.example  TLS 1.2  FAILED         \
                server refused the client certificate CN=device-7: unknown_ca (48), frame 14
                      shown:   net::ERR_BAD_SSL_CLIENT_AUTH_CERT (Chrome), curl: (35) \
                error:0A000418:SSL routines::tlsv1 alert unknown ca (curl), ERR_SSL_TLSV1_ALERT_UNKNOWN_CA (Node.js), \
                remote error: tls: unknown certificate authority (Go), Received fatal alert: unknown_ca (Java)
                #2   [2001:db8::1]:40000 → [2001:db8::2]:443  -            -        INCOMPLETE     \
                server never answered the ClientHello

                """
        )
    }

    @Test func `wraps a sentence below its column on a wide terminal`() {
        #expect(
            text([Sample.refused], TextReport.Options(width: 130)) == """
                #1   192.0.2.10:51234 → 192.0.2.20:8443  api.example  TLS 1.2  FAILED         \
                server refused the client certificate CN=device-7:
                                                                                              \
                unknown_ca (48), frame 14
                      shown:   net::ERR_BAD_SSL_CLIENT_AUTH_CERT (Chrome), curl: (35) error:0A000418:SSL routines::tlsv1 \
                alert unknown ca (curl),
                               ERR_SSL_TLSV1_ALERT_UNKNOWN_CA (Node.js), remote error: tls: unknown certificate authority \
                (Go), Received fatal
                               alert: unknown_ca (Java)

                """
        )
    }

    @Test func `wraps a sentence below the line on a narrow terminal`() {
        #expect(
            text([Sample.refused], TextReport.Options(width: 80)) == """
                #1   192.0.2.10:51234 → 192.0.2.20:8443  api.example  TLS 1.2  FAILED
                      server refused the client certificate CN=device-7: unknown_ca (48), frame
                      14
                      shown:   net::ERR_BAD_SSL_CLIENT_AUTH_CERT (Chrome), curl: (35)
                               error:0A000418:SSL routines::tlsv1 alert unknown ca (curl),
                               ERR_SSL_TLSV1_ALERT_UNKNOWN_CA (Node.js), remote error: tls:
                               unknown certificate authority (Go), Received fatal alert:
                               unknown_ca (Java)

                """
        )
    }

    @Test func `shows no escape sequence but its own`() {
        var report = Sample.refused
        report.tls.serverName = "a\u{1B}[2J\u{202E}b"
        let plain = text([report])
        #expect(plain.contains(#"a\u{1b}[2J\u{202e}b"#))
        #expect(!plain.contains("\u{1B}"))
        let colored = text([report], TextReport.Options(usesColor: true))
        #expect(colored.contains("\u{1B}[31mFAILED\u{1B}[0m         server"))
        #expect(!colored.contains("\u{202E}"))
    }

    @Test func `marks a later handshake of the same connection`() {
        var report = Sample.refused
        report.revision = 2
        #expect(text([report]).contains("(handshake 2) server refused"))
    }

    @Test func `puts the name of an input above its connections where there are several`() {
        var report = Sample.bare
        report.first.input = 1
        let options = TextReport.Options(inputNames: ["a.pcap", "b\u{1B}.pcap"])
        let lines = text([Sample.refused, Sample.refused, report], options).split(separator: "\n")
        #expect(lines.map { $0.prefix(2) } == ["a.", "#1", "  ", "#1", "  ", "b\\", "#2"])
        #expect(lines[5] == #"b\u{1b}.pcap"#)
    }

    @Test func `adds a ladder and the reasons on demand`() {
        var report = Sample.refused
        report.events = [
            HandshakeEvent(.message(.helloRequest), from: .server, at: Sample.packet(4, 812)),
            HandshakeEvent(
                .certificate(CertificateChain(.x509([]))),
                from: .client,
                at: Sample.packet(10, 1_500_000)
            ),
            HandshakeEvent(
                .certificate(CertificateChain(.x509([Sample.deviceCertificate]))),
                from: .client,
                at: Sample.packet(11, 1_500_001)
            ),
            HandshakeEvent(
                .alert(Alert(level: .fatal, description: .unknownCA)),
                from: .server,
                at: Sample.packet(14, -5, input: 1),
                basis: .decrypted
            ),
            HandshakeEvent(.encryptedHandshake(length: 40), from: .client, at: Sample.packet(15)),
            HandshakeEvent(.closed, from: .server, at: Sample.packet(16)),
        ]
        let lines = text([report], TextReport.Options(isVerbose: true)).split(separator: "\n").dropFirst()
        #expect(lines.first?.contains("SSL_ERROR_UNKNOWN_CA_ALERT (Firefox)") == true)
        #expect(
            lines.dropFirst().joined(separator: "\n") == """
                     frame       time  client                            server
                         4  +0.000812  ◀─────────────────────── HelloRequest ──
                        10  +1.500000  ── Certificate ────────────────────────▶  empty
                        11  +1.500001  ── Certificate ────────────────────────▶  CN=device-7, issued by CN=Other CA, \
                valid 2026-01-01 to 9999-12-31, EC P-256, for clientAuth
                     input 1
                        14  -0.000005  ◀────────────────────────────── Alert ──  fatal unknown_ca (48), decrypted
                     input 0
                        15  +0.000000  ── (encrypted handshake) ──────────────▶  40 bytes
                        16  +0.000000  ◀──────────────────────────────── FIN ──
                      client's certificate: CN=device-7
                        names           URI:spiffe://example/device-7
                        issuer          CN=Other CA, serial number 01
                        valid           2026-01-01T00:00:00Z to 9999-12-31T23:59:59Z
                        key             EC P-256, identifier 0102, signed with ecdsa-with-SHA256
                        may be used for clientAuth; digitalSignature; not for issuing certificates
                        SHA-256         abcd
                      why: server requested a client certificate, frame 8
                      why: client presented the certificate CN=device-7, frame 10
                      why: server sent unknown_ca (48), frame 14
                """
        )
    }

    @Test func `describes the messages that bear on authentication`() throws {
        let hello = Sample.bytes("0303" + String(repeating: "00", count: 32) + "00 0002 002f 01 00")
        let request = Sample.bytes("01 01 0002 0804 002d 002b") + Sample.exampleRoot
        let context = HandshakeContext(sender: .server, version: .tls12)
        var report = Sample.refused
        report.events = [
            HandshakeEvent(
                .message(try HandshakeMessage(parsing: hello.span, type: .clientHello, context: context)),
                from: .client,
                at: Sample.packet(1)
            ),
            HandshakeEvent(
                .message(
                    try HandshakeMessage(parsing: request.span, type: .certificateRequest, context: context)
                ),
                from: .server,
                at: Sample.packet(2)
            ),
        ]
        let text = text([report], TextReport.Options(isVerbose: true))
        #expect(text.contains("── ClientHello ────────────────────────▶  TLS 1.2, no server name\n"))
        #expect(text.contains("rsa_sign, rsa_pss_rsae_sha256, authorities CN=Example Root,O=Example\n"))
    }
}

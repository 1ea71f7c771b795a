import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import Reporting

@Suite struct `Text report` {
    /// Each connection by itself, as soon as it comes.
    private static let all = TextReport.Options(grouping: .none)

    private func text(
        _ reports: [ConnectionReport],
        _ options: TextReport.Options = TextReport.Options()
    ) -> String {
        var report = TextReport(options)
        return String(decoding: reports.flatMap { report.connection($0) }, as: UTF8.self)
    }

    @Test func `tells who refused whom, why and where, and is no wider than 100 columns`() {
        #expect(
            text([Sample.refused, Sample.bare], Self.all) == """
                ✗ #1   00:00:00.000  192.0.2.10:51234 → api.example (192.0.2.20:8443)  TLS 1.2
                  FAILED   The server refused the client certificate CN=device-7: unknown_ca (48), frame 14.
                … #2   00:00:00.005  [2001:db8::1]:40000 → [2001:db8::2]:443              -
                      incomplete: server never answered the ClientHello

                """
        )
    }

    @Test func `is as wide as it is told to be, with hanging indents`() {
        var draft = ReportDraft(Sample.refused)
        draft.diagnoses = [Sample.expired]
        let wide = text([draft.report], TextReport.Options(width: 80, grouping: .none))
        #expect(
            wide == """
                ✗ #1   00:00:00.000  192.0.2.10:51234 → api.example (192.0.2.20:8443)  TLS 1.2
                  FAILED   The server refused the client certificate CN=device-7: unknown_ca
                           (48), frame 14.
                  Why      The client's certificate CN=device-7 had expired 3 minutes before it
                           was used (valid from 2026-01-01T00:00:00Z to 9999-12-31T23:59:59Z).
                           The margin is small: a clock that runs ahead is just as likely a
                           cause (frame 10).
                  Fix      Renew the client's certificate, install it, and restart or reload the
                           process that presents it; compare the clocks of both machines.

                """
        )
    }

    @Test(arguments: [80, 100, 132, 200]) func `on a terminal nothing is wider than that`(_ width: Int) {
        var draft = ReportDraft(Sample.refused)
        draft.client = SocketAddress(
            address: IPAddress(ipv6High: 0x2001_0DB8_1111_2222, low: 0x3333_4444_5555_6666),
            port: 51234
        )
        draft.server = draft.client
        draft.tls.serverName = String(repeating: "long.", count: 30) + "example"
        let subject = "CN=" + String(repeating: "x", count: 300) + ",O=" + String(repeating: "東", count: 90)
        draft.clientCertificate = CertificateFacts(
            packet: Sample.packet(10),
            chain: CertificateChain(.x509([CertificateSummary(subject: subject, issuer: subject)]))
        )
        draft.verdict.status = .completed
        draft.verdict.failure = nil
        var refused = draft
        refused.verdict = Sample.refused.verdict
        refused.events = [
            HandshakeEvent(
                .certificate(CertificateChain(.x509([CertificateSummary(subject: subject)]))),
                from: .client,
                at: Sample.packet(10)
            )
        ]
        for isVerbose in [false, true] {
            let options = TextReport.Options(
                width: width,
                isStrict: true,
                isVerbose: isVerbose,
                grouping: .none
            )
            for line in text([draft.report, refused.report], options).split(separator: "\n") {
                #expect(TerminalText.width(String(line)) <= width, "\(line)")
            }
        }
    }

    @Test func `says how sure it is beside the verdict`() {
        var draft = ReportDraft(Sample.refused)
        draft.verdict.confidence = .medium
        draft.verdict.basis = .inferred
        #expect(
            text([draft.report], Self.all).contains(
                "\n  FAILED (inferred, medium confidence)  The server refused"
            )
        )
    }

    @Test func `tells what users see only where that misleads`() {
        var draft = ReportDraft(Sample.refused)
        draft.verdict.failure = Failure(.clientCertificateRejected, closedBy: .server)
        #expect(!text([draft.report], Self.all).contains("Users see"))
        draft.diagnoses = [
            Diagnosis(.closedWithoutAlert(.server, isReset: false), .error, evidence: [Sample.packet(14)])
        ]
        #expect(text([draft.report], Self.all).contains("\n  Users see  curl: (35)"))
    }

    @Test func `shows local time`() {
        let clock = WallClock { _ in 5 * 3600 + 1800 }
        let options = TextReport.Options(clock: clock, grouping: .none)
        #expect(text([Sample.refused], options).hasPrefix("✗ #1   05:30:00.000  "))
    }

    @Test func `needs no character beyond ASCII where the locale has none`() {
        let bytes = text(
            [Sample.refused, Sample.bare],
            TextReport.Options(isASCII: true, isVerbose: true, grouping: .none)
        )
        #expect(bytes.utf8.allSatisfy { $0 < 0x80 })
        #expect(
            bytes.hasPrefix(
                "x #1   00:00:00.000  192.0.2.10:51234 > api.example (192.0.2.20:8443)  TLS 1.2\n"
            )
        )
    }

    @Test func `shows no escape sequence but its own`() {
        var draft = ReportDraft(Sample.refused)
        draft.tls.serverName = "a\u{1B}[2J\u{202E}b"
        let plain = text([draft.report], Self.all)
        #expect(plain.contains(#"a\u{1b}[2J\u{202e}b"#))
        #expect(!plain.contains("\u{1B}"))
        let colored = text([draft.report], TextReport.Options(usesColor: true, grouping: .none))
        #expect(colored.contains("\u{1B}[31mFAILED\u{1B}[0m   The server"))
        #expect(!colored.contains("\u{202E}"))
    }

    @Test func `marks a later handshake of the same connection`() {
        var draft = ReportDraft(Sample.refused)
        draft.revision = 2
        #expect(text([draft.report], Self.all).contains("TLS 1.2  handshake 2\n  FAILED"))
    }

    @Test func `says that a verdict is revised where another was shown`() {
        var resumed = ReportDraft(Sample.report(Verdict(.completed)))
        (resumed.id, resumed.revision) = (ConnectionID(2), 2)
        resumed.verdict.originalConnection = ConnectionID(1)
        let first = Sample.report(Verdict(.undetermined))
        #expect(!text([first, resumed.report], Self.all).contains("verdict revised"))
        var early = ReportDraft(first)
        early.id = ConnectionID(2)
        #expect(text([early.report, resumed.report], Self.all).contains("verdict revised"))
    }

    @Test func `puts the name of an input above its connections where there are several`() {
        var draft = ReportDraft(Sample.bare)
        draft.first.input = 1
        let options = TextReport.Options(grouping: .none, inputNames: ["a.pcap", "b\u{1B}.pcap"])
        let lines = text([Sample.refused, Sample.refused, draft.report], options).split(separator: "\n")
        #expect(lines.map { $0.prefix(2) } == ["a.", "✗ ", "  ", "✗ ", "  ", "b\\", "… ", "  "])
        #expect(lines[5] == #"b\u{1b}.pcap"#)
    }

    @Test func `adds a ladder and the reasons on demand`() {
        var draft = ReportDraft(Sample.refused)
        draft.events = [
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
        let options = TextReport.Options(width: 160, isVerbose: true, grouping: .none)
        let lines = text([draft.report], options).split(separator: "\n").dropFirst(2)
        #expect(lines.contains { $0.contains("Firefox: SSL_ERROR_UNKNOWN_CA_ALERT") })
        #expect(
            lines.drop { !$0.hasPrefix("  frame") }.joined(separator: "\n") == """
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
                  Client's certificate: CN=device-7
                    names           URI:spiffe://example/device-7
                    issuer          CN=Other CA, serial number 01
                    valid           2026-01-01T00:00:00Z to 9999-12-31T23:59:59Z
                    key             EC P-256, identifier 0102, signed with ecdsa-with-SHA256
                    may be used for clientAuth; digitalSignature; not for issuing certificates
                    SHA-256         abcd
                  Step     server requested a client certificate, frame 8
                  Step     client presented the certificate CN=device-7, frame 10
                  Step     server sent unknown_ca (48), frame 14
                """
        )
    }

    @Test func `describes the messages that bear on authentication`() throws {
        let hello = Sample.bytes("0303" + String(repeating: "00", count: 32) + "00 0002 002f 01 00")
        let request = Sample.bytes("01 01 0002 0804 002d 002b") + Sample.exampleRoot
        let context = HandshakeContext(sender: .server, version: .tls12)
        var draft = ReportDraft(Sample.refused)
        draft.events = [
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
        let text = text([draft.report], TextReport.Options(width: 200, isVerbose: true, grouping: .none))
        #expect(text.contains("── ClientHello ────────────────────────▶  TLS 1.2, no server name\n"))
        #expect(text.contains("rsa_sign, rsa_pss_rsae_sha256, authorities CN=Example Root,O=Example\n"))
    }
}

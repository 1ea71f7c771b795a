import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import Testing

@testable import Reporting

@Suite struct `Diagnosis sentences` {
    private static let mention = Diagnosis.CertificateMention(.client, Sample.deviceCertificate)

    private func summary(_ finding: Diagnosis.Finding) -> String {
        Sentences(about: Sample.refused).summary(of: Diagnosis(finding, .error, evidence: []))
    }

    private func remedy(_ finding: Diagnosis.Finding) -> String? {
        Sentences(about: Sample.refused).remedy(of: Diagnosis(finding, .error, evidence: []))
    }

    @Test func `name the issuer and what was asked for`() {
        #expect(
            summary(.issuerNotRequested(Self.mention, authorities: [Sample.exampleRoot]))
                == "The client's certificate CN=device-7 was issued by CN=Other CA, which is not the authority that the server named (CN=Example Root,O=Example)."
        )
        let many = [[UInt8]](repeating: Sample.exampleRoot, count: 6)
        #expect(
            summary(.issuerNotRequested(Self.mention, authorities: many)).hasSuffix(
                "which is not among the 6 authorities that the server named (CN=Example Root,O=Example, CN=Example Root,O=Example, CN=Example Root,O=Example and 3 more)."
            )
        )
    }

    @Test(arguments: [
        (Int64(1), "1 second"), (119, "119 seconds"), (120, "2 minutes"), (7200, "2 hours"),
        (172_800, "2 days"),
        (63_072_000, "2 years"),
    ])
    func `say by how long`(_ seconds: Int64, _ words: String) {
        #expect(summary(.expired(Self.mention, secondsAgo: seconds)).contains(" expired \(words) before "))
    }

    @Test func `suspect the clock where the margin is small`() {
        #expect(summary(.notYetValid(Self.mention, secondsAhead: 60)).hasSuffix("is just as likely a cause."))
        #expect(!summary(.notYetValid(Self.mention, secondsAhead: 86_401)).contains("clock"))
        #expect(remedy(.notYetValid(Self.mention, secondsAhead: 60))?.contains("NTP") == true)
    }

    @Test func `the remedy for none depends on whether authorities were named`() {
        let named = remedy(.clientPresentedNone(authorities: [Sample.exampleRoot], schemes: nil))
        let unnamed = remedy(.clientPresentedNone(authorities: [], schemes: nil))
        #expect(named?.contains("issued by that authority") == true)
        #expect(unnamed?.contains("authority") == false)
    }

    @Test func `an encrypted alert has no name`() {
        let alert = AlertFact(nil, from: .server, at: Sample.packet(9))
        #expect(summary(.refusedUnseen(alert, .encrypted)).contains("with an encrypted alert in frame 9."))
    }

    @Test func `every finding is a whole sentence that begins in upper case and ends in a stop`() {
        for finding in Self.findings {
            let text = summary(finding)
            #expect(text.first?.isUppercase == true && text.hasSuffix("."), "\(finding.code): \(text)")
            #expect(!text.contains("  ") && !text.contains(".."), "\(text)")
            if let remedy = remedy(finding) {
                #expect(remedy.first?.isUppercase == true && remedy.hasSuffix("."), "\(remedy)")
            }
        }
    }

    /// One of each code of the client's, and of those that belong to neither side.
    private static let findings: [Diagnosis.Finding] = {
        let alert = Sample.unknownCA
        let refusal = ApplicationRefusal(
            .http1,
            concerns: .certificate,
            code: "400",
            text: "The SSL certificate error.",
            packet: Sample.packet(9)
        )
        let certificates: [Diagnosis.Finding] = [
            .expired(mention, secondsAgo: 5), .notYetValid(mention, secondsAhead: 5),
            .wrongPurpose(mention, .extendedKeyUsage([])), .wrongPurpose(mention, .notAnAuthority),
            .wrongPurpose(mention, .keyUsage([], wanted: "digitalSignature")), .selfSigned(mention),
            .untrusted(mention, .alert(alert)), .authorityLacking(mention, alert),
            .revocationUnknown(mention, code: 3, text: "unable to get certificate CRL"),
            .revocationUnknown(mention, code: 12, text: "CRL has expired"),
            .authorityLacking(Diagnosis.CertificateMention(.server, mention.certificate), alert),
            .revocationUnknown(
                Diagnosis.CertificateMention(.server, mention.certificate),
                code: 11,
                text: "CRL is not yet valid"
            ),
            .untrusted(mention, .check(code: 20, text: "words")), .untrusted(mention, .signature),
            .revoked(mention, .alert(alert)), .revoked(mention, .check(code: 23, text: "words")),
            .chainIncomplete(mention, below: Sample.exampleRoot), .chainIncomplete(mention, below: nil),
            .chainDisordered(.client, .outOfOrder), .chainDisordered(.server, .strangers([mention])),
            .chainDisordered(.client, .carriesRoot(mention)), .weak(mention, .smallKey("RSA 512")),
            .weak(mention, .hash("md5WithRSAEncryption")), .proofInvalid(mention, .signature),
            .proofInvalid(mention, .alert(alert)), .refused(.client, mention, alert, isChecked: true),
            .refused(.client, mention, nil, isChecked: false), .refused(.server, nil, nil, isChecked: false),
        ]
        let client: [Diagnosis.Finding] = [
            .clientPresentedNone(authorities: nil, schemes: nil), .refusedUnseen(nil, .encrypted),
            .refusedUnseen(nil, .sealed), .refusedUnseen(nil, .missing),
            .closedAfterRequest(nil, isInferred: false), .closedAfterRequest(nil, isInferred: true),
            .requestUnanswered(isAgain: true), .requestUnanswered(isAgain: false),
            .issuerNotRequested(mention, authorities: []), .schemeNotRequested(mention, .types([.rsaSign])),
            .schemeNotRequested(mention, .schemes([.ed25519])),
            .publicAuthority(mention, name: "Let's Encrypt", lacksClientAuth: true),
            .publicAuthority(mention, name: "Let's Encrypt", lacksClientAuth: false),
            .unexpectedName(mention, expected: ["device-8.example"], shadowed: nil),
            .unexpectedName(mention, expected: ["device-7"], shadowed: "device-7"),
            .sameOnBothEnds(mention), .requestedNoAuthority,
            .acceptedUnverifiable(mention, .clientCertificateExpired, .bytes(5000)),
            .letInWithoutCertificate(.answers(300, 5000)),
            .letInWithoutCertificate(.answer(code: "200", Sample.packet(9))),
            .outcomeUnseen(isUnused: true, answer: nil),
            .outcomeUnseen(isUnused: false, answer: nil), .outcomeUnseen(isUnused: false, answer: "302"),
            .refusalSuspected(
                RefusalSign(.nginxPage(status: 496, bytes: 389, token: 12, isPadded: false), .high, [])
            ),
            .refusalSuspected(RefusalSign(.nginxPageInHTTP2(status: 495, bytes: 332), .medium, [])),
            .refusalSuspected(RefusalSign(.databaseError(bytes: 110), .high, [])),
            .refusalSuspected(RefusalSign(.mailError(bytes: 59), .low, [])),
            .refusedByApplication(refusal), .postHandshakeAuthNotOffered,
            .resumedWithoutReauthentication(.preSharedKey, original: nil),
            .ticketReused(original: "a.example", now: nil), .nameMismatch(mention, expected: "b.example"),
        ]
        let others: [Diagnosis.Finding] =
            [
                .leftWithoutWord(fault: nil, tries: nil),
                .leftWithoutWord(fault: .serverCertificateExpired, tries: nil),
                .leftWithoutWord(fault: nil, tries: Diagnosis.Tries(count: 3, interval: nil)),
                .leftWithoutWord(fault: nil, tries: Diagnosis.Tries(count: 4, interval: 10_000_000_000)),
                .closedWithoutAlert(.server, isReset: true), .alertContradicted(alert, .client),
                .alertHidden(alert), .noCommonVersion(offered: [.tls10]), .noCommonCipherSuite(offered: 1),
                .noCommonGroup(offered: []), .noCommonApplicationProtocol(offered: ["h2"]),
                .unrecognizedName("c.example"), .serverNameMissing,
                .handshakeRefused(alert, .notAsked), .handshakeRefused(alert, .asked),
                .handshakeRefused(alert, .hidden),
                .serverNeverAnswered,
                .peerDoesNotSpeakTLS(ForeignSpeech(.http, at: Sample.packet(9)), port: 80),
                .captureIncomplete(.bytes(from: .client, 3)),
                .captureIncomplete(.direction(.server)), .captureIncomplete(.start), .captureIncomplete(.end),
                .secretsOfAnotherConnection, .captureTruncated(bytes: 1_400),
                .tlsInsideTLS(target: "a.example:443"),
                .tlsInsideTLS(target: nil), .timedOut(.server, seconds: 60), .timedOut(.client, seconds: 5),
                .leftBeforeHearing(.client),
            ] + [
                .rejectedWithoutAlert(
                    CarrierOutcome(.rejected(.eapFailure), method: "EAP-TLS", at: Sample.packet(9))
                ),
                .rejectedAfterHandshake(
                    CarrierOutcome(.rejected(.accessReject), method: "PEAP", at: Sample.packet(9))
                ),
                .rejectedAfterHandshake(
                    CarrierOutcome(.rejected(.eapFailure), method: "EAP-TLS", at: Sample.packet(9))
                ),
                .leftByCarrier(
                    CarrierOutcome(.left(.client, .eapolStart), method: "EAP-TLS", at: Sample.packet(9))
                ),
                .fellSilent(
                    CarrierOutcome(.silent(.server, repetitions: 2, heardPart: true), at: Sample.packet(9))
                ),
            ]
        return certificates + client + others
    }()

    @Test func `every code of the client's side has been spoken of`() {
        let spoken = Set(Self.findings.map(\.code))
        let missing = Diagnosis.Code.allCases.filter {
            !spoken.contains($0) && !$0.rawValue.hasPrefix("server_certificate_")
        }
        #expect(missing == [.serverProofOfPossessionInvalid])
    }
}

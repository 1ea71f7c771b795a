import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@Suite struct `Diagnoses of chains` {
    private func found(_ client: [CertificateSummary], _ alert: AlertDescription? = .unknownCA) -> [String] {
        Handshake(client: client, ending: Handshake.refused(alert)).found()
    }

    @Test func `the issuer is another authority than those requested`() throws {
        let leaf = Certificate.make("device-7", by: "Other CA")
        let handshake = Handshake(client: [leaf], ending: Handshake.refused(.unknownCA))
        let first = try #require(handshake.diagnoses().first)
        #expect(
            first
                == Diagnosis(
                    .issuerNotRequested(
                        Diagnosis.CertificateMention(.client, leaf),
                        authorities: [Name.root]
                    ),
                    .error,
                    evidence: [packet(5), packet(7)]
                )
        )
        #expect(handshake.found() == ["error client_issuer_not_requested"])
    }

    @Test func `an intermediate sent along leads to what was requested`() {
        let chain = [
            Certificate.make("device-7", by: "Example Issuing CA"),
            Certificate.authority("Example Issuing CA", by: "Example Root"),
        ]
        #expect(found(chain) == ["error client_certificate_untrusted"])
        #expect(Handshake(client: chain).diagnoses().isEmpty)
    }

    @Test(arguments: [
        ("Example Issuing CA", true), ("Example Intermediate", true), ("Example Devices CA", true),
        ("Example CA 2", true), ("Other Root", false), ("Rogue CA", false), ("Example Root 2", false),
        ("Fabrikam Issuing CA", false),
    ])
    func `a missing intermediate is told from a stranger by its name`(_ issuer: String, _ isMissing: Bool) {
        let codes = found([Certificate.make("device-7", by: issuer)])
        let expected = isMissing ? "client_chain_incomplete" : "client_issuer_not_requested"
        #expect(codes == ["error \(expected)"])
    }

    @Test(arguments: [
        ("Fabrikam Partner CA", "client_issuer_not_requested"), ("Devices", "client_issuer_not_requested"),
        ("Fabrikam CA", "client_chain_incomplete"), ("Fabrikam Issuing CA", "client_chain_incomplete"),
    ])
    func `an organisation alone makes nobody kin`(_ issuer: String, _ expected: String) {
        let handshake = Handshake(
            request: .certificateRequest(
                authorities: [Name.der("Fabrikam Root CA", organisation: "Fabrikam")]
            ),
            client: [Certificate.make("device-7", by: issuer, organisation: "Fabrikam")],
            ending: Handshake.refused(.unknownCA)
        )
        #expect(handshake.found().first == "error \(expected)")
    }

    @Test func `where the request names nobody, the alert is all there is`() {
        let request = Step.certificateRequest()
        let stranger = Handshake(
            request: request,
            client: [Certificate.make("device-7", by: "Other Root")],
            ending: Handshake.refused(.unknownCA)
        )
        #expect(
            stranger.found() == ["error client_certificate_untrusted", "info server_requested_no_authority"]
        )
        let below = Handshake(
            request: request,
            client: [Certificate.make("device-7", by: "Other Issuing CA")],
            ending: Handshake.refused(.unknownCA)
        )
        #expect(below.found().first == "error client_chain_incomplete")
    }

    @Test func `self-signed, and self-signed as requested`() {
        let own = Certificate.make("device-7", by: "device-7")
        #expect(found([own]) == ["error client_certificate_self_signed"])
        #expect(
            found([own], nil) == [
                "error client_certificate_self_signed", "error server_closed_without_alert",
            ]
        )
        let pinned = Step.certificateRequest(authorities: [Name.der("device-7")])
        #expect(Handshake(request: pinned, client: [own]).diagnoses().isEmpty)
        // Whoever takes such a one has it pinned.
        #expect(
            Handshake(client: [own], ending: Handshake.served).found() == [
                "info client_certificate_self_signed"
            ]
        )
    }

    @Test func `out of order, with strangers, and with the root`() {
        let leaf = Certificate.make("device-7", by: "Lower")
        let lower = Certificate.authority("Lower", by: "Upper")
        let upper = Certificate.authority("Upper", by: "Example Root")
        let root = Certificate.authority("Example Root", by: "Example Root")
        let stranger = Certificate.authority("Nobody's", by: "Nobody")
        #expect(found([leaf, upper, lower], .badCertificate).first == "error client_chain_disordered")
        #expect(
            found([leaf, lower, stranger, upper], .badCertificate)
                == ["error client_certificate_refused", "info client_chain_disordered"]
        )
        #expect(
            found([leaf, lower, upper, root], .badCertificate)
                == ["error client_certificate_refused", "info client_chain_carries_root"]
        )
        #expect(Handshake(client: [leaf, lower, upper, root]).diagnoses().isEmpty)
    }

    @Test func `a chain beyond all reason ends the search`() {
        let chain = (0..<500).map { Certificate.authority("CA \($0)", by: "CA \($0 + 1)") }
        #expect(!found(chain).isEmpty)
    }

    @Test func `the server's chain without the intermediate`() {
        let server = [
            Certificate.make("api.example", by: "Example Issuing CA", purposes: ["serverAuth"])
        ]
        for (alert, expected) in [
            (AlertDescription.unknownCA, "server_certificate_chain_incomplete"),
            (.badCertificate, "server_certificate_chain_incomplete"),
            (.certificateRevoked, "server_certificate_revoked"),
        ] {
            let steps: [Step] = [
                .clientHello, .serverHello, Step(.server, .certificate(CertificateChain(.x509(server)))),
                .serverKeyExchange, .serverHelloDone, .fatal(.client, alert),
            ]
            #expect(summarized(diagnose(steps)).first == "error \(expected)")
        }
    }

    // MARK: With a trust store

    @Test(arguments: [
        (20, 0, "client_certificate_untrusted"), (19, 1, "client_certificate_untrusted"),
        (23, 0, "client_certificate_revoked"), (7, 0, "client_certificate_untrusted"),
    ])
    func `what OpenSSL finds`(_ code: Int, _ depth: Int, _ expected: String) {
        let refusal = ChainTrust.Refusal(code: code, text: "words", depth: depth)
        let codes = Handshake(ending: Handshake.refused(.certificateUnknown), trust: .refused(refusal))
            .found()
        #expect(codes == ["error \(expected)"])
    }

    @Test func `a revocation list that is missing or has expired`() {
        for (code, alert) in [(3, AlertDescription.unknownCA), (12, .certificateExpired)] {
            let trust = ChainTrust.refused(ChainTrust.Refusal(code: code, text: "words", depth: 0))
            #expect(
                Handshake(ending: Handshake.refused(alert), trust: trust).found().first
                    == "error client_revocation_unknown"
            )
            #expect(Handshake(trust: trust).found() == ["warning client_revocation_unknown"])
        }
    }

    @Test func `what is trusted here and unknown there`() {
        let found = Handshake(ending: Handshake.refused(.unknownCA), trust: .trusted).diagnoses()
        #expect(summarized(found) == ["error server_lacks_client_authority"])
        // The chain leads to an authority before its certificates are looked up in a list.
        let revoked = ChainTrust.Refusal(code: 23, text: "certificate revoked", depth: 0)
        #expect(
            Handshake(ending: Handshake.refused(.unknownCA), trust: .refused(revoked)).found() == [
                "error client_certificate_revoked"
            ]
        )
    }

    @Test func `a self-signed anchor of the user's is no finding`() {
        let own = [Certificate.make("device-7", by: "device-7")]
        #expect(Handshake(client: own, trust: .trusted).found().isEmpty)
    }

    @Test func `in order, but not the one expected`() {
        // Its server verifies well; whom it lets in is another matter.
        #expect(
            Handshake(isExpected: false).found() == ["warning client_certificate_unexpected_name"]
        )
        #expect(
            Handshake(ending: Handshake.refused(.accessDenied), isExpected: false).found() == [
                "error client_certificate_unexpected_name"
            ]
        )
    }
}

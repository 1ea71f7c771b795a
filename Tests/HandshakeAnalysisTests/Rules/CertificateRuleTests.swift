import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@Suite struct `Diagnoses of certificates` {
    @Test func `nothing is wrong where nothing is`() {
        #expect(Handshake().diagnoses().isEmpty)
        #expect(Handshake(request: nil).diagnoses().isEmpty)
    }

    // MARK: Validity

    @Test func `an expired leaf, with its margin and its packet`() throws {
        let leaf = Certificate.make("device-7", to: -172_800)
        let handshake = Handshake(client: [leaf], ending: Handshake.refused(.certificateExpired))
        let found = try #require(handshake.diagnoses().first)
        #expect(
            found
                == Diagnosis(
                    .expired(Diagnosis.CertificateMention(.client, leaf), secondsAgo: 172_800),
                    .error,
                    evidence: [packet(7)]
                )
        )
        #expect(!found.finding.mayBeClockSkew)
    }

    @Test(arguments: [(Int64(-1), true), (-86_400, true), (-86_401, false)])
    func `a small margin may be a wrong clock`(_ end: Int64, _ isSkew: Bool) {
        let handshake = Handshake(
            client: [Certificate.make("device-7", to: end)],
            ending: Handshake.refused(nil)
        )
        #expect(handshake.diagnoses().first?.finding.mayBeClockSkew == isSkew)
    }

    @Test func `not yet valid, whatever the alert says`() {
        let client = [Certificate.make("device-7", validFrom: 600)]
        for alert in [AlertDescription.badCertificate, .certificateExpired, .certificateUnknown] {
            let handshake = Handshake(client: client, ending: Handshake.refused(alert))
            #expect(handshake.found().first == "error client_certificate_not_yet_valid")
        }
    }

    @Test func `the last second counts`() {
        #expect(Handshake(client: [Certificate.make("device-7", validFrom: 0, to: 1)]).diagnoses().isEmpty)
    }

    @Test func `an expired certificate above the leaf`() {
        let chain = [
            Certificate.make("device-7", by: "Example Issuing CA"),
            Certificate.make(
                "Example Issuing CA",
                to: -5,
                purposes: nil,
                uses: ["keyCertSign"],
                isAuthority: true
            ),
        ]
        let found = Handshake(client: chain, ending: Handshake.refused(.certificateExpired)).diagnoses()
        guard case .expired(let mention, secondsAgo: 5)? = found.first?.finding else {
            Issue.record("\(summarized(found))")
            return
        }
        #expect(mention.position == 1)
    }

    @Test func `what expired and was accepted is a warning`() {
        let expired = [Certificate.make("device-7", to: -5)]
        #expect(
            Handshake(client: expired, ending: Handshake.served).found() == [
                "warning server_accepted_unverifiable_certificate", "warning client_certificate_expired",
            ]
        )
        // That the handshake went through does not show what the application made of it.
        #expect(
            Handshake(client: expired).found() == [
                "warning client_certificate_expired", "warning application_outcome_unseen",
            ]
        )
    }

    @Test func `the server's, refused by the client`() {
        let server = [Certificate.make("api.example", to: -5, purposes: ["serverAuth"])]
        let steps: [Step] = [
            .clientHello, .serverHello, Step(.server, .certificate(CertificateChain(.x509(server)))),
            .serverKeyExchange, .serverHelloDone, .fatal(.client, .certificateExpired),
        ]
        #expect(summarized(diagnose(steps)) == ["error server_certificate_expired"])
    }

    // MARK: Purpose

    @Test(
        arguments: [
            (["serverAuth"], ["digitalSignature"], true), ([], ["digitalSignature"], true),
            (["anyExtendedKeyUsage"], ["digitalSignature"], false), (nil, nil, false),
            (["clientAuth"], ["keyEncipherment"], true), (["clientAuth"], ["keyAgreement"], false),
            (["serverAuth", "clientAuth"], ["digitalSignature"], false),
        ] as [([String]?, [String]?, Bool)]
    )
    func `purpose and usage`(_ purposes: [String]?, _ uses: [String]?, _ isWrong: Bool) {
        let leaf = Certificate.make("device-7", purposes: purposes, uses: uses)
        let found = Handshake(client: [leaf], ending: Handshake.refused(.unsupportedCertificate)).found()
        #expect((found.first == "error client_certificate_wrong_purpose") == isWrong, "\(found)")
    }

    @Test func `an issuer that is no authority, of which OpenSSL says unknown_ca`() {
        let chain = [Certificate.make("device-7", by: "Middle"), Certificate.make("Middle", purposes: nil)]
        let found = Handshake(client: chain, ending: Handshake.refused(.unknownCA)).found()
        #expect(found.first == "error client_certificate_wrong_purpose")
        #expect(!found.contains("error client_certificate_untrusted"))
    }

    @Test func `a public web authority's, before and after`() {
        let before = Certificate.make(
            "shop.example",
            by: "R11",
            organisation: "Let's Encrypt",
            purposes: ["serverAuth", "clientAuth"]
        )
        let after = Certificate.make(
            "shop.example",
            by: "R11",
            organisation: "Let's Encrypt",
            purposes: ["serverAuth"]
        )
        let request = Step.certificateRequest(authorities: [Name.der("R11", organisation: "Let's Encrypt")])
        #expect(
            Handshake(request: request, client: [before]).found() == ["warning public_ca_without_client_auth"]
        )
        #expect(
            Handshake(request: request, client: [after], ending: Handshake.refused(.unsupportedCertificate))
                .found() == [
                    "error public_ca_without_client_auth", "error client_certificate_wrong_purpose",
                ]
        )
    }

    @Test func `another organisation is no public authority`() {
        let leaf = Certificate.make(
            "a",
            by: "R11",
            organisation: "Not Let's Encrypt",
            purposes: ["serverAuth"]
        )
        let found = Handshake(client: [leaf], ending: Handshake.refused(.unsupportedCertificate)).found()
        #expect(found.first == "error client_certificate_wrong_purpose")
    }

    // MARK: Strength

    @Test(arguments: [
        ("RSA 1024", "sha256WithRSAEncryption", true), ("RSA 2048", "sha256WithRSAEncryption", false),
        ("DSA 2048", "ecdsa-with-SHA256", true), ("EC P-192", "ecdsa-with-SHA256", true),
        ("EC prime192v1", "ecdsa-with-SHA256", true), ("EC P-384", "ecdsa-with-SHA384", false),
        ("Ed25519", "ED25519", false), ("EC P-256", "sha1WithRSAEncryption", true),
        ("EC P-256", "md5WithRSAEncryption", true), ("ML-DSA-65", "ML-DSA-65", false),
    ])
    func `keys and hashes`(_ key: String, _ signature: String, _ isWeak: Bool) {
        let leaf = Certificate.make("device-7", key: key, signature: signature)
        let found = Handshake(
            request: .certificateRequest(
                authorities: [Name.root],
                types: [1, 2, 64],
                schemes: [0x0401, 0x0402, 0x0403, 0x0807]
            ),
            client: [leaf],
            ending: Handshake.refused(.badCertificate)
        ).found()
        #expect((found.first == "error client_certificate_weak") == isWeak, "\(found)")
    }

    @Test func `the same on both ends`() {
        let shared = Certificate.make("mesh", purposes: ["clientAuth", "serverAuth"])
        let found = Handshake(server: [shared], client: [shared]).found()
        #expect(found == ["warning same_certificate_on_both_ends"])
    }

    // MARK: Signatures

    @Test func `a signature that does not hold, refused and accepted`() {
        let refused = Handshake(ending: Handshake.refused(.handshakeFailure), proof: .invalid).found()
        #expect(refused == ["error client_proof_of_possession_invalid"])
        let accepted = Handshake(ending: Handshake.served, proof: .invalid).found()
        #expect(
            accepted == [
                "warning server_accepted_unverifiable_certificate",
                "warning client_proof_of_possession_invalid",
            ]
        )
    }

    @Test func `decrypt_error counts where the signature could not be checked, and not where it holds`() {
        let handshake = Handshake(ending: Handshake.refused(.decryptError))
        #expect(handshake.found().first == "error client_proof_of_possession_invalid")
        let held = Handshake(ending: Handshake.refused(.decryptError), proof: .valid)
        #expect(held.found() == ["error alert_contradicts_evidence"])
    }
}

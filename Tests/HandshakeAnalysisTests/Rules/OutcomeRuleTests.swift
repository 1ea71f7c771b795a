import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@Suite struct `Diagnoses of outcomes` {
    // MARK: The client's answer

    @Test func `presented none, with what the request named`() throws {
        let handshake = Handshake(client: [], ending: Handshake.refused(.handshakeFailure))
        let first = try #require(handshake.diagnoses().first)
        #expect(
            first
                == Diagnosis(
                    .clientPresentedNone(authorities: [Name.root], schemes: [.ecdsaSecp256r1SHA256]),
                    .error,
                    evidence: [packet(5), packet(7), packet(11)]
                )
        )
    }

    @Test func `presented none to a request that named nobody, and was let in`() {
        #expect(
            Handshake(request: .certificateRequest(), client: [], ending: Handshake.served).found() == [
                "warning client_let_in_without_certificate", "info server_requested_no_authority",
            ]
        )
        #expect(
            Handshake(request: .certificateRequest(), client: []).found() == [
                "warning application_outcome_unseen", "info server_requested_no_authority",
            ]
        )
    }

    @Test func `left after the request`() {
        #expect(
            summarized(diagnose(Flight.request + [.closed(.client)])).first
                == "error client_closed_after_request"
        )
        #expect(
            summarized(diagnose(Flight.request + [.fatal(.client, .internalError)])).first
                == "error client_closed_after_request"
        )
    }

    @Test func `ended before a request, and where nobody can tell whether there was one`() {
        func sight(_ steps: [Step]) -> Diagnosis.RequestSight? {
            for case .handshakeRefused(_, let sight) in diagnose(steps).map(\.finding) { return sight }
            return nil
        }
        let alert = Step.fatal(.client, .illegalParameter)
        #expect(sight(Flight.noRequest + [alert]) == .notAsked)
        #expect(sight(Flight.request + [alert]) == .asked)
        #expect(sight([.clientHello, .serverHello, .gap(.server, 900), alert]) == .hidden)
        #expect(sight([.clientHello13, .serverHello13, alert]) == .notAsked)
        #expect(sight([.clientHello13, .serverHello13, .data(.server), .data(.server), alert]) == .hidden)
    }

    @Test(arguments: [
        ("RSA 2048", [UInt8(64)], [UInt16(0x0403)], true), ("RSA 2048", [1], [0x0401], false),
        ("EC P-384", [64], [0x0403], false), ("EC P-256", [1], [0x0403], true),
        ("Ed25519", [64], [0x0403], true), ("Ed25519", [64], [0x0807], false),
        ("EC P-256", [64], [0x0401, 0x0804], true),
    ])
    func `a key that was not asked for`(_ key: String, _ types: [UInt8], _ schemes: [UInt16], _ isWrong: Bool)
    {
        let handshake = Handshake(
            request: .certificateRequest(authorities: [Name.root], types: types, schemes: schemes),
            client: [Certificate.make("device-7", key: key)],
            ending: Handshake.refused(.handshakeFailure)
        )
        let expected = isWrong ? "client_signature_scheme_not_requested" : "client_certificate_refused"
        #expect(handshake.found().first == "error \(expected)")
    }

    // MARK: What the alert says

    @Test func `certificate_expired of what is valid is another's fault`() {
        #expect(
            Handshake(ending: Handshake.refused(.certificateExpired)).found() == [
                "error alert_contradicts_evidence"
            ]
        )
    }

    @Test func `revoked, by the server's word`() {
        #expect(
            Handshake(ending: Handshake.refused(.certificateRevoked)).found() == [
                "error client_certificate_revoked"
            ]
        )
    }

    @Test func `nothing wrong to be seen`() {
        #expect(
            Handshake(ending: Handshake.refused(.accessDenied)).found() == [
                "error client_certificate_refused"
            ]
        )
        #expect(Handshake(ending: Handshake.refused(nil)).found() == ["error server_closed_without_alert"])
    }

    @Test func `what the alert names goes first`() {
        let chain = [Certificate.make("device-7", by: "Other CA", to: -5)]
        let codes = { Handshake(client: chain, ending: Handshake.refused($0)).found() }
        let expired = "error client_certificate_expired"
        let unknown = "error client_issuer_not_requested"
        #expect(codes(.unknownCA) == [unknown, expired])
        #expect(codes(.certificateExpired) == [expired, unknown])
        #expect(codes(.certificateUnknown) == [expired, unknown])
    }

    @Test func `an alert that a reset hides`() {
        let leaf = [Certificate.make("device-7", to: -5)]
        let hidden = Handshake(client: leaf, ending: [.fatal(.server, .certificateExpired), .reset(.server)])
        #expect(
            hidden.found() == ["error client_certificate_expired", "warning alert_hidden_by_reset"]
        )
        let read = Handshake(
            client: leaf,
            ending: [.fatal(.server, .certificateExpired), .closed(.client), .reset(.server)]
        )
        #expect(read.found() == ["error client_certificate_expired"])
    }

    // MARK: Names

    @Test(arguments: [
        ("api.example", ["DNS:api.example"], true), ("API.Example", ["DNS:api.example"], true),
        ("api.example", ["DNS:*.example"], true), ("a.b.example", ["DNS:*.example"], false),
        ("example", ["DNS:*.example"], false), ("api.example", ["DNS:a*.example"], false),
        ("api.example.", ["DNS:api.example"], true), ("api.example", [], false),
        ("api.example", ["URI:api.example"], false), ("192.0.2.1", ["IP:192.0.2.1"], true),
        ("192.0.2.1", ["DNS:*.0.2.1"], false), ("2001:db8::1", ["IP:2001:db8::1"], true),
        ("api.example", ["DNS:"], false), ("api.example", ["DNS:*."], false),
    ])
    func `as RFC 9525 compares them`(_ host: String, _ names: [String], _ isFor: Bool) {
        #expect(CertificateSummary(subjectAlternativeNames: names).isFor(host: host) == isFor)
    }

    private static func hello(_ name: String) -> Step {
        let text = Array(name.utf8)
        let entry = [0] + be(UInt16(text.count)) + text
        return .clientHello(extensions: [(0, be(UInt16(entry.count)) + entry)])
    }

    @Test func `the server's certificate is for another name`() {
        let steps: [Step] = [
            Self.hello("web.example"), .serverHello,
            Step(.server, .certificate(CertificateChain(.x509([Certificate.server])))), .serverKeyExchange,
            .serverHelloDone,
        ]
        #expect(
            summarized(diagnose(steps + [.fatal(.client, .badCertificate)])) == [
                "error server_certificate_name_mismatch"
            ]
        )
        #expect(
            summarized(diagnose(steps + Flight.noAnswer + Flight.finish + Flight.data)) == [
                "warning server_certificate_name_mismatch"
            ]
        )
    }

    // MARK: Before certificates

    @Test(arguments: [
        (AlertDescription.protocolVersion, "no_common_version"),
        (.noApplicationProtocol, "no_common_application_protocol"),
        (.handshakeFailure, "no_common_cipher_suite"), (.insufficientSecurity, "no_common_cipher_suite"),
        (.unrecognizedName, "server_name_missing"), (.decodeError, "handshake_refused"),
    ])
    func `what they do not have in common`(_ alert: AlertDescription, _ expected: String) {
        #expect(summarized(diagnose([.clientHello, .fatal(.server, alert)])) == ["error \(expected)"])
    }

    @Test func `a name that the server does not serve`() {
        let steps: [Step] = [Self.hello("web.example"), .fatal(.server, .unrecognizedName)]
        #expect(diagnose(steps).first?.finding == .unrecognizedName("web.example"))
    }

    @Test func `one group alone, which the server does not take`() {
        // The suites that nearly everybody takes, and X25519 as the only group.
        let hello = Step.clientHello(extensions: [(10, [0, 2, 0, 29])])
        let found = diagnose([hello, .fatal(.server, .handshakeFailure)])
        // One suite alone is the narrower part.
        #expect(summarized(found) == ["error no_common_cipher_suite"])
    }

    @Test func `the server says nothing`() {
        #expect(
            summarized(diagnose([.clientHello, .closed(.client)])) == ["warning server_never_answered"]
        )
    }

    // MARK: Sessions

    private static let id = [UInt8](repeating: 7, count: 32)
    private static let resumption: [Step] = [
        .clientHello(sessionID: id), .serverHello(sessionID: id), .changeCipherSpec(.server),
        .encrypted(.server), .changeCipherSpec(.client), .encrypted(.client),
    ]

    @Test func `nobody was asked again`() throws {
        let original = OriginalSession(connection: ConnectionID(3), proof: SessionProof(.completed))
        let found = diagnose(Self.resumption, resuming: original)
        #expect(
            found == [
                Diagnosis(
                    .resumedWithoutReauthentication(.sessionID, original: ConnectionID(3)),
                    .info,
                    evidence: [packet(1), packet(2)]
                )
            ]
        )
    }

    @Test func `a session of another name`() {
        let original = OriginalSession(
            connection: ConnectionID(3),
            proof: SessionProof(.completed),
            serverName: .some("other.example")
        )
        let found = diagnose(Self.resumption, resuming: original)
        #expect(summarized(found) == ["warning ticket_reused_under_other_name"])
        #expect(found.first?.finding == .ticketReused(original: "other.example", now: nil))
    }

    // MARK: Limits

    @Test func `what the capture lacks`() {
        let found = diagnose([.clientHello, .serverHello, .gap(.server, 900)])
        #expect(found.first?.finding == .captureIncomplete(.bytes(from: .server, 900)))
        #expect(found.first?.severity == .warning)
    }

    // MARK: Applications

    @Test func `the application's words, and the client without a certificate`() {
        let refusal = ApplicationRefusal(
            .http1,
            concerns: .missingCertificate,
            code: "400",
            text: "No required SSL certificate was sent",
            packet: packet(13)
        )
        let handshake = Handshake(
            client: [],
            ending: Flight.finish + [Step(.server, .refusedByApplication(refusal))]
        )
        #expect(handshake.found() == ["error client_presented_none", "error refused_by_application"])
    }

    /// The name is the only thing in the answer that points at the certificate.
    @Test(arguments: [
        ("CN=device-7,O=Example is not permitted", true), ("/O=Example/CN=device-7: denied", true),
        ("access denied for bot.platform.example.", true), ("CN=Example Root is not accepted here", true),
        ("Forbidden", false), ("device-7 is offline", false), ("CN=device-70 is not permitted", false),
        ("api.example: forbidden", false), ("see bot.platform.example.org", false),
        ("password authentication failed for user \"bot.platform.example\"", false),
        ("user bot.platform.example has no rights", false),
    ])
    func `words with the certificate's name are about the certificate`(_ text: String, _ isTied: Bool) {
        let refusal = ApplicationRefusal(
            .http1,
            concerns: .unspecified,
            code: "403",
            text: text,
            packet: packet(13)
        )
        let client = Certificate.make("device-7", names: ["DNS:bot.platform.example", "DNS:api.example"])
        let handshake = Handshake(
            client: [client],
            ending: Flight.finish + [Step(.server, .refusedByApplication(refusal))]
        )
        #expect(handshake.found().first == "\(isTied ? "error" : "warning") refused_by_application")
    }
}

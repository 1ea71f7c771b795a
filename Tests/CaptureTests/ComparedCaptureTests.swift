import AnalysisPipeline
import HandshakeAnalysis
import TLSWire
import Testing

/// Pairs of captures of one stack: the first difference is what captures/make planted.
@Suite struct `Compared captures` {
    struct Pair: CustomTestStringConvertible, Sendable {
        let good: String
        let bad: String
        /// Of the first difference.
        let aspect: String
        var testDescription: String { "\(good) and \(bad)" }
    }

    /// What each cause changes, where the messages can be read.
    private static let planted = [
        "expired": "client_certificate_validity", "not-yet-valid": "client_certificate_validity",
        "wrong-purpose": "client_certificate_purpose", "unknown-ca": "client_certificate_requested",
        "no-certificate": "client_certificate", "no-certificate-optional": "client_certificate",
        "self-signed": "client_certificate_issuer", "revoked": "client_certificate_subject",
        "missing-intermediate": "client_certificate_chain", "one-way": "certificate_request",
        "server-expired": "server_certificate_validity", "server-untrusted": "server_certificate_issuer",
        "server-self-signed": "server_certificate_issuer", "server-name-mismatch": "server_certificate_names",
        "no-common-suite": "offered_cipher_suites", "no-common-group": "offered_groups",
        "client-gives-up": "client_certificate", "bad-signature": "client_certificate_proof",
    ]

    /// By the sizes of encrypted records alone.
    private static let plantedUnseen = [
        "expired": "client_certificate_size", "not-yet-valid": "client_certificate_size",
        "wrong-purpose": "client_certificate_size", "unknown-ca": "client_certificate_size",
        "no-certificate": "client_certificate", "no-certificate-optional": "client_certificate",
        "missing-intermediate": "client_certificate_size", "one-way": "certificate_request",
        "no-common-suite": "offered_cipher_suites", "no-common-group": "offered_groups",
    ]

    /// The working case of each stack, with the causes that differ from it in nothing else.
    private static let stacks: [(good: String, prefix: String, causes: [String])] = [
        (
            "openssl-tls1X-mutual-rsa", "openssl-tls1X",
            [
                "expired", "not-yet-valid", "wrong-purpose", "unknown-ca", "no-certificate",
                "no-certificate-optional", "self-signed", "revoked", "one-way", "server-expired",
                "server-untrusted",
                "server-self-signed", "server-name-mismatch", "no-common-suite", "no-common-group",
            ]
        ),
        ("openssl-tls1X-mutual-intermediate", "openssl-tls1X", ["missing-intermediate"]),
        ("openssl-tls1X-mutual-ecdsa", "openssl-tls1X", ["bad-signature"]),
        (
            "haproxy-curl-tls1X-mutual", "haproxy-curl-tls1X",
            [
                "expired", "not-yet-valid", "wrong-purpose", "unknown-ca", "no-certificate",
                "no-certificate-optional", "revoked", "one-way",
            ]
        ),
        (
            "nginx-curl-tls1X-mutual", "nginx-curl-tls1X",
            [
                "expired", "not-yet-valid", "wrong-purpose", "unknown-ca", "no-certificate", "revoked",
                "one-way",
            ]
        ),
        ("apache-curl-tls1X-mutual", "apache-curl-tls1X", ["expired", "unknown-ca", "no-certificate"]),
        (
            "gnutls-tls1X-mutual", "gnutls-tls1X",
            [
                "expired", "not-yet-valid", "unknown-ca", "no-certificate", "revoked", "one-way",
                "server-untrusted",
            ]
        ),
        (
            "node-tls1X-mutual-intermediate", "node-tls1X",
            ["missing-intermediate", "no-certificate", "one-way"]
        ),
        (
            "guide-botplatform-tls1X-accepted", "guide-botplatform-tls1X",
            ["expired", "missing-intermediate", "unknown-ca"]
        ),
        (
            "java-tls12-mutual", "java-tls12",
            ["expired", "wrong-purpose", "no-certificate", "client-gives-up"]
        ),
        (
            "stunnel-openssl-tls1X-mutual", "stunnel-openssl-tls1X",
            ["expired", "unknown-ca", "no-certificate"]
        ),
        ("nss-tls12-mutual", "nss-tls12", ["expired", "unknown-ca", "no-certificate", "revoked", "one-way"]),
    ]

    private static func pairs(_ aspects: [String: String], versions: [String]) -> [Pair] {
        stacks.flatMap { stack in
            versions.flatMap { version in
                stack.causes.compactMap { cause -> Pair? in
                    let bad = "\(stack.prefix.replacing("tls1X", with: version))-\(cause)"
                    guard bad.contains(version), let aspect = aspects[cause],
                        CaptureCase.all.contains(where: { $0.folder.lastPathComponent == bad })
                    else { return nil }
                    return Pair(good: stack.good.replacing("tls1X", with: version), bad: bad, aspect: aspect)
                }
            }
        }
    }

    private static func report(_ name: String, withKeys: Bool) throws -> [ConnectionReport] {
        let sample = try #require(CaptureCase.all.first { $0.folder.lastPathComponent == name }, "\(name)")
        let expected = try sample.expected.get()
        let keys = withKeys ? expected.keys.map { [sample.folder.appendingPathComponent($0).path] } ?? [] : []
        var analysis = try CaptureAnalysis(
            inputs: [sample.folder.appendingPathComponent(expected.capture).path],
            keyLogs: keys
        )
        return try analysis.collect().reports
    }

    private static func comparison(_ good: String, _ bad: String, withKeys: Bool = true) throws -> Comparison
    {
        let pair = try #require(
            PairSelection(
                good: try report(good, withKeys: withKeys),
                bad: try report(bad, withKeys: withKeys),
                isSameCapture: false
            )
        )
        return Comparison(good: pair.good, bad: pair.bad)
    }

    @Test func `are many`() {
        #expect(Self.pairs(Self.planted, versions: ["tls12", "tls13"]).count > 70)
        #expect(Self.pairs(Self.plantedUnseen, versions: ["tls13"]).count > 25)
    }

    @Test(arguments: pairs(planted, versions: ["tls12", "tls13"]))
    func `differ first in what was planted`(_ pair: Pair) throws {
        let comparison = try Self.comparison(pair.good, pair.bad)
        let first = try #require(comparison.differences.first)
        #expect(first.aspect.name == pair.aspect)
        #expect(first.consequence == .cause)
        #expect(comparison.subject == .bad)
        guard case .separate = comparison.relation else {
            Issue.record("\(comparison.relation)")
            return
        }
    }

    @Test(arguments: pairs(plantedUnseen, versions: ["tls13"]))
    func `differ without keys in what can be told of it`(_ pair: Pair) throws {
        let comparison = try Self.comparison(pair.good, pair.bad, withKeys: false)
        let first = try #require(comparison.differences.first)
        // Where the application refuses under encryption, both completed.
        #expect(first.aspect.name == pair.aspect)
        #expect(first.consequence == .cause)
    }

    /// The server's revocation list, its name and its versions are no part of what a client sends.
    @Test(arguments: ["crl-expired", "unrecognized-name", "no-common-version"], ["tls12", "tls13"])
    func `show no cause that is not on the wire`(_ cause: String, _ version: String) throws {
        let comparison = try Self.comparison("openssl-\(version)-mutual-rsa", "openssl-\(version)-\(cause)")
        #expect(comparison.differences.allSatisfy { $0.consequence != .cause })
        #expect(comparison.differences.first?.consequence == .outcome)
    }

    @Test func `do not differ where the same was done again`() throws {
        for version in ["tls12", "tls13"] {
            let comparison = try Self.comparison(
                "haproxy-curl-\(version)-mutual",
                "between-haproxy-\(version)-balancer-server-side"
            )
            #expect(comparison.differences.allSatisfy { $0.consequence > .cause })
            // To the client's Finished; how much of what follows is read, chance decides.
            #expect(comparison.lineup.rows.prefix(10).allSatisfy { $0.mark == .alike })
        }
    }

    // MARK: From both sides

    @Test(arguments: ["tls12", "tls13"], [true, false])
    func `are one connection before and behind a balancer`(_ version: String, _ withKeys: Bool) throws {
        let base = "between-haproxy-\(version)-balancer"
        let comparison = try Self.comparison("\(base)-client-side", "\(base)-server-side", withKeys: withKeys)
        guard case .sameConnection(let same) = comparison.relation else {
            Issue.record("\(comparison.relation)")
            return
        }
        #expect(same.isSameAnswer == true)
        #expect(same.isClientTranslated && same.isServerTranslated)
        #expect(same.passage?.nearerToClient == .good)
        #expect(
            comparison.differences.map(\.aspect).allSatisfy {
                [.serverAddress, .clientAddress, .departure].contains($0)
            }
        )
        // The balancer ends each of its TCP connections by itself.
        for row in comparison.lineup.rows where row.mark != .alike {
            #expect([row.good, row.bad].compactMap(\.self).allSatisfy(Self.isEnd))
        }
    }

    private static func isEnd(_ event: HandshakeEvent) -> Bool {
        switch event.kind {
        case .closed, .reset: true
        default: false
        }
    }

    @Test(arguments: ["tls12", "tls13"], [true, false])
    func `are two legs before and behind a middlebox`(_ version: String, _ withKeys: Bool) throws {
        for (what, handling) in [
            ("not-asking", Retermination.ClientCertificateHandling.notAskedFor),
            ("not-passing-on", .notPassedOn),
        ] {
            let base = "between-haproxy-\(version)-middlebox-\(what)"
            let comparison = try Self.comparison(
                "\(base)-client-side",
                "\(base)-server-side",
                withKeys: withKeys
            )
            guard case .reterminated(let found) = comparison.relation else {
                Issue.record("\(what): \(comparison.relation)")
                continue
            }
            #expect(found.clientLeg == .good)
            #expect(found.isCertain)
            #expect(found.clientCertificate == handling, "\(what)")
            #expect(found.evidence.contains(.serverName("api.example")))
        }
    }

    @Test(arguments: ["tls12", "tls13"])
    func `are two legs in one capture of a gateway`(_ version: String) throws {
        let reports = try Self.report("guide-gateway-\(version)-accepted", withKeys: true)
        let pair = try #require(PairSelection(good: reports, bad: reports, isSameCapture: true))
        guard case .reterminated(let found) = Comparison(good: pair.good, bad: pair.bad).relation else {
            Issue.record("no legs")
            return
        }
        #expect(found.clientCertificate == .replaced)
    }
}

import CertificateInspection
import TLSWire
import TestSupport
import Testing

@testable import HandshakeAnalysis

private typealias Talk = ComparedConversation

/// An aspect and how much it bears on the outcome, to be compared with a literal.
private struct Weighed: Hashable, CustomStringConvertible {
    let name: String
    let consequence: Difference.Consequence
    var description: String { "\(name) (\(consequence.rawValue))" }
}

@Suite struct `Comparison of two handshakes` {
    private static let good = Talk(steps: Talk.mutual())

    private static func compare(_ bad: Talk) -> Comparison { compare(good, bad) }

    private static func compare(_ good: Talk, _ bad: Talk) -> Comparison {
        var bad = bad
        // Another connection, a minute later.
        bad.random = 2
        bad.serverRandom = 102
        bad.start += 60_000_000_000
        bad.client = Talk.address(10, port: 50001)
        return Comparison(good: good.report, bad: bad.report)
    }

    private static func weighed(_ comparison: Comparison) -> [Weighed] {
        comparison.differences.map { Weighed(name: $0.aspect.name, consequence: $0.consequence) }
    }

    private static let ending = [
        Weighed(name: "verdict", consequence: .outcome), Weighed(name: "alert", consequence: .outcome),
        Weighed(name: "departure", consequence: .outcome),
    ]

    // MARK: No difference

    @Test func `of two that went alike finds nothing, whatever their randoms, ports and times`() {
        let comparison = Self.compare(Talk(steps: Talk.mutual()))
        #expect(comparison.differences.isEmpty)
        #expect(!comparison.isDifferent)
        #expect(comparison.remarks == [.bothCompleted])
        #expect(comparison.lineup.parting == nil)
        guard case .separate = comparison.relation else {
            Issue.record("\(comparison.relation)")
            return
        }
    }

    @Test func `takes no notice of GREASE, of padding and of tickets`() {
        var bad = Talk(steps: Talk.mutual())
        bad.suites = [0x1A1A] + bad.suites
        bad.extensions = [(0x2A2A, []), (21, [0, 0]), (35, [])]
        #expect(Self.compare(bad).differences.isEmpty)
    }

    @Test func `names another order of the same list as of no consequence`() {
        var bad = Talk(steps: Talk.mutual())
        bad.suites.reverse()
        let comparison = Self.compare(bad)
        #expect(
            Self.weighed(comparison) == [Weighed(name: "offered_cipher_suites", consequence: .incidental)]
        )
        #expect(!comparison.isDifferent)
    }

    // MARK: The client's certificate

    @Test func `puts an expired certificate first, and what only tells it from another behind`() throws {
        let expired = Certificates.leaf("old", to: 1_700_000_000)
        let comparison = Self.compare(Talk(steps: Talk.refused([expired], .certificateExpired)))
        #expect(
            Self.weighed(comparison) == [
                Weighed(name: "client_certificate_validity", consequence: .cause)
            ] + Self.ending + [
                Weighed(name: "client_certificate_subject", consequence: .circumstance),
                Weighed(name: "client_certificate_fingerprint", consequence: .incidental),
            ]
        )
        guard case .validity(let validity) = try #require(comparison.differences.first).bad.value else {
            Issue.record("no validity")
            return
        }
        #expect(validity.standing == .expired(seconds: 1_767_225_660 - 1_700_000_000))
    }

    @Test func `does not blame another validity that holds`() {
        let renewed = Certificates.leaf("good", from: 1_700_000_000)
        let comparison = Self.compare(Talk(steps: Talk.mutual([renewed])))
        #expect(
            Self.weighed(comparison) == [
                Weighed(name: "client_certificate_validity", consequence: .incidental)
            ]
        )
    }

    struct Planted: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let chain: [CertificateSummary]
        let alert: AlertDescription
        let first: String
        var good: [CertificateSummary] = [Certificates.good]
    }

    @Test(arguments: [
        Planted(
            testDescription: "not yet valid",
            chain: [Certificates.leaf("early", from: 4_000_000_000)],
            alert: .badCertificate,
            first: "client_certificate_validity"
        ),
        Planted(
            testDescription: "purpose",
            chain: [Certificates.leaf("server", usage: ["serverAuth"])],
            alert: .unsupportedCertificate,
            first: "client_certificate_purpose"
        ),
        Planted(
            testDescription: "an authority that was not asked for",
            chain: [Certificates.leaf("stranger", by: "Other")],
            alert: .unknownCA,
            first: "client_certificate_requested"
        ),
        Planted(
            testDescription: "self-signed",
            chain: [Certificates.leaf("me", by: "me")],
            alert: .unknownCA,
            first: "client_certificate_issuer"
        ),
        Planted(
            testDescription: "an intermediate left out",
            chain: [Certificates.underIntermediate],
            alert: .unknownCA,
            first: "client_certificate_chain",
            good: [Certificates.underIntermediate, Certificates.intermediate]
        ),
        Planted(
            testDescription: "another certificate of the same issuer",
            chain: [Certificates.leaf("revoked")],
            alert: .certificateRevoked,
            first: "client_certificate_subject"
        ),
        Planted(
            testDescription: "none at all",
            chain: [],
            alert: .handshakeFailure,
            first: "client_certificate"
        ),
    ]) func `puts the planted cause first`(_ planted: Planted) {
        let good = Talk(steps: Talk.mutual(planted.good))
        let comparison = Self.compare(good, Talk(steps: Talk.refused(planted.chain, planted.alert)))
        #expect(comparison.differences.first?.aspect.name == planted.first)
        #expect(comparison.differences.first?.consequence == .cause)
        #expect(comparison.subject == .bad)
    }

    @Test func `does not blame a root that was not sent along`() {
        let good = Talk(steps: Talk.mutual([Certificates.good, Certificates.root]))
        let comparison = Self.compare(
            good,
            Talk(steps: Talk.refused([Certificates.good], .certificateExpired))
        )
        #expect(Self.weighed(comparison).prefix(3) == Self.ending[...])
        #expect(comparison.differences.allSatisfy { $0.consequence != .cause })
    }

    @Test func `blames the authorities that the server names if none of them issued the other's certificate`()
    {
        let steps = Talk.refused([], .handshakeFailure, authorities: [Talk.name("Other")])
        let comparison = Self.compare(Talk(steps: steps))
        #expect(
            comparison.differences.prefix(2).map(\.aspect.name) == [
                "requested_authorities", "client_certificate",
            ]
        )
    }

    @Test func `reads a proof that does not hold as the cause`() {
        var bad = ReportDraft(Talk(steps: Talk.refused([Certificates.good], .decryptError)).report)
        bad.clientCertificate?.proof = .invalid
        var good = ReportDraft(Self.good.report)
        good.clientCertificate?.proof = .valid
        let comparison = Comparison(good: good.report, bad: bad.report)
        #expect(comparison.differences.first?.aspect == .certificate(.client, .proof))
        good.clientCertificate?.proof = .unchecked(.notAsked)
        let unchecked = Comparison(good: good.report, bad: bad.report)
        #expect(!unchecked.differences.contains { $0.aspect == .certificate(.client, .proof) })
    }

    @Test func `lets the first diagnosis say what comes first`() {
        let other = Certificates.leaf("stranger", by: "Other", usage: ["serverAuth"])
        var bad = ReportDraft(Talk(steps: Talk.refused([other], .unknownCA)).report)
        let finding = Diagnosis.Finding.wrongPurpose(
            Diagnosis.CertificateMention(.client, other),
            .extendedKeyUsage(["serverAuth"])
        )
        #expect(
            Comparison(good: Self.good.report, bad: bad.report).differences.first?.aspect
                == .certificate(.client, .requested)
        )
        bad.diagnoses = [Diagnosis(finding, .error, evidence: [])]
        #expect(
            Comparison(good: Self.good.report, bad: bad.report).differences.first?.aspect
                == .certificate(.client, .purpose)
        )
    }

    // MARK: Other outcomes

    @Test func `blames a request that never came`() {
        var bad = Talk(steps: Talk.oneWay())
        bad.serverName = "www.example"
        let comparison = Self.compare(bad)
        #expect(
            comparison.differences.filter { $0.consequence == .cause }.map(\.aspect.name) == [
                "certificate_request", "server_name",
            ]
        )
        #expect(
            comparison.differences.contains {
                $0.aspect.name == "client_certificate" && $0.consequence == .incidental
            }
        )
    }

    @Test func `blames what the client offers if the server never answered it`() {
        var bad = Talk(steps: [.fatal(.server, .handshakeFailure), .closed(.server)])
        bad.suites = [0x002F]
        let comparison = Self.compare(bad)
        #expect(comparison.differences.first?.aspect == .offeredCipherSuites)
        #expect(comparison.differences.first?.consequence == .cause)
    }

    @Test func `lets the alert say which of several offers comes first`() {
        var bad = Talk(steps: [.fatal(.server, .unrecognizedName), .closed(.server)])
        bad.suites = [0x002F]
        bad.serverName = "elsewhere.example"
        #expect(Self.compare(bad).differences.first?.aspect == .serverName)
    }

    @Test func `finds no cause where everything is alike up to the refusal`() {
        let comparison = Self.compare(Talk(steps: Talk.refused([Certificates.good], .certificateExpired)))
        #expect(Self.weighed(comparison) == Self.ending)
    }

    @Test func `explains the first one if that is the one that went wrong`() {
        let refused = Talk(steps: Talk.refused([], .handshakeFailure))
        let comparison = Self.compare(refused, Self.good)
        #expect(comparison.subject == .good)
        #expect(comparison.remarks == [.swapped])
        #expect(comparison.differences.first?.aspect == .certificate(.client, .presence))
    }

    @Test func `tells a long silence, and not one that is five times another at most`() {
        var slow = Talk(steps: Talk.refused([Certificates.good], .certificateExpired))
        slow.times = [11: 30_000_000_000, 12: 30_000_000_001]
        let comparison = Self.compare(slow)
        #expect(comparison.differences.contains { $0.aspect == .silence && $0.consequence == .outcome })
        var slower = slow
        slower.times = [11: 90_000_000_000, 12: 90_000_000_001]
        #expect(!Self.compare(slow, slower).differences.contains { $0.aspect == .silence })
    }

    @Test func `says which capture lacks bytes`() {
        var bad = Talk(steps: Talk.mutual())
        bad.notes.missingBytes = 1460
        #expect(Self.compare(bad).remarks == [.bothCompleted, .lacksBytes(.bad, bytes: 1460)])
    }

    // MARK: Aspects

    @Test func `every aspect has a name of its own`() {
        let names = ComparedAspect.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Set(ComparedAspect.all).count == names.count)
    }
}

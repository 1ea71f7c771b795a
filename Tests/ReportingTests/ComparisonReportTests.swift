import ByteParsing
import CertificateInspection
import Foundation
import HandshakeAnalysis
import TLSWire
import TestSupport
import Testing

@testable import Reporting

/// What a comparison prints, from reports put together by hand.
@Suite struct `Comparison report` {
    private static let hostile = "evil\u{1B}[2J\u{202E}.example"

    private static var accepted: ConnectionReport {
        var draft = ReportDraft(
            Sample.report(Verdict(.completed, reasons: [.serverFinished(Sample.packet(15, 3100))]))
        )
        draft.id = ConnectionID(3)
        draft.events = [
            event(.certificate(CertificateChain(.x509([Sample.deviceCertificate]))), .client, 10, 2000),
            event(.changeCipherSpec, .server, 15, 3000),
            event(.encryptedHandshake(length: 40), .server, 15, 3000),
        ]
        return draft.report
    }

    private static var refused: ConnectionReport {
        var draft = ReportDraft(Sample.refused)
        let expired = CertificateSummary(
            fingerprintSHA256: [1, 2],
            subject: "CN=\(hostile)",
            issuer: "CN=Other CA",
            notBefore: CertificateTime(seconds: 1_577_836_800),
            notAfter: CertificateTime(seconds: 1_609_459_200),
            publicKey: "EC P-256",
            extendedKeyUsage: ["clientAuth"]
        )
        draft.clientCertificate?.chain = CertificateChain(.x509([expired]))
        draft.tls.serverName = hostile
        draft.events = [
            event(.certificate(CertificateChain(.x509([expired]))), .client, 10, 2000),
            event(.alert(Alert(level: .fatal, description: .unknownCA)), .server, 14, 3000),
            event(.closed, .server, 14, 3001),
        ]
        return draft.report
    }

    private static func event(
        _ kind: HandshakeEvent.Kind,
        _ sender: Role,
        _ frame: UInt64,
        _ time: Int64
    ) -> HandshakeEvent {
        HandshakeEvent(kind, from: sender, at: Sample.packet(frame, time))
    }

    private static func report(
        _ good: ConnectionReport = accepted,
        _ bad: ConnectionReport = refused
    ) -> ComparisonReport {
        ComparisonReport(
            Comparison(good: good, bad: bad),
            good: ComparisonReport.Input(name: "good.pcap", captures: ["good.pcap"]),
            bad: ComparisonReport.Input(
                name: "bad\u{1B}.pcap",
                captures: ["bad\u{1B}.pcap"],
                alternatives: (4...9).map { ConnectionID($0) }
            )
        )
    }

    private static func text(
        _ options: ComparisonText.Options = ComparisonText.Options(),
        _ report: ComparisonReport = report()
    ) -> String {
        String(decoding: ComparisonText(options).bytes(of: report), as: UTF8.self)
    }

    // MARK: Text

    @Test func `says the sentence that matters, then the differences, then both handshakes`() throws {
        let text = Self.text()
        let headline = try #require(
            text.range(of: "BAD's client certificate had expired 4 years earlier; GOOD's was valid\n")
        )
        let causes = try #require(
            text.range(
                of:
                    "\nWhat can explain it\n  client certificate, validity     GOOD    2026-01-01 to 9999-12-31"
            )
        )
        let ladder = try #require(text.range(of: "\n  frame       time  GOOD"))
        #expect(headline.lowerBound < causes.lowerBound && causes.lowerBound < ladder.lowerBound)
        #expect(text.contains("they differ from here"))
        #expect(text.contains("≠      14  +0.003000 ← Alert unknown_ca"))
        #expect(
            text.contains("BAD is c1; c4, c5, c6, c7 and 2 more would fit as well: choose one with BAD:c4")
        )
    }

    @Test(arguments: [nil, 60, 80, 300]) func `keeps within 100 columns, and within a terminal`(_ width: Int?)
    {
        let limit = max(80, min(width ?? 100, 100))
        for isVerbose in [false, true] {
            let options = ComparisonText.Options(width: width, isVerbose: isVerbose)
            for line in Self.text(options).split(separator: "\n") {
                // A word that is longer than its column, such as a fingerprint, stays whole.
                let longest = line.split(separator: " ").map(\.count).max() ?? 0
                #expect(line.count <= limit || longest > 24, "\(line)")
            }
        }
    }

    @Test func `lets nothing from the wire reach the terminal as it is`() {
        let text = Self.text()
        #expect(!text.contains("\u{1B}"))
        #expect(!text.contains("\u{202E}"))
        #expect(text.contains("evil\\u{1b}[2J\\u{202e}.example"))
        #expect(text.contains("bad\\u{1b}.pcap"))
    }

    @Test func `has the same text with and without colours`() {
        let colored = Self.text(ComparisonText.Options(usesColor: true))
        #expect(colored.contains("\u{1B}[31m"))
        #expect(colored.replacing(/\u{1B}\[\d+m/, with: "") == Self.text())
    }

    @Test func `names what is of no consequence, and shows it on demand`() {
        #expect(Self.text().contains("Of no consequence (-v shows them): "))
        #expect(Self.text(ComparisonText.Options(isVerbose: true)).contains("\nOf no consequence\n"))
    }

    @Test func `says so where nothing differs`() {
        let text = Self.text(ComparisonText.Options(), Self.report(Self.accepted, Self.accepted))
        #expect(text.contains("the handshakes do not differ in anything of consequence\n"))
        #expect(text.contains("\nNo differences.\n"))
        #expect(!text.contains("they differ from here"))
    }

    @Test func `says in place of a cause where to look when there is none on the wire`() {
        var refused = ReportDraft(Self.refused)
        refused.clientCertificate = Self.accepted.clientCertificate
        refused.tls.serverName = Self.accepted.tls.serverName
        #expect(
            Self.text(ComparisonText.Options(), Self.report(Self.accepted, refused.report)).contains(
                "nothing on the wire explains why BAD's server refused the certificate"
            )
        )
    }

    @Test func `puts the diagnosis first, with what to do`() {
        var refused = ReportDraft(Self.refused)
        refused.diagnoses = [
            Diagnosis(
                .clientPresentedNone(authorities: [], schemes: []),
                .error,
                evidence: [Sample.packet(10)]
            )
        ]
        let text = Self.text(ComparisonText.Options(), Self.report(Self.accepted, refused.report))
        #expect(text.contains("\nBAD: The "))
        #expect(text.contains("\ndo: "))
    }

    // MARK: JSON

    private static func document(_ report: ComparisonReport = report()) -> [UInt8] {
        ComparisonJSON.document(of: report)
    }

    @Test func `writes what a script needs`() throws {
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(Self.document())) as? [String: Any]
        )
        #expect(object["type"] as? String == "comparison")
        #expect(object["relation"] as? String == "separate")
        #expect(object["different"] as? Bool == true)
        #expect(object["explained"] as? String == "bad")
        let differences = try #require(object["differences"] as? [[String: Any]])
        #expect(differences.first?["aspect"] as? String == "client_certificate_validity")
        #expect(differences.first?["consequence"] as? String == "cause")
        let bad = try #require(differences.first?["bad"] as? [String: Any])
        #expect(bad["value"] as? String == "2020-01-01T00:00:00Z/2021-01-01T00:00:00Z")
        #expect(bad["frame"] as? Int == 10)
        let side = try #require(object["bad"] as? [String: Any])
        #expect(side["alternatives"] as? [String] == ["c4", "c5", "c6", "c7", "c8", "c9"])
        #expect((side["connection"] as? [String: Any])?["id"] as? String == "c1")
        let messages = try #require(object["messages"] as? [[String: Any]])
        #expect(messages.compactMap { $0["mark"] as? String } == ["differing", "parted", "parted"])
    }

    @Test(.enabled(if: ReportValidator.isAvailable, "python3-jsonschema is not installed"))
    func `is JSON by the schema, whatever there is to say`() throws {
        let relations: [(ConnectionReport, ConnectionReport)] = [
            (Self.accepted, Self.refused), (Self.refused, Self.accepted), (Self.accepted, Self.accepted),
            (Sample.bare, Sample.refused), (Sample.bare, Sample.bare),
        ]
        for (good, bad) in relations {
            let document = Self.document(Self.report(good, bad))
            #expect(
                try ReportValidator.problems(in: document, schema: JSONSchema.document(), isLines: false)
                    == nil
            )
        }
    }

    // MARK: Words

    @Test(
        arguments: [
            (59, "59 s"), (119, "119 s"), (120, "2 minutes"), (7_199, "119 minutes"), (7_200, "2 hours"),
            (172_799, "47 hours"), (172_800, "2 days"), (63_071_999, "729 days"), (94_672_800, "3 years"),
        ] as [(Int64, String)]
    ) func `spans are told roughly`(_ seconds: Int64, _ text: String) {
        #expect(Wording.span(seconds: seconds) == text)
    }

    @Test(
        arguments: [
            (0, "0.000 ms"), (77_400, "0.077 ms"), (1_002_000, "1.002 ms"), (999_999_999, "999.999 ms"),
            (30_500_000_000, "30.500 s"),
        ] as [(Int64, String)]
    ) func `short spans are told exactly`(_ nanoseconds: Int64, _ text: String) {
        #expect(Wording.span(nanoseconds: nanoseconds) == text)
    }

    @Test(arguments: ComparedAspect.all) func `every aspect has words`(_ aspect: ComparedAspect) {
        #expect(!Wording.name(of: aspect).isEmpty)
        #expect(Wording.name(of: aspect).count <= 32)
        #expect(!Wording.absence(of: aspect).isEmpty)
    }
}

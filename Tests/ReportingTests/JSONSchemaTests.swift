import ByteParsing
import Foundation
import HandshakeAnalysis
import TestSupport
import Testing

@testable import Reporting

@Suite struct `JSON Schema` {
    /// Every key of a definition, with a path for those of objects within it.
    private func keys(of node: SchemaNode, _ prefix: String = "") -> [String] {
        func all(_ members: [(key: String, value: SchemaNode)]) -> [String] {
            members.flatMap { name, member in
                let inner = keys(of: member, prefix + name + ".")
                return inner.isEmpty ? [prefix + name] : inner
            }
        }
        return switch node {
        case .object(let members, _): all(members)
        case .objectWith(let members, let optional, _): all(members + optional)
        case .nullable(let inner): keys(of: inner, prefix)
        case .array(let element, _): keys(of: element, String(prefix.dropLast()) + "[].")
        default: []
        }
    }

    /// The keys that a section of docs/json-report.md lists.
    private func documentedKeys(of definition: String) throws -> [String] {
        let url = Command.packageFolder.appendingPathComponent("docs/json-report.md")
        let text = try String(contentsOf: url, encoding: .utf8)
        let sections = text.components(separatedBy: "\n## ")
        let section = try #require(
            sections.first { $0.hasPrefix("`\(definition)`\n") },
            "no section \(definition)"
        )
        return section.split(separator: "\n").filter { $0.hasPrefix("| `") }.compactMap { line in
            line.split(separator: "`").dropFirst().first.map(String.init)
        }
    }

    @Test(arguments: JSONSchema.definitions.map(\.key).filter { $0 != "line" && $0 != "statistics" })
    func `has the keys that the documentation lists, in its order`(_ name: String) throws {
        let node = try #require(JSONSchema.definitions.first { $0.key == name }?.value)
        #expect(try documentedKeys(of: name) == keys(of: node))
    }

    @Test func `statistics are a summary under another name`() throws {
        let definitions = JSONSchema.definitions.filter { ["summary", "statistics"].contains($0.key) }.map(
            \.value
        )
        #expect(keys(of: definitions[0]) == keys(of: definitions[1]))
    }

    /// Reports with everything that they can hold, and with nothing.
    private static var reports: [ConnectionReport] {
        var resumed = ReportDraft(Sample.report(Verdict(.completed)))
        resumed.verdict.isResumed = true
        resumed.verdict.originalConnection = ConnectionID(1)
        var inferred = ReportDraft(Sample.report(Verdict(.completed, basis: .inferred, confidence: .low)))
        inferred.certificateRequest?.basis = .inferred
        inferred.clientCertificate?.basis = .inferred
        let hidden = AlertFact(nil, from: .server, at: Sample.packet(9))
        var keyed = ReportDraft(
            Sample.report(
                Verdict(.failed, failure: Failure(.clientCertificateRejected, alert: hidden))
            )
        )
        keyed.clientCertificate?.chain = CertificateChain(.rawPublicKey("EC P-256"))
        keyed.clientCertificate?.proof = .invalid
        keyed.clientCertificate?.isExpected = false
        keyed.clientCertificate?.trust = .refused(.init(code: 23, text: "certificate revoked", depth: 0))
        keyed.serverCertificate?.trust = .trusted
        keyed.precededBy = "smtp"
        keyed.tls.serverName = "\u{0}\u{1B}\"\\\u{2028}💡"
        keyed.transport = .eap
        keyed.client = SocketAddress(address: IPAddress(link: 0x02_00_5E_00_53_01), port: 0)
        keyed.carriage = Carriage(
            carrier: "eapol",
            preambles: [Preamble(type: "proxy_v2", client: "192.0.2.1:1"), Preamble(type: "smtp")],
            encapsulation: [Encapsulation(type: "vxlan", id: 42, source: "192.0.2.1"), .init(type: "gre")],
            details: CarrierDetails(
                .eap,
                [
                    .init("methods", .texts(["tls"])), .init("method", .text("tls")),
                    .init("sessions", .number(1)),
                    .init("started", .flag(true)), .init("nas", .unknown),
                ]
            )
        )
        return [Sample.refused, Sample.bare, resumed.report, inferred.report, keyed.report]
    }

    @Test(.enabled(if: ReportValidator.isAvailable, "python3-jsonschema is not installed"))
    func `holds for everything that a line can be`() throws {
        var report = NDJSONReport()
        var lines = report.start()
        for connection in Self.reports { lines += report.connection(connection) }
        lines += report.statistics(Summaries.full)
        lines += report.finish(AnalysisSummary())
        #expect(try ReportValidator.problems(in: lines, schema: JSONSchema.document(), isLines: true) == nil)
    }

    @Test(
        .enabled(if: ReportValidator.isAvailable, "python3-jsonschema is not installed"),
        arguments: [0, 1, 2]
    )
    func `holds for a document`(_ count: Int) throws {
        var report = JSONReport()
        var document = report.start()
        for connection in Self.reports.prefix(count) { document += report.connection(connection) }
        document += report.finish(Summaries.full)
        #expect(
            try ReportValidator.problems(in: document, schema: JSONSchema.document(), isLines: false) == nil
        )
    }

    @Test(.enabled(if: ReportValidator.isAvailable, "python3-jsonschema is not installed"))
    func `refuses an unknown key`() throws {
        let line = Array(#"{"type":"connection","surprise":1}"#.utf8)
        let problems = try ReportValidator.problems(in: line, schema: JSONSchema.document(), isLines: true)
        #expect(problems?.contains("surprise") == true)
    }
}

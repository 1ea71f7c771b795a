import Explanations
import Foundation
import Reporting
import Testing

@Suite struct `Explanations in a report` {
    private let line =
        "2026/01/01 http: TLS handshake error from 10.0.0.1:33: remote error: tls: bad certificate"

    private func text(_ term: String, width: Int? = nil) -> String {
        ExplanationText(width: width).text(of: Catalogue.shared.explain(term.utf8), for: term)
    }

    private func json(_ term: String) throws -> [String: Any] {
        let document = ExplanationJSON.document(Catalogue.shared.explain(term.utf8), for: term)
        return try #require(try JSONSerialization.jsonObject(with: Data(document)) as? [String: Any])
    }

    @Test func `say what it is, who said it and what to do`() {
        let text = text(line)
        #expect(
            text.hasPrefix(
                """
                bad_certificate (42), an alert
                The certificate was corrupt, or the peer did not say more

                  "remote error: tls: bad certificate", as Go prints it; here in a server's output
                  The client sent the alert: it refused the server.
                """
            )
        )
        #expect(text.contains("what to do\n  - Find out who refused whom"))
        // What holds only if the server refused is left out.
        #expect(!text.contains("Java 17 with TLS 1.3"))
    }

    @Test func `mark what holds for one side only, where the side is not known`() {
        #expect(text("bad_certificate").contains("if the server refused: "))
    }

    @Test(arguments: [nil, 10, 60, 300])
    func `stay within the width, but for commands`(_ width: Int?) {
        let most = max(40, min(width ?? 100, 100))
        for entry in Catalogue.shared.explanations {
            for line in text(entry.name, width: width).split(separator: "\n") where !line.hasPrefix("      ")
            {
                #expect(line.unicodeScalars.count <= most || !line.dropFirst(4).contains(" "), "\(line)")
            }
        }
    }

    @Test func `show no escape sequence from the term`() {
        for term in ["\u{1B}[2Jxyz\u{202E}", "\u{1B}]0;x\u{7}tlsv1 alert \u{202E} unknown ca"] {
            #expect(!text(term).unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
        }
    }

    @Test func `as JSON have every key that docs/explain.md lists, and no other`() throws {
        let page = try String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("../../docs/explain.md").standardizedFileURL,
            encoding: .utf8
        )
        let listed = page.split(separator: "\n").compactMap { line -> String? in
            line.hasPrefix("| `") ? String(line.dropFirst(3).prefix { $0 != "`" }) : nil
        }
        var keys: Set<String> = []
        func collect(_ value: Any, _ path: String) {
            if let object = value as? [String: Any] {
                for (key, value) in object {
                    let path = path.isEmpty ? key : "\(path).\(key)"
                    keys.insert(path)
                    collect(value, path)
                }
            }
            for element in value as? [Any] ?? [] { collect(element, path + "[]") }
        }
        collect(try json(line + " and net::ERR_CERT_DATE_INVALID"), "")
        collect(try json("hanshake_failure"), "")
        #expect(Set(listed) == keys.filter { !$0.hasPrefix("others[]") })
    }

    @Test func `as JSON tell who refused whom`() throws {
        let document = try json(line)
        #expect(document["found"] as? Bool == true)
        let match = try #require((document["matches"] as? [[String: Any]])?.first)
        #expect(match["name"] as? String == "bad_certificate")
        #expect(match["alert_code"] as? Int == 42)
        let said = try #require(match["said_by"] as? [String: Any])
        #expect(said["reporter"] as? String == "server")
        #expect(said["origin"] as? String == "received")
        #expect(said["refused_by"] as? String == "client")
    }
}

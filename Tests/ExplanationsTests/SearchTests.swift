import TestSupport
import Testing

@testable import Explanations

@Suite struct `Searching the catalogue` {
    private let catalogue = Catalogue.shared

    private func explain(_ text: String) -> Answer { catalogue.explain(text.utf8) }

    @Test(
        arguments: [
            ("48", "unknown_ca"), ("alert 48", "unknown_ca"), ("alert(48)", "unknown_ca"),
            ("unknown_ca", "unknown_ca"), ("Unknown CA", "unknown_ca"), ("unknown-ca", "unknown_ca"),
            ("tlsv1 alert unknown ca", "unknown_ca"), ("SSL alert number 48", "unknown_ca"),
            ("error:0A000418", "unknown_ca"), ("error:14094418", "unknown_ca"),
            ("error:10000418", "unknown_ca"),
            ("268435581", nil), ("error:268435581", "certificate_verify_failed"),
            ("-117", "client_certificate_missing"), ("116", "certificate_required"),
            ("403.7", "client_certificate_missing_by_application"), ("496", "nginx_no_client_certificate"),
            ("completed", "completed"), ("client_gave_up", "client_gave_up"),
            ("0x80090326", "sec_e_illegal_message"), ("SEC_E_CERT_UNKNOWN", "sec_e_cert_unknown"),
            ("verify error:num=10", "client_certificate_expired"), ("ECONNRESET", "connection_closed"),
        ] as [(String, String?)]
    )
    func `finds a term`(_ term: String, _ name: String?) {
        #expect(explain(term).best.first?.explanation.name == name)
    }

    @Test func `finds every explanation by its name and its aliases`() {
        for entry in catalogue.explanations {
            for term in [entry.name] + entry.aliases {
                #expect(explain(term).best.first?.explanation.name == entry.name, "\(term)")
            }
        }
    }

    @Test func `tells the two directions of the same alert apart`() {
        let words = "remote error: tls: bad certificate"
        let inServer = explain("http: TLS handshake error from 10.0.0.1:1: \(words)").best[0]
        #expect(inServer.reporter == .server && inServer.refusedBy == .client)
        let inClient = explain("Get \"https://api.example/\": \(words)").best[0]
        #expect(inClient.reporter == .client && inClient.refusedBy == .server)
        #expect(explain(words).best[0].refusedBy == nil)
    }

    @Test func `gives both readings where the text does not tell the side`() {
        let best = explain("unable to get local issuer certificate").best
        #expect(
            best.map(\.explanation.name) == ["client_certificate_untrusted", "server_certificate_untrusted"]
        )
        #expect(best.map(\.refusedBy) == [.server, .client])
    }

    @Test func `names what else stands in the text`() {
        let answer = explain("SSL_ERROR_BAD_CERT_ALERT after net::ERR_CERT_DATE_INVALID")
        let names = (answer.best + answer.others).map(\.explanation.name)
        #expect(Set(names) == ["bad_certificate", "server_certificate_expired"])
    }

    @Test(arguments: [
        ("certificate_unknwon", "certificate_unknown"),
        ("client_certifcate_expired", "client_certificate_expired"),
        ("hanshake_failure", "handshake_failure"), ("my certificate is expired", "certificate_expired"),
    ])
    func `offers the nearest, and does not call it found`(_ term: String, _ name: String) {
        let answer = explain(term)
        #expect(!answer.isFound)
        #expect(answer.nearest.map(\.name).contains(name))
        #expect(answer.nearest.count <= 5)
    }

    @Test func `finds nothing in what has nothing in common`() {
        for text in ["", " \n", "lorem ipsum dolor", "§§§", "💥"] {
            #expect(!explain(text).isFound)
            #expect(explain(text).nearest.isEmpty)
        }
    }

    @Test func `gives the same answer each time`() {
        for sample in PastedSample.known.prefix(20) {
            let first = explain(sample.text)
            let second = explain(sample.text)
            #expect(first.others.map(\.explanation.name) == second.others.map(\.explanation.name))
        }
    }

    // MARK: Hostile input

    @Test func `survives any bytes`() {
        for value in UInt8.min...UInt8.max {
            _ = catalogue.explain([UInt8](repeating: value, count: 300))
            _ = catalogue.explain([value])
            _ = catalogue.explain([0x1B, 0x5B, value])
            _ = catalogue.explain(Array("error:".utf8) + [value, 0x5C, value, 0x26, value])
        }
    }

    @Test func `looks at the beginning of what is too long`() {
        let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 60) + [UInt8(ascii: " ")]
        var long = Array("tlsv1 alert unknown ca ".utf8)
        while long.count < PastedText.mostBytes { long += filler }
        let answer = catalogue.explain(long)
        #expect(answer.isCut)
        #expect(answer.best.first?.explanation.name == "unknown_ca")
        #expect(!catalogue.explain(long.prefix(PastedText.mostBytes)).isCut)
    }

    @Test func `takes no longer for words that repeat`() {
        let text = String(repeating: "certificate error tls alert remote ", count: 20_000)
        _ = explain(text)
    }

    @Test func `reads UTF-16, entities and escapes`() {
        let words = "tls: client didn't provide a certificate"
        let wide = words.utf16.flatMap {
            [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
        }
        #expect(catalogue.explain(wide).best.first?.explanation.name == "client_presented_none")
        for text in [
            "tls: client didn&#39;t provide a certificate", #"tls: client didn\x27t\nprovide\ta certificate"#,
        ] {
            #expect(explain(text).best.first?.explanation.name == "client_presented_none")
        }
    }
}

import Explanations
import TLSWire
import Testing

@Suite struct `What clients show` {
    private func text(_ texts: ShownTexts?, _ program: String) -> String? {
        texts?.texts.first { $0.program == program }?.text
    }

    @Test func `is known for every alert that a server may send`() {
        for code in UInt8.min...UInt8.max {
            let alert = AlertDescription(rawValue: code)
            // DTLS 1.3 alone has this one.
            guard alert.registeredName != nil, alert != .tooManyCIDsRequested, alert != .generalError else {
                continue
            }
            for stage in ShownTexts.Stage.allCases {
                #expect(ShownTexts.ofAlert(code, stage) != nil, "\(code)")
            }
        }
        #expect(ShownTexts.ofAlert(200, .late) == nil)
    }

    @Test func `is as the programs printed it`() {
        let missing = ShownTexts.ofAlert(116, .afterHandshake)
        #expect(text(missing, "Chrome") == "net::ERR_BAD_SSL_CLIENT_AUTH_CERT")
        #expect(text(missing, "Firefox") == "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT")
        #expect(text(missing, "Node.js") == "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED")
        #expect(text(missing, "Go") == "remote error: tls: certificate required")
        #expect(
            text(missing, "curl")
                == "curl: (56) OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0"
        )
        #expect(
            text(missing, "Python")
                == "[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required"
        )
        let failure = ShownTexts.ofAlert(40, .late)
        #expect(text(failure, "Chrome") == "net::ERR_BAD_SSL_CLIENT_AUTH_CERT")
        #expect(
            text(failure, "curl") == "curl: (35) error:0A000410:SSL routines::sslv3 alert handshake failure"
        )
        #expect(text(ShownTexts.ofAlert(40, .early), "Chrome") == "net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH")
        #expect(text(ShownTexts.ofAlert(40, .early), "Firefox") == "SSL_ERROR_NO_CYPHER_OVERLAP")
        #expect(
            text(ShownTexts.ofAlert(45, .late), "curl") == "curl: (60) SSL certificate verification failed"
        )
    }

    @Test func `over DTLS only the programs that speak it show anything`() {
        let programs = ShownTexts.ofAlert(42, .late)?.overDTLS.texts.map(\.program)
        #expect(programs == ["Java", "OpenSSL", "GnuTLS"])
        let untrusted = ShownTexts.ofDiagnosis("server_certificate_untrusted")
        #expect(untrusted?.overDTLS.texts.map(\.program) == ["Java", "OpenSSL", "GnuTLS"])
        #expect(untrusted?.overDTLS.overDTLS.texts.count == 3)
    }

    @Test func `leads back to the same explanation`() {
        for code in UInt8(40)...UInt8(116) {
            for shown in ShownTexts.ofAlert(code, .afterHandshake)?.texts ?? []
            where !["Chrome", "GnuTLS"].contains(shown.program) {
                let best = Catalogue.shared.explain(shown.text.utf8).best.map(\.explanation.alertCode)
                #expect(best == [code], "\(shown.text)")
            }
        }
        for code in [
            "server_certificate_untrusted", "server_certificate_expired", "server_certificate_name_mismatch",
        ] {
            let texts = ShownTexts.ofDiagnosis(code)?.texts ?? []
            #expect(texts.count >= 8)
            for shown in texts {
                let names = Catalogue.shared.explain(shown.text.utf8).best.map(\.explanation.name)
                #expect(
                    names.contains(code) || names.contains("server_certificate_chain_incomplete"),
                    "\(shown.text): \(names)"
                )
            }
        }
    }

    @Test func `is known for a close without an alert`() {
        #expect(
            text(ShownTexts.ofClose(afterHandshake: true), "curl") == "curl: (52) Empty reply from server"
        )
        #expect(text(ShownTexts.ofClose(afterHandshake: false), "Go") == "EOF")
    }
}

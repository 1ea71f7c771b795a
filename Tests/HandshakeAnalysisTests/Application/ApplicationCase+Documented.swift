import HandshakeAnalysis
import TestSupport

// What servers say according to their documents and sources, and the corners of the protocols.

extension ApplicationCase {
    static let documented: [ApplicationCase] = texts + http1 + http2 + binary + lines

    private static func sentence(
        _ status: Int,
        _ body: String,
        _ concerns: ApplicationRefusal.Concern
    ) -> Self {
        ApplicationCase(
            "HTTP \(status): \(body)",
            text: page("\(status) Refused", "text/plain", body),
            Expectation(.http1, concerns, String(status), body)
        )
    }

    private static let texts: [ApplicationCase] = [
        // Envoy's RBAC filter; Kong's mtls-auth; Tomcat's SSLAuthenticator; Vault's cert method; IIS; nginx 496.
        sentence(403, "RBAC: access denied", .unspecified),
        sentence(401, "No required TLS certificate was sent", .missingCertificate),
        sentence(401, "TLS certificate failed verification", .certificate),
        sentence(401, "No client certificate chain in this request", .missingCertificate),
        sentence(400, "client certificate must be supplied", .missingCertificate),
        sentence(403, "HTTP Error 403.7 - Forbidden", .missingCertificate),
        sentence(403, "HTTP Error 403.16 - Forbidden", .certificate),
        sentence(403, "HTTP Error 403.14 - Forbidden", .unspecified),
        sentence(403, "Client certificate is ill-formed or is not trusted by the Web server.", .certificate),
        sentence(403, "SSL client certificate is required.", .missingCertificate),
        sentence(403, "Error: a client certificate is needed", .missingCertificate),
        sentence(496, "Bad Request", .missingCertificate),
        sentence(495, "Bad Request", .certificate),
    ]

    private static let http1: [ApplicationCase] = [
        ApplicationCase("200", text: page("200 OK", "text/plain", "no client certificate"), nil),
        ApplicationCase(
            "a 400 about something else",
            text: page("400 Bad Request", "text/plain", "bad JSON"),
            nil
        ),
        ApplicationCase("switching protocols", text: "HTTP/1.1 101 Switching Protocols\r\n\r\n", nil),
        ApplicationCase("not a status line", text: "HTTP/1.1 abc\r\n", nil),
        ApplicationCase(
            "after an interim response",
            text: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
            Expectation(.http1, .unspecified, "403", "Forbidden")
        ),
        ApplicationCase(
            "chunked, the words in two chunks",
            text: """
                HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n\
                9;x=y\r\nno client\r\nC\r\n certificate\r\n0\r\n\r\n
                """,
            Expectation(.http1, .missingCertificate, "400", "no client certificate")
        ),
        ApplicationCase(
            "until the connection's end",
            text: "HTTP/1.0 403 Forbidden\n\nclient certificate expired",
            Expectation(.http1, .certificate, "403", "client certificate expired"),
            isDone: false
        ),
        ApplicationCase(
            "HEAD has no body",
            client: "HEAD / HTTP/1.1\r\n\r\n",
            text: "HTTP/1.1 403 Forbidden\r\nContent-Length: 900\r\n\r\n",
            Expectation(.http1, .unspecified, "403", "Forbidden")
        ),
        ApplicationCase(
            "compressed",
            text: "HTTP/1.1 400 Bad Request\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\u{1F}cb",
            Expectation(.http1, .unspecified, "400", "Bad Request")
        ),
        ApplicationCase(
            "JSON: only the string that says it",
            text: page(
                "401 Unauthorized",
                "application/json",
                #"{"token": "secret", "error": "missing client certificate", "user": "bob"}"#
            ),
            Expectation(.http1, .missingCertificate, "401", "missing client certificate")
        ),
        ApplicationCase(
            "JSON that says nothing of it, under a key for people",
            text: page("401 Unauthorized", "application/json", #"{"message":"Unauthorized","id":"x"}"#),
            Expectation(.http1, .unspecified, "401", "Unauthorized")
        ),
        ApplicationCase(
            "JSON of OAuth: the description, not the code",
            text: page(
                "401 Unauthorized",
                "application/json",
                #"{"error":"invalid_client","error_description":"certificate not mapped"}"#
            ),
            Expectation(.http1, .certificate, "401", "certificate not mapped")
        ),
        ApplicationCase(
            "JSON: words for people without a certificate, with escapes, and no token",
            text: page(
                "403 Forbidden",
                "application/json",
                #"{"id":"s3cret","message":"\"CN=My Device 7\" may not\nread this","path":"/a/b"}"#
            ),
            Expectation(.http1, .unspecified, "403", #""CN=My Device 7" may not read this"#)
        ),
        ApplicationCase(
            "JSON without such a key",
            text: page("403 Forbidden", "application/json", #"{"id":"s3cret","value":"message"}"#),
            Expectation(.http1, .unspecified, "403", "Forbidden")
        ),
        ApplicationCase(
            "a page that names a subject below its title",
            text: page(
                "403 Forbidden",
                "text/html",
                "<h1>403 Forbidden</h1><p>CN=My Device 7,O=Example may not enter.</p>"
            ),
            Expectation(.http1, .unspecified, "403", "CN=My Device 7,O=Example may not enter.")
        ),
        ApplicationCase(
            "marked-up words",
            text: page(
                "403 Forbidden",
                "text/html",
                "<p class=x>A <b>client</b>\ncertificate is <i>required</i></p>"
            ),
            Expectation(.http1, .missingCertificate, "403", "A client certificate is required")
        ),
        ApplicationCase(
            "in the reason phrase",
            text: "HTTP/1.1 403 Client Certificate Required\r\nContent-Length: 0\r\n\r\n",
            Expectation(.http1, .missingCertificate, "403", "Client Certificate Required")
        ),
    ]

    private static let settings = "000000040000000000"

    private static let http2: [ApplicationCase] = [
        ApplicationCase(
            "HTTP/2, 200",
            bytes(settings + "000001 01 04 00000001 88"),
            nil
        ),
        ApplicationCase(
            "HTTP/2, headers in three frames, padded data in two, another stream between",
            bytes(
                settings + "000003 01 08 00000003 01 48 00"  // HEADERS, one byte of padding
                    + "000002 09 00 00000003 0334" + "000002 09 04 00000003 3033"
                    + "00000A 00 08 00000003 03 6E6F20636C69 000000"  // "no cli", three of padding
                    + "000004 00 00 00000001 00000000"
                    + "000010 00 01 00000003 656E742063657274696669636174650A"
            ),
            Expectation(.http2, .missingCertificate, "403", "no client certificate")
        ),
        ApplicationCase(
            "HTTP/2, after an interim response",
            bytes(settings + "000005 01 04 00000001 4803313033" + "000005 01 05 00000001 4803343031"),
            Expectation(.http2, .unspecified, "401", nil)
        ),
        ApplicationCase(
            "HTTP/2, GOAWAY with HTTP_1_1_REQUIRED",
            bytes(settings + "000008 07 00 00000000 00000000 0000000D"),
            Expectation(.http2, .unspecified, "HTTP_1_1_REQUIRED", nil)
        ),
        ApplicationCase(
            "HTTP/2, GOAWAY with a word about it",
            bytes(settings + "00000F 07 00 00000000 00000000 00000001 6E6F2078353039"),
            Expectation(.http2, .certificate, "PROTOCOL_ERROR", "no x509")
        ),
        ApplicationCase(
            "HTTP/2, a stream that is reset instead of being answered",
            bytes(settings + "000004 03 00 00000001 00000002"),
            Expectation(.http2, .unspecified, "INTERNAL_ERROR", nil)
        ),
        ApplicationCase(
            "HTTP/2, another GOAWAY",
            bytes(settings + "000008 07 00 00000000 00000000 00000002"),
            nil
        ),
        ApplicationCase(
            "HTTP/2, an index that is not there",
            bytes(settings + "000001 01 04 00000001 FE"),
            nil
        ),
        ApplicationCase(
            "HTTP/2, padding that does not fit",
            bytes(settings + "000001 01 0C 00000001 05"),
            nil
        ),
    ]

    private static let binary: [ApplicationCase] = [
        ApplicationCase(
            "MySQL, after a switch of methods",
            bytes("02000003 FE00 0B000005 FF 1504 23 3238303030 4E6F"),
            Expectation(.mysql, .unspecified, "1045", "No")
        ),
        ApplicationCase("MySQL, OK", bytes("07000003 00000002000000"), nil),
        ApplicationCase(
            "LDAP, confidentialityRequired, long lengths",
            bytes("3084 00000011 020101 61 0C 0A010D 0400 04055365637265"),
            Expectation(.ldap, .unspecified, "13", "Secre")
        ),
        ApplicationCase(
            "LDAP, inappropriateAuthentication",
            bytes("300C 020101 6107 0A0130 0400 0400"),
            Expectation(.ldap, .unspecified, "48", nil)
        ),
        ApplicationCase("LDAP, noSuchObject", bytes("300C 020101 6507 0A0120 0400 0400"), nil),
        // Mutations found that these were MySQL's if more than four bytes of them came at once.
        ApplicationCase(
            "MQTT, with a byte too many",
            bytes("2002000400"),
            Expectation(.mqtt, .unspecified, "4", nil)
        ),
        ApplicationCase(
            "NATS, a client that is not authorised",
            client: "CONNECT {\"verbose\":false}\r\nPING\r\n",
            text: "-ERR 'Authorization Violation'\r\n",
            Expectation(.nats, .unspecified, "-ERR", "'Authorization Violation'")
        ),
        ApplicationCase(
            "NATS, INFO inside TLS",
            client: "CONNECT {\"verbose\":false}\r\n",
            text: "INFO {\"server_id\":\"x\"}\r\n-ERR 'Authentication Timeout'\r\n",
            Expectation(.nats, .unspecified, "-ERR", "'Authentication Timeout'")
        ),
        ApplicationCase(
            "NATS, let in",
            client: "CONNECT {\"verbose\":false}\r\nPING\r\n",
            text: "PONG\r\n",
            nil
        ),
        ApplicationCase(
            "NATS, an error that is not about the client",
            client: "CONNECT {\"verbose\":false}\r\nPING\r\n",
            text: "-ERR 'Unknown Protocol Operation'\r\n",
            nil
        ),
        ApplicationCase("MQTT 5, an unknown code", bytes("200300060100"), nil),
        ApplicationCase("MQTT, accepted", bytes("20020000"), nil),
        ApplicationCase("MQTT, server unavailable", bytes("20020003"), nil),
        ApplicationCase(
            "MQTT 5, not authorised, after other properties",
            bytes("2011 00 87 0E 210014 12000161 1F00046E6F7065"),
            Expectation(.mqtt, .unspecified, "135", "nope")
        ),
        ApplicationCase(
            "AMQP, ACCESS_REFUSED after start",
            bytes(
                "01 0000 00000004 000A000A CE" + "01 0000 0000000F 000A0032 0193 04 4E4F5045 00000000 CE"
            ),
            Expectation(.amqp, .unspecified, "403", "NOPE")
        ),
        ApplicationCase(
            "AMQP, opened",
            bytes("01 0000 00000004 000A000A CE 01 0000 00000005 000A0029 00 CE"),
            nil
        ),
        ApplicationCase(
            "OpenVPN, a client that is not let in",
            keyMethod2 + Array("AUTH_FAILED,sorry\0".utf8),
            Expectation(.openvpn, .unspecified, "AUTH_FAILED", "sorry")
        ),
        ApplicationCase(
            "OpenVPN, the same at once and without a reason",
            Array("AUTH_FAILED\0".utf8),
            Expectation(.openvpn, .unspecified, "AUTH_FAILED", nil)
        ),
        ApplicationCase(
            "OpenVPN, a client that is let in",
            keyMethod2 + Array("PUSH_REPLY,ping 10\0AUTH_FAILED\0".utf8),
            nil
        ),
        ApplicationCase("another protocol", bytes("DEADBEEF"), nil),
    ]

    /// The server's keys and options, as OpenVPN's second key method sends them.
    private static let keyMethod2 =
        bytes("00000000 02") + [UInt8](repeating: 0x5A, count: 64) + bytes("0004 56342C00")

    private static let lines: [ApplicationCase] = [
        ApplicationCase(
            "words of an unknown protocol",
            client: "GET / HTTP/1.1\r\n",
            text: "ERR client certificate not authorized\r\n",
            Expectation(.text, .certificate, "", "ERR client certificate not authorized")
        ),
        ApplicationCase(
            "the same without the end of the line",
            text: "sorry, no client certificate",
            nil,
            isDone: false
        ),
        ApplicationCase("words that refuse nothing", text: "hello, certificate CN=alice\r\n", nil),
        ApplicationCase("words about something else", text: "ERR access denied\r\n", nil),
        ApplicationCase(
            "the second line",
            text: "ready\r\nERR client certificate not authorized\r\n",
            nil
        ),
        ApplicationCase(
            "SMTP's code, with OpenSSL's name for what Node.js found",
            text: "550 not authorized: CERT_HAS_EXPIRED\r\n",
            Expectation(.smtp, .certificate, "550", "not authorized: CERT_HAS_EXPIRED")
        ),
        ApplicationCase(
            "SMTP, authentication required",
            text:
                "220 mail.example ESMTP\r\n250-mail.example\r\n250 SIZE\r\n530 5.7.0 Authentication required\r\n",
            Expectation(.smtp, .unspecified, "530", "5.7.0 Authentication required")
        ),
        ApplicationCase(
            "SMTP, several lines",
            text: "220 m\r\n554-5.7.1 Refused:\r\n554 5.7.1 client certificate not trusted\r\n",
            Expectation(.smtp, .certificate, "554", "5.7.1 Refused: 5.7.1 client certificate not trusted")
        ),
        ApplicationCase("SMTP, authenticated", text: "220 m\r\n235 2.7.0 ok\r\n530 no certificate\r\n", nil),
        ApplicationCase(
            "IMAP after STARTTLS, by the client's tag",
            client: "b2 LOGIN bob pw\r\n",
            text: "b2 NO [AUTHENTICATIONFAILED] Authentication failed.\r\n",
            Expectation(.imap, .unspecified, "NO", "[AUTHENTICATIONFAILED] Authentication failed.")
        ),
        ApplicationCase(
            "IMAP, a refusal of something else",
            text: "* OK ready\r\na NO [NONEXISTENT] no such mailbox\r\n",
            nil,
            isDone: false
        ),
        ApplicationCase("IMAP, accepted", text: "* OK ready\r\na OK in\r\n* 3 EXISTS\r\n", nil),
        ApplicationCase(
            "POP3",
            text: "+OK ready\r\n-ERR [AUTH] Client didn't present valid SSL certificate\r\n",
            Expectation(
                .pop3,
                .missingCertificate,
                "-ERR",
                "[AUTH] Client didn't present valid SSL certificate"
            )
        ),
        ApplicationCase(
            "POP3 whose first answer is bare",
            text: "+OK\r\nCAPA\r\n.\r\n-ERR [AUTH] Client didn't present valid SSL certificate\r\n",
            Expectation(
                .pop3,
                .missingCertificate,
                "-ERR",
                "[AUTH] Client didn't present valid SSL certificate"
            )
        ),
        ApplicationCase(
            "Redis is not POP3",
            client: "*1\r\n$4\r\nPING\r\n",
            text: "-ERR no certificate\r\n",
            Expectation(.text, .missingCertificate, "", "-ERR no certificate")
        ),
    ]
}

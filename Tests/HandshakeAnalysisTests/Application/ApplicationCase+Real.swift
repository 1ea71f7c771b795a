import HandshakeAnalysis

// Dialogues with real servers; what the text protocols said is written out, the rest is in ApplicationSamples.swift.

extension ApplicationCase {
    static let real: [ApplicationCase] = http + replies

    private static let http: [ApplicationCase] = [
        ApplicationCase(
            "nginx, no certificate",
            text: page("400 Bad Request", "text/html", nginxPage("400 No required SSL certificate was sent")),
            Expectation(.http1, .missingCertificate, "400", "400 No required SSL certificate was sent"),
        ),
        ApplicationCase(
            "nginx, unknown authority",
            text: page("400 Bad Request", "text/html", nginxPage("400 The SSL certificate error")),
            Expectation(.http1, .certificate, "400", "400 The SSL certificate error")
        ),
        ApplicationCase(
            "nginx, 403 by configuration",
            text: page("403 Forbidden", "text/html", nginxPage("403 Forbidden")),
            Expectation(.http1, .unspecified, "403", "403 Forbidden")
        ),
        ApplicationCase(
            "Apache, post-handshake authentication not offered",
            text: page(
                "403 Forbidden",
                "text/html; charset=iso-8859-1",
                """
                <!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">
                <html><head>
                <title>403 Forbidden</title>
                </head><body>
                <h1>Forbidden</h1>
                <p>You don't have permission to access this resource.Reason: \
                Cannot perform Post-Handshake Authentication.<br /></p>
                </body></html>

                """
            ),
            Expectation(
                .http1,
                .missingCertificate,
                "403",
                "You don't have permission to access this resource.Reason: "
                    + "Cannot perform Post-Handshake Authentication."
            )
        ),
        ApplicationCase(
            "HAProxy, http-request deny",
            text: page(
                "403 Forbidden",
                "text/html",
                """
                <html><body><h1>403 Forbidden</h1>
                Request forbidden by administrative rules.
                </body></html>

                """
            ),
            Expectation(.http1, .unspecified, "403", "403 Forbidden")
        ),
        ApplicationCase(
            "nginx, HTTP/2, no certificate",
            ApplicationSamples.nginxHTTP2Missing,
            Expectation(.http2, .missingCertificate, "400", "400 No required SSL certificate was sent")
        ),
        ApplicationCase(
            "nginx, HTTP/2, unknown authority",
            ApplicationSamples.nginxHTTP2Error,
            Expectation(.http2, .certificate, "400", "400 The SSL certificate error")
        ),
        ApplicationCase(
            "nginx, HTTP/2, 403 by configuration",
            ApplicationSamples.nginxHTTP2Forbidden,
            Expectation(.http2, .unspecified, "403", "403 Forbidden")
        ),
        ApplicationCase(
            "HAProxy, HTTP/2, http-request deny",
            ApplicationSamples.haproxyHTTP2Forbidden,
            Expectation(.http2, .unspecified, "403", "403 Forbidden")
        ),
        ApplicationCase(
            "Apache, HTTP/2, a certificate needed for a location",
            ApplicationSamples.apacheHTTP2Reset,
            Expectation(.http2, .unspecified, "HTTP_1_1_REQUIRED", nil)
        ),
        ApplicationCase(
            "Apache, HTTP/2, Require ssl-verify-client",
            ApplicationSamples.apacheHTTP2Forbidden,
            Expectation(.http2, .unspecified, "403", "403 Forbidden")
        ),
    ]

    private static let replies: [ApplicationCase] = [
        ApplicationCase(
            "PostgreSQL, no certificate",
            ApplicationSamples.postgreSQLMissing,
            Expectation(
                .postgresql,
                .missingCertificate,
                "28000",
                "connection requires a valid client certificate"
            )
        ),
        ApplicationCase(
            "PostgreSQL, another name in the certificate",
            ApplicationSamples.postgreSQLName,
            Expectation(
                .postgresql,
                .certificate,
                "28000",
                "certificate authentication failed for user \"alice\""
            )
        ),
        ApplicationCase(
            "PostgreSQL, no entry in pg_hba.conf",
            ApplicationSamples.postgreSQLNoEntry,
            Expectation(
                .postgresql,
                .unspecified,
                "28000",
                "no pg_hba.conf entry for host \"127.0.0.1\", user \"bob\", database \"postgres\", SSL encryption"
            )
        ),
        ApplicationCase("PostgreSQL, no such role", ApplicationSamples.postgreSQLNoRole, nil),
        ApplicationCase("PostgreSQL, accepted", ApplicationSamples.postgreSQLAccepted, nil),
        ApplicationCase(
            "MariaDB, REQUIRE X509",
            ApplicationSamples.mariaDBDenied,
            Expectation(
                .mysql,
                .unspecified,
                "1045",
                "Access denied for user 'carol'@'127.0.0.1' (using password: NO)"
            )
        ),
        ApplicationCase("MariaDB, no such database", ApplicationSamples.mariaDBNoDatabase, nil),
        ApplicationCase(
            "slapd, SASL EXTERNAL without a certificate",
            ApplicationSamples.slapdNoMechanism,
            Expectation(.ldap, .unspecified, "7", "SASL(-4): no mechanism available:")
        ),
        ApplicationCase(
            "slapd, SASL EXTERNAL in progress",
            ApplicationSamples.slapdInProgress,
            nil,
            isDone: false
        ),
        ApplicationCase("slapd, anonymous bind", ApplicationSamples.slapdAccepted, nil),
        ApplicationCase(
            "mosquitto, MQTT 3.1.1",
            ApplicationSamples.mosquitto3Refused,
            Expectation(.mqtt, .unspecified, "4", nil)
        ),
        ApplicationCase(
            "mosquitto, MQTT 5",
            ApplicationSamples.mosquitto5Refused,
            Expectation(.mqtt, .unspecified, "134", nil)
        ),
        ApplicationCase(
            "Dovecot, auth_ssl_require_client_cert",
            text: """
                * OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN] \
                Dovecot (Debian) ready.\r\na1 NO [ALERT] Client didn't present valid SSL certificate\r\n
                """,
            Expectation(
                .imap,
                .missingCertificate,
                "NO",
                "[ALERT] Client didn't present valid SSL certificate"
            )
        ),
        ApplicationCase(
            "Postfix, smtpd_tls_req_ccert",
            text: "421 4.7.1 server.example Error: No client certificate presented\r\n",
            Expectation(
                .smtp,
                .missingCertificate,
                "421",
                "4.7.1 server.example Error: No client certificate presented"
            )
        ),
        ApplicationCase(
            "Postfix, relay access denied, which may have any cause",
            client: "EHLO c\r\n",
            text: """
                250-server.example\r\n250-PIPELINING\r\n250 CHUNKING\r\n250 2.1.0 Ok\r\n\
                554 5.7.1 <x@y.example>: Relay access denied\r\n
                """,
            nil,
            isDone: false
        ),
    ]

    static func page(_ status: String, _ type: String, _ body: String) -> String {
        """
        HTTP/1.1 \(status)\r\nServer: nginx/1.22.1\r\nDate: Sat, 21 Nov 2026 05:28:35 GMT\r
        Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)
        """
    }

    private static func nginxPage(_ title: String) -> String {
        """
        <html>\r\n<head><title>\(title)</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r
        <hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n
        """
    }
}

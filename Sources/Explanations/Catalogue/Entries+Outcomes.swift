extension CatalogueText {
    /// The verdicts of a report, and its kinds of failure.
    static let outcomes = #"""
        @ verdict completed
        title: Both sides authenticated
        text: The server asked for a certificate, the client presented one, and the handshake finished without the server refusing it. A
          resumed session has the verdict of the handshake that it goes back to. It does not say that the server looked at
          the certificate: one that only asks and never verifies looks the same on the wire.
        tls12: CertificateRequest, Certificate, CertificateVerify, Finished of both sides.
        tls13: The same, encrypted; without keys it follows from sizes, and the report says so.
        do: To see whether the accepted certificate is valid, let mtlscope check it against the authorities that should count
        run: mtlscope --client-ca ca.pem CAPTURE
        see: server_accepted_unverifiable_certificate resumed_without_reauthentication client_certificate_rejected_by_application
        from: docs/verdicts.md

        @ verdict failed
        title: The attempt ended before both sides were accepted
        text: failure.kind says how: who refused whom, or what stopped it before anybody could be judged.
        see: client_certificate_rejected client_certificate_missing server_certificate_rejected client_gave_up handshake_failed
        from: docs/verdicts.md

        @ verdict not_requested
        title: The server never asked for a client certificate: one-way TLS
        text: The handshake finished, and only the server authenticated.
        cause: Client authentication is off for this port, this name or this path
        cause: The wrong server answered: no server name was sent, or another one than configured
        cause: A proxy in between ended the client's TLS, and what it does behind is another connection
        do: Ask the server with the name that should need a certificate
        run: openssl s_client -connect HOST:PORT -servername HOST </dev/null | grep -A9 -E 'CA names|No client certificate'
        see: server_name_missing resumed_without_reauthentication
        from: docs/verdicts.md

        @ verdict not_presented
        title: The server asked, the client had no certificate, and the server carried on
        text: Client authentication is optional there. The application may still refuse: nginx answers 400, PostgreSQL with a FATAL error.
        cause: A server that asks optionally: ssl_verify_client optional, SSLVerifyClient optional, clientAuth=want
        cause: The client has no certificate configured, or holds it back
        see: client_let_in_without_certificate client_presented_none client_certificate_missing_by_application
        from: docs/verdicts.md

        @ verdict incomplete
        title: Cut short before anything was decided
        text: The capture ends, packets are missing, or a side closed without a reason while nothing had been judged.
        cause: The capture was stopped, filtered, or lost packets
        cause: A port scan or a health check that opens a connection and leaves
        cause: A firewall that drops what follows the ClientHello
        see: capture_incomplete server_never_answered
        from: docs/verdicts.md

        @ verdict undetermined
        title: The handshake went on, but what decides it cannot be known
        text: What decides is encrypted and its sizes tell nothing, or a session was resumed whose first handshake is not in the
          capture.
        do: Capture again with a key log
        run: SSLKEYLOGFILE=keys.log curl https://HOST:PORT/
        run: mtlscope -k keys.log CAPTURE
        see: resumed_without_reauthentication
        from: docs/verdicts.md, docs/keys.md

        @ failure client_certificate_rejected
        title: The client presented a certificate, and the server refused it
        text: By an alert, or by closing instead of its Finished or of the first data.
        cause server: The server does not trust the issuer, or an intermediate is missing
        cause server: The certificate has expired, is not yet valid, was revoked, or was issued for another purpose
        cause server: The key does not belong to the certificate
        tls12: CertificateRequest, Certificate, CertificateVerify, then an alert from the server, or a bare FIN (Node.js).
        tls13: The client's flight with a Certificate, then 19 bytes and FIN from the server, no ticket. The client had taken
          the handshake for finished.
        do: Read the alert, the certificate and the diagnoses
        run: mtlscope -v CAPTURE
        run: openssl verify -purpose sslclient -CAfile server-trusts.pem -untrusted intermediates.pem client.pem
        see: unknown_ca certificate_expired bad_certificate client_certificate_untrusted client_chain_incomplete
        from: docs/verdicts.md

        @ failure client_certificate_missing
        title: The server asked for a certificate, got none, and ended it
        cause server: No certificate is configured in the client
        cause server: The client held it back, since its issuer is not among the authorities that the request names
        tls12: An empty client Certificate (7 bytes), no CertificateVerify, then alert 40, 42 or 50.
        tls13: A record of 25 bytes and a Finished, then 19 bytes: alert 116, 42 or 41, depending on the server.
        do: Give the client a certificate; if it has one, compare its issuer with what the server names
        run: curl -v --cert client.pem --key client.key --cacert ca.pem https://HOST:PORT/
        see: certificate_required client_presented_none client_issuer_not_requested
        from: docs/verdicts.md

        @ failure server_certificate_rejected
        title: The client ended it over the server's certificate
        text: The server did not refuse anybody, although its log may read as if it had: it prints the alert that it received.
        cause client: The client does not trust the issuer, or the server does not send its intermediate
        cause client: The name that the client asked for is not in the certificate
        cause client: The server's certificate has expired
        tls12: An alert from the client right after the server's Certificate, in plaintext.
        tls13: The client's first record is an alert: 7 bytes in plaintext (OpenSSL), or 19 encrypted.
        do: Look at what the server sends, as the client does
        run: openssl s_client -connect HOST:PORT -servername HOST -verify_hostname HOST -CAfile client-trusts.pem -showcerts
        see: server_certificate_untrusted server_certificate_name_mismatch server_certificate_expired server_certificate_chain_incomplete
        from: docs/verdicts.md

        @ failure client_certificate_rejected_by_application
        title: The handshake finished, and then the application refused the certificate
        text: nginx verifies but lets the handshake finish, and answers 400; IIS 403.13, 403.16, 403.17; databases with an
          authentication error. On the wire the handshake is a success.
        cause server: The certificate does not verify: nginx names the reason in its error log
        cause server: It verifies, but its name is not mapped to an account
        tls12: A whole mutual handshake, then a short answer and close; the answer is encrypted.
        tls13: The same. Without keys only sizes hint at it, so the verdict is not "failed".
        do: Read the server's error log, and decrypt the capture with a key log
        run: mtlscope -k keys.log CAPTURE
        see: nginx_client_certificate_error refused_by_application
        from: docs/verdicts.md; measured: nginx 1.22

        @ failure client_certificate_missing_by_application
        title: The handshake finished without a client certificate, and the application refused
        text: nginx answers "400 No required SSL certificate was sent", IIS 403.7, PostgreSQL "connection requires a valid client certificate".
        cause server: No certificate is configured in the client, or the client held it back
        tls12: An empty client Certificate, but a complete handshake; the refusal is application data.
        tls13: A record of 25 bytes and a Finished from the client, tickets, then a short answer and close.
        do: Give the client a certificate
        run: curl -v --cert client.pem --key client.key https://HOST:PORT/
        see: nginx_no_client_certificate client_presented_none
        from: docs/verdicts.md; measured: nginx 1.22, PostgreSQL 15

        @ failure client_gave_up
        title: The client was asked for a certificate, and closed without an answer
        cause client: A browser that stops to ask its user, and then tries again on a new connection (Chrome)
        cause client: The client cannot use its key: a locked key store, a smart card, an algorithm that it lacks
        cause client: With internal_error or handshake_failure: it may have refused the server's name instead (HAProxy's verifyhost, Perl, Erlang)
        tls12: CertificateRequest, then FIN or RST from the client.
        tls13: The server's flight, then FIN or RST from the client, without a record of its own but perhaps an alert.
        do: Look for the next connection of the same client, and into the client's log
        see: client_closed_after_request client_cannot_sign
        from: docs/verdicts.md; measured: Chromium, Java 17

        @ failure handshake_failed
        title: It ended before either certificate could be judged
        cause: No version, cipher suite, group or application protocol in common
        cause: The server does not know the name that the client asked for
        do: See the alert, and compare what the ClientHello offers with what the server allows
        run: mtlscope -v CAPTURE
        see: handshake_failure protocol_version no_common_version no_common_cipher_suite unrecognized_server_name
        from: docs/verdicts.md
        """#
}

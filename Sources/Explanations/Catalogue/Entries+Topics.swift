extension CatalogueText {
    /// What people see that is neither an alert nor a finding of a report.
    static let topics = #"""
        @ topic connection_closed | connection reset, unexpected eof, ECONNRESET, broken pipe
        title: The connection ended without a reason that the program could read
        text: A refusal without an alert, an alert that a reset threw away, or no refusal at all. With TLS 1.3 a server's refusal reaches
          the client after its handshake, so that it looks like a broken connection.
        cause: Node.js as a server: it refuses a client certificate by closing
        cause: The server closed with unread data, so that its alert was lost
        cause: A proxy or firewall in between, a time-out, a crash, a server without TLS on that port
        tls12: FIN or RST in the middle of the handshake; an alert may stand right before it.
        tls13: The client's flight, then FIN or RST. A record of 19 bytes before it is an alert that was not read.
        do: Only the capture tells these apart
        run: mtlscope -v CAPTURE
        see: server_closed_without_alert alert_hidden_by_reset
        from: measured: Node.js 20, Java 17 with HAProxy 2.6, Python 3.11

        @ topic plain_http_on_tls_port | wrong version number, plain http request was sent to https port
        title: One side speaks TLS, the other does not
        cause: http:// was used on a TLS port, or https:// on a plain one
        cause: A proxy speaks plain HTTP to a backend that wants TLS, or the other way round (Istio: a plaintext client at a STRICT port)
        cause: The protocol needs a STARTTLS or a PROXY header first
        tls12: No ClientHello, or one that is answered by text such as "HTTP/1.1 400".
        tls13: The same.
        do: See what the port speaks
        run: openssl s_client -connect HOST:PORT </dev/null; curl -v http://HOST:PORT/
        see: server_never_answered
        from: measured: OpenSSL 3.0, nginx 1.22, Go 1.19

        @ topic certificate_verify_failed
        title: The program that prints this refused the other side's certificate
        text: It says that a chain could not be verified, and the reason often follows: expired, self-signed, unable to get local issuer. A
          client refused the server; a server refused the client.
        cause: The issuer is not trusted, or an intermediate is missing
        cause: The certificate has expired, or has another name or purpose
        tls12: $certificate12
        tls13: $certificate13
        do: Look for the reason behind it, and at the chain that was sent
        run: mtlscope -v CAPTURE
        do client: Check the server's chain
        run: openssl s_client -connect HOST:PORT -servername HOST -CAfile client-trusts.pem </dev/null
        do server: Check the client's chain
        run: openssl verify -purpose sslclient -CAfile server-trusts.pem -untrusted intermediates.pem client.pem
        see: server_certificate_untrusted client_certificate_untrusted unknown_ca
        from: measured: OpenSSL 3.0, Python 3.11; source: BoringSSL

        @ topic curl_60 | curl (60)
        title: curl refused a certificate, mostly the server's; or it got the alert certificate_expired
        text: Exit status 60 means that the server's certificate did not verify. The trap: when the server refuses the client's certificate
          as expired (alert 45) during a TLS 1.2 handshake, curl on OpenSSL prints "curl: (60) SSL certificate verification failed" as well,
          without a reason. In a refusal by curl itself the reason follows: "SSL certificate problem: ..."
        cause client: The server's certificate is not trusted, has expired or has another name
        cause server: The client's certificate has expired
        do: See who sent the alert
        run: mtlscope -v CAPTURE
        do: Run curl with -v: "(IN), TLS alert" is the server's, "(OUT), TLS alert" curl's own
        run: curl -v --cert client.pem --key client.key --cacert ca.pem https://HOST:PORT/
        see: certificate_expired server_certificate_untrusted
        from: measured: curl 7.88 with OpenSSL 3.0

        @ topic client_cannot_sign
        title: The client has a certificate but could not sign with its key
        text: TLS 1.3 demands RSA-PSS from RSA keys; older cards and drivers cannot do it. The client then gives up, or presents none.
        cause: A smart card, token or its driver lacks the algorithm, or the PIN was not given
        cause: The key in the key store does not match, is locked, or its provider is missing
        tls12: CertificateRequest, then FIN from the client, or internal_error (80).
        tls13: The server's flight, then FIN or an alert from the client, without a second flight.
        do: Try the key by itself; try TLS 1.2; update the card's driver
        run: openssl s_client -connect HOST:PORT -tls1_2 -cert client.pem -key client.key
        see: client_gave_up client_signature_scheme_not_requested internal_error
        from: jdjaxon/linux_cac issue 15; iterate-ch/cyberduck issue 13932; golang/go issue 29831; source: NSS, Chromium

        @ topic key_does_not_match
        title: The private key does not belong to the certificate; nothing was sent yet
        text: A local error while the program loads its files.
        cause: The files of two renewals were mixed, or the chain file does not begin with the leaf
        do: Compare them: both lines must be the same
        run: openssl x509 -in cert.pem -noout -pubkey | openssl sha256
        run: openssl pkey -in key.pem -pubout | openssl sha256
        see: client_proof_of_possession_invalid
        from: source: OpenSSL, Apache httpd, GnuTLS, NSS

        @ topic crl_problem
        title: The revocation list is missing or out of date; the certificate may be in order
        text: OpenSSL verifies nothing without the list that it was told to use. The peer is told certificate_expired (45) for an expired
          list and unknown_ca (48) for a missing one.
        cause: The list's nextUpdate has passed: the job that fetches it failed
        cause: No list for one of the authorities of the chain, where every one is checked
        do: Look at the list's dates, and fetch a new one
        run: openssl crl -in list.crl -noout -issuer -lastupdate -nextupdate
        see: alert_contradicts_evidence certificate_expired unknown_ca
        from: measured: OpenSSL 3.0, nginx 1.22; source: OpenSSL; haproxy issue 85

        @ topic renegotiation_refused
        title: A certificate was asked for after the handshake, and the other side does not support that
        text: In TLS 1.2 by renegotiation, in TLS 1.3 by post-handshake authentication. HTTP/2 forbids both.
        cause: IIS without "Negotiate Client Certificate", Apache with SSLVerifyClient for a folder; clients such as Go and rustls refuse
        tls12: HelloRequest under encryption (a record of type 22, 28 bytes with AES-GCM), then no_renegotiation or a close.
        tls13: The ClientHello lacks post_handshake_auth.
        do: Ask in the first handshake, for the whole host
        run: netsh http show sslcert
        see: no_renegotiation post_handshake_auth_not_offered
        from: rustls issue 1999; dotnet/aspnetcore issues 23948, 41162; measured: Apache 2.4

        @ topic nginx_no_client_certificate | 400 no required ssl certificate was sent, HTTP 496
        title: nginx finished the handshake without a client certificate, and refused the request with 400
        text: With ssl_verify_client on nginx asks, lets the handshake finish, and answers "400 No required SSL certificate was sent"
          (496 internally). Many gateways are nginx inside.
        cause server: The client has no certificate configured, or held it back since ssl_client_certificate does not name its issuer
        cause server: A load balancer in front ended TLS, so that the client's certificate never came this far
        tls12: An empty client Certificate, a complete handshake, then a short answer and close.
        tls13: A record of 25 bytes and a Finished from the client, tickets, then a short answer and close.
        do: Give the client a certificate whose issuer is in ssl_client_certificate
        run: curl -v --cert client.pem --key client.key https://HOST:PORT/
        see: client_certificate_missing_by_application client_presented_none client_issuer_not_requested
        from: measured: nginx 1.22

        @ topic nginx_client_certificate_error | 400 the ssl certificate error, HTTP 495
        title: nginx finished the handshake, found that the client's certificate does not verify, and answered 400
        text: The reason is in nginx's error log at level info: "client SSL certificate verify error: (N:reason)". The numbers are OpenSSL's: 10 expired,
          9 not yet valid, 18 self-signed, 20 and 21 unknown issuer, 22 chain longer than ssl_verify_depth, 23 revoked, 26 purpose, 3 and 12 revocation list.
        cause server: ssl_client_certificate or ssl_trusted_certificate lacks the issuer, or the client does not send its intermediate
        cause server: ssl_verify_depth is 1 by default: too short for a chain with two intermediates
        tls12: A whole mutual handshake, CertificateVerify included; then a short answer and close.
        tls13: The same. Tickets of more than a kilobyte carry the certificate.
        do: Set error_log to info, and read the number
        run: openssl verify -purpose sslclient -CAfile ssl_client_certificate.pem -untrusted intermediates.pem client.pem
        see: client_certificate_rejected_by_application client_chain_incomplete client_certificate_untrusted
        from: measured: nginx 1.22

        @ topic database_refuses_certificate
        title: The database let the handshake finish, and then refused to log in
        text: PostgreSQL asks for a certificate optionally and decides by pg_hba.conf; MySQL does so with REQUIRE X509 or SUBJECT.
        cause server: The client sent no certificate: sslcert and sslkey are not set, or ~/.postgresql/postgresql.crt cannot be read
        cause server: The certificate's common name is not that of the database user, and no map in pg_ident.conf says otherwise
        cause server: No certificate at all: MySQL's error 1045 reads the same for a wrong password
        tls12: A complete handshake, then a short answer and close.
        tls13: The same; PostgreSQL never sends tickets.
        do: Give the client a certificate, and compare its CN with the user
        run: psql "host=HOST dbname=DB user=USER sslmode=verify-full sslcert=client.pem sslkey=client.key sslrootcert=ca.pem"
        see: client_certificate_missing_by_application client_certificate_rejected_by_application
        from: measured: PostgreSQL 15; brianc/node-postgres issue 2424; MySQL by its documentation of CREATE USER, not tried

        @ topic load_balancer_refuses_certificate
        title: A load balancer in the cloud refused the client's certificate, or did not get one
        text: Its log names the reason; the client sees an alert or a closed connection.
        cause server: The trust store lacks the authority, or an intermediate was not sent
        cause server: The certificate is out of its limits. Google: RSA 2048 to 4096, P-256 or P-384, at most ten intermediates
        cause server: The certificate lacks clientAuth
        tls12: $certificate12
        tls13: $certificate13
        do: Read the connection log: AWS tls_verify_status, CloudFront connectionStatus, Google statusDetails
        run: openssl verify -purpose sslclient -CAfile trust-store.pem -untrusted intermediates.pem client.pem
        see: client_certificate_untrusted client_certificate_missing client_chain_incomplete
        from: Google Cloud, load balancing: logging and monitoring; AWS: mutual authentication with TLS, CloudFront connection logs

        @ topic load_balancer_unmapped_error
        title: The load balancer ended the connection for a reason that its log has no word for
        cause server: A fault of the handshake that is none of the listed ones: version, cipher suite, a client that left
        do: Capture at the client and see how it ended
        run: mtlscope -v CAPTURE
        see: handshake_failed client_gave_up
        from: AWS: access and connection logs

        @ topic sec_e_illegal_message | SEC_E_ILLEGAL_MESSAGE, 0x80090326
        title: SChannel got an alert, and has one error for several of them
        text: Windows reports "The message received was unexpected or badly formatted" for the alerts 10, 22, 40, 47, 50 and 60. In mutual TLS it is mostly
          40: a client certificate was needed and none was sent.
        cause server: No client certificate, or one without a private key that the process may use
        cause: No version or cipher suite in common
        do: See the alert in the capture, or in Windows' event log as Schannel event 36887
        run: mtlscope -v CAPTURE
        see: handshake_failure client_presented_none
        from: Microsoft: Schannel error codes for TLS and SSL alerts

        @ topic sec_e_cert_unknown | SEC_E_CERT_UNKNOWN, 0x80090327
        title: SChannel got an alert about a certificate: 42, 43 or 46
        text: "An unknown error occurred while processing the certificate."
        do: See in the capture which alert it was, and who sent it
        run: mtlscope -v CAPTURE
        see: bad_certificate unsupported_certificate certificate_unknown
        from: Microsoft: Schannel error codes for TLS and SSL alerts

        @ topic sec_e_buffer_too_small | SEC_E_BUFFER_TOO_SMALL, 0x80090321
        title: A message of the handshake did not fit into the buffer that the program gave SChannel
        text: "The buffers supplied to a function was too small." Nobody refused anything; the words do not say whose message it was.
        cause: A long chain of certificates, or a server's long list of authorities, and a program with a buffer of a fixed size
        cause: A driver of a smart card or a token that returns more than was asked for
        do: See in the capture how large the certificates and the request are; shorten the server's list of authorities; update the program
        run: mtlscope -v CAPTURE
        see: server_requested_no_authority client_cannot_sign
        from: Microsoft: SSPI status codes

        @ topic incomplete_credentials | SEC_I_INCOMPLETE_CREDENTIALS, 0x00090320
        title: SChannel was asked for a client certificate and was given none
        text: The application may go on without one or look for one.
        do: Give the application a certificate with a private key that its account may read
        run: certutil -store My
        see: client_presented_none
        from: Microsoft: SSPI status codes

        @ topic envoy_upstream_tls
        title: Envoy, or Istio, could not make a TLS connection to the next hop
        text: "TLS_error" is Envoy as the client of the upstream, and CERTIFICATE_VERIFY_FAILED then means that Envoy refused the
          upstream's certificate. An alert in the text means that the upstream refused Envoy. In the log of a listener it is the other way round.
        cause client: The trust domain, the SPIFFE name or the root differ between the two; a restart after the root was rotated helps
        cause server: The upstream needs a client certificate and Envoy has none
        do: Compare the certificates of both sides
        run: istioctl proxy-config secret POD
        see: certificate_verify_failed server_certificate_untrusted
        from: istio issues 26349 and 53168; source: BoringSSL

        @ topic trailing_tls13_refusal | the handshake succeeded and the first read failed
        title: The client's handshake succeeded, and the refusal came afterwards
        text: In TLS 1.3 a client is done before the server has looked at its certificate. The refusal arrives at the first read, as an
          alert or as a closed connection: curl (56), Kafka "Failed to process post-handshake messages", Go on Read, Node.js after 'secureConnect'.
        cause server: Whatever a server refuses: no certificate, an unknown authority, an expired one
        tls13: The client's flight, then 19 bytes and FIN from the server, before any ticket.
        do: Treat the first successful read as the end of the handshake; see the alert in the capture
        run: mtlscope -v CAPTURE
        see: certificate_required client_certificate_rejected
        from: measured: OpenSSL 3.0, curl 7.88, Node.js 20, Go 1.19, Python 3.11; rustls issue 1707, openssl issue 8500, golang/go issue 28779
        """#
}

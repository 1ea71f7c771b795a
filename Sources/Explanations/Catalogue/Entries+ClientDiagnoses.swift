extension CatalogueText {
    /// The diagnoses about the client's certificate.
    static let clientDiagnoses = #"""
        @ diagnosis client_presented_none
        title: The client was asked for a certificate and answered with none
        cause: No certificate is configured, or the process cannot read it: another user, another container, another working folder
        cause: The client has one but held it back, since its issuer is not among the authorities that the request names. Go and Java
          do so without a word; OpenSSL, Node.js, Python, curl, GnuTLS and NSS tools send it anyway
        cause: A proxy or a TLS inspection in between has no certificate of its own
        tls12: A client Certificate of 7 bytes: an empty list. No CertificateVerify.
        tls13: A client record of 25 bytes before the Finished (41 from Java); coalesced with it 61 or 77.
        do: Give the client a certificate and key, and see what the server names
        run: openssl s_client -connect HOST:PORT -servername HOST -cert client.pem -key client.key </dev/null | grep -A9 'CA names'
        see: certificate_required client_issuer_not_requested client_certificate_missing
        from: docs/diagnoses.md; measured: Go 1.19, Java 17, OpenSSL 3.0, Node.js 20, Python 3.11, curl 7.88, GnuTLS 3.7, NSS 3.87

        @ diagnosis client_certificate_expired
        title: The client's certificate, or one above it, has expired
        cause: The renewal did not happen, or the renewed file was not loaded: many programs read it at start only
        cause: An intermediate in the chain has expired, although the certificate itself has not
        cause: The server's clock is ahead
        stacks: The server sends 45 (OpenSSL, NSS, Go 1.21 and newer, BoringSSL, rustls), 42 (Go up to 1.20, GnuTLS) or 46 (Java);
          nginx answers 400, Node.js closes without a word
        tls12: notAfter stands in the Certificate message, in plaintext.
        tls13: Encrypted; with a key log it can be read.
        do: Renew it, put the new file in place, and restart or reload the client
        run: openssl x509 -in client.pem -noout -subject -dates -checkend 0
        see: certificate_expired server_certificate_expired
        from: docs/diagnoses.md; measured: OpenSSL 3.0, NSS 3.87, Go 1.19, GnuTLS 3.7, Java 17, nginx 1.22, Node.js 20

        @ diagnosis client_certificate_not_yet_valid
        title: The client's certificate, or one above it, is not valid yet
        cause: A clock is wrong: the server's is behind, or the authority's was ahead. A small margin makes that likely
        cause: The certificate was issued for a later time
        stacks: OpenSSL sends 42 here; NSS, BoringSSL, rustls, s2n and wolfSSL 45; Java 46
        do: Compare the clocks
        run: openssl x509 -in client.pem -noout -startdate; date -u
        see: bad_certificate certificate_expired
        from: docs/diagnoses.md; measured: OpenSSL 3.0, NSS 3.87, Java 17; source: BoringSSL, rustls, s2n, wolfSSL

        @ diagnosis client_certificate_wrong_purpose
        title: The client's certificate was not issued for client authentication
        cause: It is a server certificate: its extended key usage names serverAuth alone
        cause: Its key usage lacks digitalSignature
        stacks: The server sends 43 (OpenSSL, BoringSSL, rustls, mbedTLS), 42 (Go), 46 (Java, NSS), 40 (Erlang); nginx answers 400 and logs 26; gnutls-serv accepts it
        do: Issue one with clientAuth
        run: openssl x509 -in client.pem -noout -purpose -ext extendedKeyUsage,keyUsage
        see: unsupported_certificate public_ca_without_client_auth
        from: docs/diagnoses.md; measured: OpenSSL 3.0, nginx 1.22, Go 1.19, Java 17, NSS 3.87, gnutls-serv 3.7

        @ diagnosis public_ca_without_client_auth
        title: The issuer is a public web authority, which no longer issues for client authentication
        text: Browsers' root programmes demand that public hierarchies serve servers alone. Let's Encrypt left clientAuth out of its
          default profile on 11 February 2026; the next renewal then fails wherever the certificate is used by a client.
        do: Use a private authority for clients, and let the server trust that one
        run: openssl x509 -in client.pem -noout -issuer -ext extendedKeyUsage
        see: client_certificate_wrong_purpose unsupported_certificate
        from: docs/diagnoses.md; letsencrypt.org/2025/05/14/ending-tls-client-authentication

        @ diagnosis client_certificate_self_signed
        title: The client's certificate is signed by itself
        text: Such a certificate is trusted only if the server knows this very one.
        cause: A development certificate, or one made for a test, reached production
        cause: The certificate was renewed and the server still trusts the former one
        do: Add exactly this certificate to the server's trust store, or use one that an authority issued
        run: openssl x509 -in client.pem -noout -subject -issuer -fingerprint -sha256
        see: client_certificate_untrusted unknown_ca
        from: docs/diagnoses.md

        @ diagnosis client_certificate_revoked
        title: The client's certificate was revoked
        do: Get a new one; if it should not be revoked, look for its serial number in the list
        run: openssl verify -crl_check -CAfile ca.pem -CRLfile list.crl client.pem
        see: certificate_revoked
        from: docs/diagnoses.md

        @ diagnosis client_certificate_untrusted
        title: The client's certificate leads to no authority that the server trusts
        cause: The server's trust store lacks the issuing authority, or has another one of the same name
        cause: The client uses the certificate of another environment
        cause: The intermediate is missing: then see client_chain_incomplete
        stacks: The server sends 48 (OpenSSL, NSS, Go 1.21 and newer, BoringSSL, rustls), 42 (Go up to 1.20, GnuTLS), 46 (Java, s2n); nginx answers 400;
          Node.js closes without a word
        do: Verify the chain that was sent against what the server trusts
        run: openssl verify -purpose sslclient -CAfile server-trusts.pem -untrusted intermediates.pem client.pem
        see: unknown_ca client_chain_incomplete client_certificate_self_signed
        from: docs/diagnoses.md

        @ diagnosis server_lacks_client_authority
        title: The server does not know an authority that the client's certificate leads to
        text: The chain leads to an authority that was given with --client-ca, and the server answered unknown_ca. The client's
          certificate is in order; what the server trusts is not what it was thought to be.
        cause: The server's trust store lacks the root, or has an old one of the same name
        cause: The client does not send an intermediate, and the server does not have it
        do: Compare the server's file of client authorities with the one that was given, and reload the server
        see: unknown_ca client_certificate_untrusted client_chain_incomplete
        from: docs/diagnoses.md

        @ diagnosis client_revocation_unknown
        title: Whether the client's certificate has been revoked cannot be told
        text: OpenSSL checks every certificate of a chain against a list of its issuer, and refuses where a list is missing (error
          3, alert unknown_ca) or has expired (error 12, alert certificate_expired), although the certificate is in order.
        cause: The file of lists has one for the root only, and none for the intermediate
        cause: The list was not renewed in time
        do: Give the server (nginx ssl_crl, HAProxy crl-file) a current list of every issuer
        run: openssl crl -in crl.pem -noout -issuer -nextupdate
        see: client_certificate_revoked alert_contradicts_evidence
        from: docs/diagnoses.md; measured: HAProxy 2.6

        @ diagnosis client_issuer_not_requested
        title: The server named authorities, and none of them issued the client's certificate
        text: A CertificateRequest may list the names of the authorities that the server accepts. Some clients then send nothing.
        cause: The list lacks the new or the intermediate authority
        cause: The client has the wrong certificate
        stacks: Go and Java clients answer with none; OpenSSL, Node.js, Python, curl, GnuTLS and NSS tools send it anyway
        tls12: The names stand in the CertificateRequest, in plaintext.
        tls13: Encrypted; a CertificateRequest of about 62 bytes names none, one of 110 or more does.
        do: Add the issuer to the server's list (nginx ssl_client_certificate, Apache SSLCADNRequestFile, HAProxy ca-file), or send the chain up to a named authority
        run: openssl s_client -connect HOST:PORT -servername HOST </dev/null | grep -A20 'Acceptable client certificate CA names'
        see: certificate_required client_presented_none server_requested_no_authority
        from: docs/diagnoses.md; measured: Go 1.19, Java 17; minio/kes issue 498

        @ diagnosis client_chain_incomplete
        title: The client sent its certificate without the intermediate that links it to a trusted authority
        text: The server may know the root, and cannot bridge the gap. To the server, and in its alerts and in OpenSSL's errors 20 and
          21, this looks like an authority that it does not know: if the issuer is a root, see client_certificate_untrusted.
        cause: Only the leaf is configured: a file with cert.pem where fullchain.pem is needed
        cause: .NET and SChannel send the leaf alone unless the intermediate is in the machine's store
        do: Put the intermediates behind the leaf in the same file, leaf first
        run: cat client.pem intermediate.pem > client-chain.pem
        run: openssl verify -purpose sslclient -CAfile root.pem -untrusted intermediate.pem client.pem
        see: unknown_ca client_certificate_untrusted
        from: docs/diagnoses.md; measured: OpenSSL 3.0, HAProxy, Node.js 20; dotnet/runtime issue 75595

        @ diagnosis client_chain_disordered
        title: The client's chain is out of order or contains unrelated certificates
        text: Each certificate should certify the one before it. Many servers sort it out, some do not; a root in the chain is superfluous.
        do: Order the file: leaf, its issuer, the issuer's issuer
        run: openssl crl2pkcs7 -nocrl -certfile client-chain.pem | openssl pkcs7 -print_certs -noout
        see: client_chain_incomplete
        from: docs/diagnoses.md

        @ diagnosis client_chain_carries_root
        title: The client sends its root along
        text: Harmless: whoever checks has the root already, or does not trust it. It costs bytes in every handshake.
        do: Leave the last certificate, whose subject is its issuer, out of the file
        run: openssl crl2pkcs7 -nocrl -certfile client-chain.pem | openssl pkcs7 -print_certs -noout
        see: client_chain_disordered
        from: docs/diagnoses.md

        @ diagnosis client_signature_scheme_not_requested
        title: The client's key fits none of the signature algorithms that the server asks for
        text: Many clients then present nothing, which the server calls a missing certificate.
        cause: A policy of the server leaves out RSA-PSS, or a curve
        cause: A certificate with Ed25519 or P-521 at a server that takes P-256 and RSA
        do: Compare the key with the list in the CertificateRequest
        run: mtlscope -v CAPTURE
        see: client_presented_none client_cannot_sign
        from: docs/diagnoses.md; openssl issue 28942

        @ diagnosis client_certificate_weak
        title: The client's key or signature is weaker than current servers accept
        cause: RSA below 2048 bits, or a signature with SHA-1 or MD5
        do: Issue a new one
        run: openssl x509 -in client.pem -noout -text | grep -E 'Public-Key|Signature Algorithm'
        see: unsupported_certificate
        from: docs/diagnoses.md

        @ diagnosis client_proof_of_possession_invalid
        title: The client's CertificateVerify does not verify: it did not prove that it has the key
        cause: The key file does not belong to the certificate
        cause: A smart card or its driver signs wrongly
        cause: A device in between changed the handshake
        do: Compare the key with the certificate: both lines must be the same
        run: openssl x509 -in client.pem -noout -pubkey | openssl sha256
        run: openssl pkey -in client.key -pubout | openssl sha256
        see: decrypt_error
        from: docs/diagnoses.md

        @ diagnosis client_certificate_unexpected_name
        title: The client's certificate is valid, but not the one that is allowed
        cause: Another client of the same authority, or a certificate whose name changed on renewal
        do: Compare its subject and names with what the server allows
        run: openssl x509 -in client.pem -noout -subject -ext subjectAltName
        see: access_denied
        from: docs/diagnoses.md

        @ diagnosis client_certificate_refused
        title: The server refused the client's certificate, and the evidence does not say why
        text: Nothing that the certificate itself shows explains it: the reason lies in the server's trust store or rules.
        do: Read the server's log, and verify the chain against the server's trust store
        run: openssl verify -purpose sslclient -CAfile server-trusts.pem -untrusted intermediates.pem client.pem
        see: client_certificate_rejected client_certificate_untrusted
        from: docs/diagnoses.md

        @ diagnosis client_certificate_refused_unseen
        title: The server refused the client's certificate, which could not be read
        text: TLS 1.3 encrypts it, and there is no key log.
        do: Capture again with a key log
        run: SSLKEYLOGFILE=keys.log curl --cert client.pem --key client.key https://HOST:PORT/
        run: mtlscope -k keys.log CAPTURE
        see: client_certificate_rejected
        from: docs/diagnoses.md, docs/keys.md

        @ diagnosis client_closed_after_request
        title: The client left once it was asked for a certificate
        cause: A browser that asks its user and connects anew
        cause: The key cannot be used: locked, on a card that is not there, or with an algorithm that the client lacks
        do: Look for the same client's next connection, and into its log
        see: client_gave_up client_cannot_sign
        from: docs/diagnoses.md; measured: Chromium, Java 17

        @ diagnosis request_unanswered
        title: The server asked for a certificate after the handshake, and no answer was seen
        text: In TLS 1.3 a server may ask when the handshake is over, of a client that offers post_handshake_auth. The client
          answers when it next reads; one that only writes, or that closes, never does. What the server made of that is not
          on the wire.
        cause: The client had sent what it wanted to send, and read nothing more
        cause: The client was waiting for its user, or for a key
        cause: The capture or the connection ended before the answer came
        do: Look into both sides' logs; to be sure of an answer, ask for the certificate in the handshake
        see: client_gave_up post_handshake_auth_not_offered
        from: docs/verdicts.md; measured: OpenSSL 3.0 with Python 3.11

        @ diagnosis same_certificate_on_both_ends
        title: Client and server present the same certificate
        text: It works if its purposes allow both, but two parties then share one private key.
        do: Issue one for each side
        from: docs/diagnoses.md

        @ diagnosis server_requested_no_authority
        title: The server's request names no authority
        text: Allowed, but then the client must guess: a browser shows every certificate or picks the wrong one, some clients send none.
        cause: The server verifies against a store without announcing it: Python's ssl, many libraries with a folder of authorities
        do: Let the server announce its authorities: nginx ssl_client_certificate, Apache SSLCADNRequestFile, SSL_CTX_set_client_CA_list
        run: openssl s_client -connect HOST:PORT -servername HOST </dev/null | grep 'No client certificate CA names sent'
        see: client_issuer_not_requested
        from: docs/diagnoses.md; measured: Python 3.11

        @ diagnosis server_accepted_unverifiable_certificate
        title: The server accepted a client certificate that does not verify
        text: The wire shows a perfect mutual handshake, but anybody could have made that certificate.
        cause: A server that asks without verifying: nginx optional_no_ca, Go RequireAnyClientCert, rejectUnauthorized: false
        cause: The server knows this very certificate
        do: Test it with a certificate of your own making; it must be refused
        run: openssl s_client -connect HOST:PORT -cert self-signed.pem -key self-signed.key
        see: completed client_certificate_self_signed
        from: docs/diagnoses.md

        @ diagnosis client_let_in_without_certificate
        title: The server asked for a certificate, got none, and let the client in
        cause: Client authentication is optional, and what follows must check it
        do: Make sure that the application refuses what it should
        see: not_presented
        from: docs/diagnoses.md

        @ diagnosis application_refusal_suspected
        title: The handshake was fine, and what followed looks like a refusal by the application
        text: Without secrets an answer cannot be read, but its size and what the server does next can tell what it is:
          nginx's 400 pages about certificates have sizes that are known, and nginx closes right after them.
        cause: nginx with ssl_verify_client on: it finishes every handshake, and refuses in its answer
        do: Read nginx's error log: "client sent no required SSL certificate", "client SSL certificate verify error"
        do: Give the connection's secrets (SSLKEYLOGFILE, --key-log), and the answer is read
        see: client_certificate_rejected_by_application client_certificate_missing_by_application refused_by_application
        from: docs/inference.md; source: nginx ngx_http_special_response.c; measured: nginx 1.22

        @ diagnosis application_outcome_unseen
        title: The handshake let the client in; what the application did cannot be seen
        text: The client presented no certificate, or one that has a fault. Many servers finish the handshake all the same and
          refuse in their answer, which is encrypted.
        do: Give the connection's secrets (SSLKEYLOGFILE, --key-log), or read the server's log
        see: client_let_in_without_certificate server_accepted_unverifiable_certificate application_refusal_suspected
        from: docs/inference.md

        @ diagnosis refused_by_application
        title: The handshake was fine, and then the application refused
        text: An HTTP status of 400, 401, 403, 495 or 496, a stream that is reset in HTTP/2, or a database's authentication error.
          As a cause of a failure, the answer names the certificate; as a warning it does not, and the certificate may be the
          reason or not.
        do: Read the application's log; the refusal names the reason
        see: client_certificate_rejected_by_application client_certificate_missing_by_application
        from: docs/diagnoses.md

        @ diagnosis post_handshake_auth_not_offered
        title: The server asks for a certificate after the handshake, and the client does not offer that
        text: TLS 1.3 has no renegotiation. A server that asks per folder needs the extension post_handshake_auth, which
          browsers, Go, Java and many others do not send.
        cause: Apache with SSLVerifyClient in a Location or Directory: "AH10158: cannot perform post-handshake authentication", answered with 403
        cause: IIS that asks per path
        tls13: The ClientHello lacks extension 49, in plaintext.
        do: Ask for the certificate in the first handshake, for the whole virtual host; or keep that host at TLS 1.2
        run: openssl s_client -connect HOST:PORT -enable_pha -cert client.pem -key client.key
        see: no_renegotiation renegotiation_refused
        from: docs/diagnoses.md; source: Apache httpd ssl_engine_kernel.c; measured: Apache 2.4, OpenSSL 3.0

        @ diagnosis resumed_without_reauthentication
        title: A resumed session: no certificate was sent, the former handshake counts
        text: The session goes on as whoever opened it. A certificate that was revoked or expired since is not seen again.
        do: Shorten the sessions' lifetime, or turn resumption off where it matters
        see: ticket_reused_under_other_name completed
        from: docs/diagnoses.md

        @ diagnosis ticket_reused_under_other_name
        title: A session of one server name was resumed under another
        text: If the two names have different rules for client certificates, one of them was bypassed. nginx (CVE-2025-23419) and Apache
          (CVE-2025-23048) had this fault.
        do: Update the server, and give each virtual host ticket keys and session caches of its own
        see: resumed_without_reauthentication
        from: docs/diagnoses.md
        """#
}

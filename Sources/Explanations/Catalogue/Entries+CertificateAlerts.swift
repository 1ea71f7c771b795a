// The form of these texts: CatalogueReader.

extension CatalogueText {
    /// The alerts that a refused certificate, or none, leads to.
    static let certificateAlerts = #"""
        $ certificate12 = The server refuses: CertificateRequest, the client's Certificate and CertificateVerify, then an alert
          record from the server, all in plaintext. The client refuses: an alert record from the client after the server's
          Certificate, and no ClientKeyExchange.
        $ certificate13 = Everything after the ServerHello is encrypted. The server refuses: the client's whole flight, then a
          record of 19 bytes from the server (35 from Java, 32 from mbedTLS), FIN, and no session ticket; the client had
          already taken the handshake for finished. The client refuses: its first record is the alert; clients on OpenSSL
          send it in plaintext, others encrypted.

        @ alert 40 handshake_failure
        title: The peer found no way to go on with the handshake
        text: The least specific of the fatal alerts. Before the ServerHello it means that the two sides share no version,
          cipher suite or group. After the client's Certificate it is how TLS 1.2 servers say that a client certificate
          was needed and none came.
        cause server: The client sent no certificate, or an empty one, and the server needs one (OpenSSL, BoringSSL and wolfSSL with
          TLS 1.2 and older; in TLS 1.3 the same cause is alert 116)
        cause server: No cipher suite, group, signature algorithm or version in common; then it comes right after the ClientHello
        cause server: The certificate's purpose does not fit (Erlang), or the CertificateVerify does not verify (Java)
        cause client: The server chose something that the client does not accept
        tls12: After the ClientHello: nothing in common. After a client Certificate of 7 bytes, which is an empty list: no
          certificate. All in plaintext.
        tls13: Right after the ClientHello it is in plaintext. Later it is encrypted, a record of 19 bytes.
        do: See at which message it came: that tells a missing certificate from missing suites
        run: mtlscope -v CAPTURE
        do server: Give the client a certificate and its key, and check that the process, not only the shell, can read both
        run: openssl s_client -connect HOST:PORT -tls1_2 -cert client.pem -key client.key -CAfile ca.pem
        see: client_presented_none no_common_cipher_suite no_common_group certificate_required
        from: RFC 9846 section 6.2; measured: OpenSSL 3.0, nginx, HAProxy, Node.js 20, Java 17; source: BoringSSL, wolfSSL; Erlang by documentation

        @ alert 41 no_certificate
        title: No certificate (an alert of SSL 3.0)
        text: In SSL 3.0 a client without a certificate said so with this warning. TLS replaced it by an empty Certificate message.
        cause server: The client sent no certificate to an mbedTLS server that speaks TLS 1.3, which uses this old number
        cause client: An SSL 3.0 client has no certificate to present
        tls13: Encrypted: from mbedTLS a record of 32 bytes.
        do: Give the client a certificate and its key
        see: client_presented_none certificate_required
        from: RFC 6101 section 5.4; mbedTLS issues 10720 and 10900

        @ alert 42 bad_certificate
        title: The certificate was corrupt, or the peer did not say more
        text: By the specification a damaged certificate or signature; in practice the catch-all of several stacks, so the alert
          alone is no diagnosis.
        cause server: Go up to 1.20 and the GnuTLS library: any fault, also an unknown authority or an expired certificate
        cause server: Go and Java 17 with TLS 1.3, Java and NSS with TLS 1.2: the client sent no certificate at all
        cause server: OpenSSL: the certificate is not yet valid. The likely cause is a wrong clock
        cause server: Go of any version: the certificate's purpose does not fit
        cause client: Go up to 1.20, and GnuTLS: the server's certificate is not trusted, or has the wrong name
        cause client: OpenSSL: the server's certificate does not have the name that the client asked for
        stacks: "remote error: tls: bad certificate" in a Go server's log means that the client refused the server's certificate,
          not the other way round
        tls12: $certificate12
        tls13: $certificate13
        do: Find out who refused whom, then look at the certificate that was refused
        run: mtlscope -v CAPTURE
        do server: Check the client's chain against the server's trust store, purpose included
        run: openssl verify -purpose sslclient -CAfile server-trusts.pem -untrusted intermediates.pem client.pem
        do client: Check the server's name, chain and dates as the client sees them
        run: openssl s_client -connect HOST:PORT -servername HOST -verify_hostname HOST -CAfile client-trusts.pem
        see: client_certificate_refused server_certificate_refused client_presented_none client_certificate_not_yet_valid
        from: RFC 9846 section 6.2; measured: Go 1.19, GnuTLS 3.7, Java 17, NSS 3.87, OpenSSL 3.0; etcd issue 13485

        @ alert 43 unsupported_certificate
        title: The certificate is of a kind or for a purpose that the peer does not take
        text: Most often the extended key usage: a certificate issued for servers was used by a client.
        cause server: The client's certificate lacks clientAuth (OpenSSL, BoringSSL, rustls, mbedTLS). Public web authorities stop
          issuing it in 2026
        cause client: The server's certificate lacks serverAuth
        cause: A key type or signature algorithm that the peer does not support
        tls12: $certificate12
        tls13: $certificate13
        do: Look at the purposes of the certificate
        run: openssl x509 -in cert.pem -noout -purpose -ext extendedKeyUsage,keyUsage
        do server: Get a client certificate with clientAuth, from a private authority if the public one no longer issues it
        see: client_certificate_wrong_purpose public_ca_without_client_auth server_certificate_wrong_purpose
        from: RFC 9846 section 6.2; measured: OpenSSL 3.0; source: BoringSSL, rustls, mbedTLS; Let's Encrypt, 14 May 2025

        @ alert 44 certificate_revoked
        title: The certificate was revoked
        text: The peer found the certificate in a revocation list, or an OCSP responder said so.
        cause: The certificate was revoked: replaced, lost, or its holder left
        cause: The list is of another authority of the same name, or the certificate was renewed under a number that is listed
        stacks: OpenSSL, NSS, rustls and s2n send it. Java says 46, GnuTLS 42, Go has no revocation lists and accepts
        tls12: $certificate12
        tls13: $certificate13
        do: Look for the certificate's serial number in the list
        run: openssl crl -in list.crl -noout -text | grep -A1 -i SERIAL
        run: openssl verify -crl_check -CAfile ca.pem -CRLfile list.crl client.pem
        see: client_certificate_revoked server_certificate_revoked alert_contradicts_evidence
        from: RFC 9846 section 6.2; measured: OpenSSL 3.0, NSS 3.87, Java 17, GnuTLS 3.7

        @ alert 45 certificate_expired
        title: The certificate has expired, or is not valid at this time
        text: The peer's clock lies outside of the certificate's validity. The alert can mislead: OpenSSL also sends it when its
          own revocation list has expired and the certificate is in order.
        cause: The certificate, or one above it in the chain, has expired
        cause: A clock is wrong
        cause server: The server's revocation list (CRL) has expired; then every client is refused at once
        stacks: NSS, BoringSSL, rustls, s2n and wolfSSL send it for "not yet valid" as well; OpenSSL says 42 there. curl on
          OpenSSL shows this alert as "(60) SSL certificate verification failed" with TLS 1.2, as if it were about the
          server's certificate
        tls12: $certificate12
        tls13: $certificate13
        do: Compare the dates with the time of the capture; mtlscope does it for every certificate that it can read
        run: openssl x509 -in cert.pem -noout -dates -checkend 0
        do server: If the client's certificate is in order, look at the server's revocation list
        run: openssl crl -in list.crl -noout -lastupdate -nextupdate
        see: client_certificate_expired server_certificate_expired client_certificate_not_yet_valid alert_contradicts_evidence
        from: RFC 9846 section 6.2; measured: OpenSSL 3.0 (with an expired CRL too), NSS 3.87, curl 7.88; source: BoringSSL, rustls, s2n, wolfSSL

        @ alert 46 certificate_unknown
        title: The certificate was refused for another reason, which the alert does not give
        text: A catch-all. A Java server sends it for nearly every fault of a client certificate, and a Java client for nearly
          every fault of the server's.
        cause: Java: no path to a trusted authority, an expired certificate, a purpose that does not fit, a revoked one
        cause server: s2n: the authority is unknown. NSS: the purpose does not fit. AWS IoT: the certificate is not registered or not active
        tls12: $certificate12
        tls13: $certificate13
        do: Read the log of the side that sent it: there is the reason. Java: -Djavax.net.debug=ssl:handshake
        do: Read from the capture what the certificate shows
        run: mtlscope -v CAPTURE
        see: client_certificate_refused client_certificate_untrusted client_certificate_wrong_purpose server_certificate_refused
        from: RFC 9846 section 6.2; measured: Java 17, NSS 3.87; source: s2n; aws-iot-device-sdk-python issue 26

        @ alert 48 unknown_ca
        title: The peer does not trust the authority that issued the certificate
        text: No chain from the certificate to an authority that the peer trusts could be built. The side that sent the alert
          refused; the side that prints it was refused.
        cause: The issuing authority is not in the sender's trust store
        cause: An intermediate certificate was not sent along. Browsers and .NET fetch or cache it, so that it fails elsewhere only
        cause: The certificate is self-signed
        cause server: The client presented a certificate of another environment, or another authority than the server expects
        cause server: OpenSSL: a revocation list was demanded and none was found for this authority
        stacks: OpenSSL, NSS, Go 1.21 and newer, BoringSSL and rustls send it. Go up to 1.20 and GnuTLS say 42, Java and s2n 46
        tls12: $certificate12
        tls13: $certificate13
        do: See which chain was sent, and by whom it was issued
        run: mtlscope -v CAPTURE
        do server: Check it against what the server trusts; then send the intermediates along, or add the authority to the server's list
        run: openssl verify -purpose sslclient -CAfile server-trusts.pem -untrusted intermediates.pem client.pem
        do client: Check the chain that the server sends against what the client trusts
        run: openssl s_client -connect HOST:PORT -servername HOST -showcerts -CAfile client-trusts.pem
        see: client_certificate_untrusted client_chain_incomplete client_certificate_self_signed server_certificate_untrusted server_certificate_chain_incomplete
        from: RFC 9846 section 6.2; measured: OpenSSL 3.0, NSS 3.87, Go 1.19, GnuTLS 3.7, Java 17; source: BoringSSL, rustls, s2n

        @ alert 49 access_denied
        title: The certificate was read, and its holder is not allowed in
        text: The certificate may be valid; access control said no.
        cause server: A rule about names or groups refused the client
        cause server: gnutls-serv sends it, followed by 42, for any certificate that it cannot verify
        tls12: $certificate12
        tls13: $certificate13
        do: Compare the certificate's names with what the server allows
        run: mtlscope -v CAPTURE
        see: client_certificate_refused client_certificate_unexpected_name
        from: RFC 9846 section 6.2; measured: gnutls-serv 3.7

        @ alert 50 decode_error
        title: A message could not be decoded
        text: A field was out of range or a length was wrong.
        cause server: GnuTLS with TLS 1.2: the client sent an empty Certificate where one was required
        cause: A peer or a device in between that does not follow the specification
        do: Look at the message before the alert. After an empty Certificate it means that a certificate is missing
        run: mtlscope -v CAPTURE
        see: client_presented_none
        from: RFC 9846 section 6.2; measured: GnuTLS 3.7; source: GnuTLS

        @ alert 51 decrypt_error
        title: A signature or a Finished message did not verify
        text: About proof of possession, not about trust: the CertificateVerify was not made with the key of the certificate, or
          something between the two changed the handshake.
        cause server: The client's private key does not belong to its certificate
        cause server: A smart card, token or its driver produced a wrong signature
        cause: A middlebox rewrote the handshake
        stacks: OpenSSL, Go, NSS, GnuTLS, nginx, Node.js and Python send it. Java says 40 and logs "Invalid CertificateVerify signature"; s2n closes without an alert
        tls12: CertificateVerify, then the alert, all in plaintext; the signature can be checked from the capture.
        tls13: Encrypted. With a key log the signature can be checked.
        do: Compare the key with the certificate: both lines must be the same
        run: openssl x509 -in client.pem -noout -pubkey | openssl sha256
        run: openssl pkey -in client.key -pubout | openssl sha256
        see: client_proof_of_possession_invalid server_proof_of_possession_invalid
        from: RFC 9846 section 6.2; measured: OpenSSL 3.0, Go 1.19, NSS 3.87, GnuTLS 3.7, Node.js 20, Python 3.11, Java 17; source: s2n

        @ alert 113 bad_certificate_status_response
        title: The stapled OCSP response was invalid
        text: A client refused the status that the server stapled to its certificate.
        cause client: The stapled response has expired, or is about another certificate
        do client: Let the server fetch a fresh response, or look at it
        run: openssl s_client -connect HOST:PORT -servername HOST -status
        see: server_certificate_refused
        from: RFC 9846 section 6.2

        @ alert 116 certificate_required
        title: The server needs a client certificate and got none
        text: Only in TLS 1.3, and only from a server. The client answered the CertificateRequest with an empty Certificate. The
          client's handshake was over by then, so that most clients report success first and this error at the first read.
        cause server: No certificate is configured in the client, or the process cannot read it
        cause server: The client has one, but held it back: its issuer is not among the authorities that the request named (Go and Java clients),
          or its key fits none of the signature algorithms
        cause server: A proxy in between ended the client's TLS and has no certificate of its own
        stacks: OpenSSL, BoringSSL, GnuTLS, NSS, rustls and s2n send it. Go up to 1.20 and Java 17 say 42, mbedTLS 41
        tls12: Never. There the same cause is alert 40 (OpenSSL), 42 (Go, Java, NSS) or 50 (GnuTLS).
        tls13: A client record of 25 bytes, which is an empty Certificate, and its Finished; then 19 bytes from the server and FIN.
          Java pads each by 16 bytes.
        do: Give the client a certificate and its key: --cert and --key, cert and key or pfx, a key store
        run: curl -v --cert client.pem --key client.key --cacert ca.pem https://HOST:PORT/
        do: If one is configured, compare its issuer with the authorities that the server names
        run: openssl s_client -connect HOST:PORT -servername HOST </dev/null | grep -A20 'Acceptable client certificate CA names'
        run: openssl x509 -in client.pem -noout -issuer
        see: client_presented_none client_issuer_not_requested client_certificate_missing
        from: RFC 9846 section 6.2; measured: OpenSSL 3.0, HAProxy, Node.js 20, GnuTLS 3.7, NSS 3.87, Go 1.19, Java 17; source: rustls, s2n, BoringSSL
        """#
}

extension CatalogueText {
    /// The alerts that are seldom about a certificate.
    static let otherAlerts = #"""
        @ alert 0 close_notify
        title: The sender ends the connection in an orderly way
        text: Not an error: it says that nothing more will be sent. During a handshake it means that the peer gave up without
          a reason.
        cause: The normal end of a connection
        cause server: During the handshake: the server closed, for instance after a refusal that it does not tell
        see: server_closed_without_alert client_gave_up
        from: RFC 9846 section 6.1

        @ alert 10 unexpected_message
        title: A message came that is not allowed at this point
        cause: A bug in one of the two stacks, or a device in between that injects or loses records
        cause server: A client that cannot renegotiate was asked to, or early data was handled wrongly
        do: See which message came before it
        run: mtlscope -v CAPTURE
        from: RFC 9846 section 6.2

        @ alert 20 bad_record_mac
        title: A record could not be authenticated
        text: The keys differ, or bytes were changed on the way.
        cause: A device in between, bad memory or network hardware
        cause: The two sides derived different keys, mostly a bug with a pre-shared key
        see: capture_incomplete
        from: RFC 9846 section 6.2

        @ alert 21 decryption_failed
        title: A record could not be decrypted (not used since TLS 1.1)
        cause: A very old peer: newer ones send bad_record_mac instead
        see: bad_record_mac
        from: RFC 5246 section 7.2.2

        @ alert 22 record_overflow
        title: A record was longer than allowed
        cause: Often no TLS at all: the first bytes of another protocol read as a length
        cause: A peer that ignores the agreed record size
        see: plain_http_on_tls_port
        from: RFC 9846 section 6.2

        @ alert 30 decompression_failure
        title: Compressed data could not be decompressed (not used in TLS 1.3)
        cause: TLS compression, which should be off
        from: RFC 5246 section 7.2.2

        @ alert 47 illegal_parameter
        title: A field of the handshake was wrong or contradicted another
        cause: A bug, a downgrade that the peer noticed, or a device in between that rewrites handshakes
        cause server: A key share or pre-shared key that does not match what was offered
        do: Compare a handshake that works with this one
        run: mtlscope -v CAPTURE
        from: RFC 9846 section 6.2

        @ alert 52 too_many_cids_requested
        title: Too many connection identifiers were requested (DTLS 1.3)
        from: RFC 9147

        @ alert 60 export_restriction
        title: Reserved: export ciphers of the 1990s
        from: RFC 5246 section 7.2.2

        @ alert 70 protocol_version
        title: The peer speaks none of the offered TLS versions
        cause server: The client offers TLS 1.0 or 1.1 only and the server wants 1.2 or newer, or the other way round
        cause server: A policy (crypto policy, FIPS, Java's jdk.tls.disabledAlgorithms) turned the common version off
        cause client: The server chose a version that the client does not accept
        tls12: The ClientHello, then the alert in plaintext, before any certificate.
        tls13: The same: nothing is encrypted yet.
        do: Compare the versions of the ClientHello with what the server allows
        run: openssl s_client -connect HOST:PORT -servername HOST -tls1_2
        see: no_common_version
        from: RFC 9846 section 6.2; measured: OpenSSL 3.0

        @ alert 71 insufficient_security
        title: The server wants stronger cipher suites than the client offers
        cause server: The client offers only weak suites or small Diffie-Hellman groups
        see: no_common_cipher_suite
        from: RFC 9846 section 6.2

        @ alert 80 internal_error
        title: Something failed inside the side that sent it; the peer is not at fault
        cause server: The server could not read its key, its list of authorities, or ran out of something; its log says what
        cause client: The client could not use its key when it was asked for a certificate: a locked key store, a smart card, a missing provider (Java)
        do: Read the log of the side that sent it
        run: mtlscope -v CAPTURE
        see: client_closed_after_request client_cannot_sign
        from: RFC 9846 section 6.2; measured: Java 17

        @ alert 86 inappropriate_fallback
        title: The client retried with an older version, and the server knows a newer one
        cause: The first attempt failed for another reason, for instance lost packets, and the client fell back
        see: no_common_version
        from: RFC 7507

        @ alert 90 user_canceled
        title: A user, or the application, canceled the handshake
        cause client: Somebody closed the dialog that asks for a certificate or its PIN
        see: client_gave_up
        from: RFC 9846 section 6.1

        @ alert 100 no_renegotiation
        title: The sender does not renegotiate
        text: A warning. In TLS 1.2 a server that asks for a client certificate after the handshake (IIS, or Apache for one
          folder) needs renegotiation; a client that refuses it cannot authenticate.
        cause client: Go, rustls, and HTTP/2 in general refuse renegotiation
        cause server: The server has renegotiation turned off
        tls12: A HelloRequest under encryption (a record of type 22), then this alert, encrypted.
        tls13: Never: there post-handshake authentication takes its place.
        do: Ask for the certificate in the first handshake: for the whole site instead of one folder, with IIS "Negotiate Client Certificate" enabled
        see: post_handshake_auth_not_offered renegotiation_refused
        from: RFC 5246 section 7.2.2; rustls issue 1999; dotnet/aspnetcore issue 23948

        @ alert 109 missing_extension
        title: An extension that is mandatory is missing
        cause server: A TLS 1.3 ClientHello without key share, groups or signature algorithms; or post-handshake authentication was not offered
        see: post_handshake_auth_not_offered
        from: RFC 9846 section 6.2

        @ alert 110 unsupported_extension
        title: An extension came that was not offered
        cause client: The server answered with an extension that the client did not send: a bug, or a device in between
        from: RFC 9846 section 6.2

        @ alert 111 certificate_unobtainable
        title: The certificate could not be fetched from its address
        text: Of the client_certificate_url extension, which hardly anybody uses.
        from: RFC 6066 section 9

        @ alert 112 unrecognized_name
        title: The server does not know the name that the client asked for
        cause server: The client connects by another name than the server knows: an IP address, an internal name, a name that is not configured
        cause server: nginx with ssl_reject_handshake, or a gateway that has no route for the name
        stacks: As a warning it can be ignored; OpenSSL and Apache then go on
        tls12: ClientHello with the name in plaintext, then the alert.
        tls13: The same, unless the ClientHello is encrypted.
        do: Compare the server name in the capture with the server's configuration
        run: openssl s_client -connect HOST:PORT -servername NAME
        see: unrecognized_server_name server_name_missing
        from: RFC 6066 section 3; measured: nginx 1.22, OpenSSL 3.0

        @ alert 114 bad_certificate_hash_value
        title: A certificate fetched from an address did not match its hash
        text: Of the client_certificate_url extension, which hardly anybody uses.
        from: RFC 6066 section 9

        @ alert 115 unknown_psk_identity
        title: The server does not know the pre-shared key's identity
        cause server: The client and the server were given different identities, or the key was removed
        from: RFC 9846 section 6.2; RFC 4279 section 2

        @ alert 117 general_error
        title: Something went wrong, and no other alert says it
        from: RFC 9846 section 6.2

        @ alert 120 no_application_protocol
        title: No application protocol (ALPN) in common
        cause server: The client offers h2 only and the server http/1.1 only, or a gRPC client meets a server without HTTP/2
        tls12: ClientHello with the offered protocols, then the alert, in plaintext.
        tls13: The same; what the server chose would be encrypted.
        run: openssl s_client -connect HOST:PORT -servername HOST -alpn h2,http/1.1
        see: no_common_application_protocol
        from: RFC 7301 section 3.2

        @ alert 121 ech_required
        title: The server demands an encrypted ClientHello
        text: The client offered one under an old configuration, and was told so.
        from: RFC 9849
        """#
}

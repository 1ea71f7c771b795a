extension CatalogueText {
    /// More of what people see: ends without a reason, local faults, other carriers, and what is not TLS's.
    static let moreTopics = #"""
        @ topic fatal_alert_received | received a fatal alert, a fatal alert was received
        title: The other side sent a fatal alert, and the text does not say which
        text: Mbed TLS (-0x7780), wolfSSL (-313), BearSSL and s2n report any alert by the same words. The other side refused, and only the
          alert tells why; the log of the side that sent it says more.
        cause server: The client's certificate is missing, not trusted, expired, or of another purpose
        cause client: The client does not trust the server's certificate, or it has another name
        cause: No version, cipher suite or application protocol in common
        do: See the alert in the capture
        run: mtlscope -v CAPTURE
        do: Let the library print it: Mbed TLS at debug level 3 prints "is a fatal alert message (msg 42)"
        see: handshake_failure bad_certificate unknown_ca certificate_required
        from: source: Mbed TLS ssl.h, wolfSSL error-ssl.h, BearSSL bearssl_ssl.h

        @ topic tls_handshake_failed | SSL handshake failed, TLS handshake failed
        title: The handshake failed; these words do not say why, or who refused
        text: A program's general words for any end of a handshake: a refused certificate of either side, no version or cipher suite in common, a
          connection that broke off. The reason stands beside them, in the cause below in a stack trace, or only in the other side's log.
        cause server: The server refused the client's certificate, or did not get one
        cause client: The client refused the server's certificate
        cause: No version, cipher suite or application protocol in common; no TLS on that port; a health check that left
        do: See in the capture who ended it, and with what alert
        run: mtlscope -v CAPTURE
        see: handshake_failed client_certificate_rejected server_certificate_rejected connection_closed
        from: source: Kafka (SslTransportLayer), HAProxy, gRPC, OpenVPN, MySQL; measured: HAProxy 2.6, PostgreSQL 15

        @ diagnosis handshake_timed_out | handshake timeout, TLS handshake timeout
        title: The handshake did not end in time: no answer came, or not the whole of it
        text: Nobody refused anybody as far as the text tells. Over UDP, and so in OpenVPN, DTLS and QUIC, a side that refuses in silence, a
          firewall and lost fragments look the same.
        cause: A firewall, or the wrong address or port
        cause: Large certificates whose fragments are lost: the first packets pass, the flight with the certificates does not
        cause: OpenVPN: another tls-auth or tls-crypt key on one side, so that packets are dropped in silence
        cause: DTLS: a server that refuses without an alert, or one that knows no such PSK identity
        cause: A user who was asked for a certificate or a PIN
        tls12: A flight that is sent again and again, with no answer.
        tls13: The same.
        do: See which flight has no answer
        run: mtlscope -v CAPTURE
        see: server_never_answered incomplete openvpn_control_channel_key
        from: source: OpenVPN 2.6, quic-go, Californium (Scandium), Go net/http; chadoe/docker-openvpn, OpenVPN/openvpn issue 1019

        @ topic not_an_error | want read, want write, SSL_ERROR_WANT_READ
        title: Not an error: the library waits for more
        text: SSL_ERROR_WANT_READ and WANT_WRITE (MBEDTLS_ERR_SSL_WANT_READ, GNUTLS_E_AGAIN -28, wolfSSL -323) are returned whenever a
          non-blocking handshake needs the next packet. A log at debug level has one for each flight.
        cause: If it is the last that a log says, the other side did not answer any more
        do: Look at what comes after it
        run: mtlscope -v CAPTURE
        see: handshake_timed_out
        from: OpenSSL: SSL_get_error; source: Envoy ssl_socket.cc, Mbed TLS ssl.h

        @ topic server_has_no_certificate | no certificate for this name, no certificates configured
        title: The server has no certificate that it could send
        text: It ended the handshake before any certificate was sent: none is configured, none fits the name that the client asked for, or
          none fits the algorithms that it offers. The client is told handshake_failure (40), unrecognized_name (112) or internal_error (80).
        cause server: No certificate for the server name, and no default one
        cause server: The certificate's file could not be read, or its key does not fit
        cause server: An RSA certificate and a client that offers ECDSA only, or the other way round
        tls12: ClientHello, then an alert from the server.
        tls13: The same, in plaintext.
        do: Ask with the name, and without
        run: openssl s_client -connect HOST:PORT -servername HOST </dev/null
        see: unrecognized_server_name handshake_failure server_name_missing
        from: source: rustls (ResolvesServerCert), Go (crypto/tls), Mbed TLS -0x7580, JDK (SSLContextImpl)

        @ topic certificate_file_problem | mac verify failure, bad decrypt, no start line
        title: A certificate or key could not be loaded; nothing was sent for it
        text: A local error: a file that is not there or not readable, a wrong passphrase, or another format than was expected. Some programs
          go on without a certificate, and the server then gets none.
        cause: Wrong path, or an account that may not read the file
        cause: Wrong passphrase: "mac verify failure", "bad decrypt", "Keystore was tampered with", SEC_ERROR_BAD_PASSWORD
        cause: A DER file where PEM is expected, or an old PKCS #12 (RC2) that OpenSSL 3 reads only with its legacy provider
        do: Look at the files as the program's account
        run: openssl x509 -in cert.pem -noout -subject -dates; openssl pkey -in key.pem -noout
        run: openssl pkcs12 -in client.p12 -info -noout
        see: key_does_not_match client_presented_none
        from: Oracle: ORA-28759; source: OpenSSL, curl, requests, Go crypto/tls, NSS, wpa_supplicant

        @ topic out_of_memory | SSL - Memory allocation failed
        title: The device ran out of memory in the handshake
        text: MBEDTLS_ERR_SSL_ALLOC_FAILED (-0x7F00) and its like. Nobody refused anybody.
        cause: Long certificate chains and records of 16 KiB need tens of kilobytes for each connection
        do: Free memory before connecting, or use smaller buffers (MBEDTLS_SSL_IN_CONTENT_LEN) with the max_fragment_length extension
        see: client_gave_up connection_closed
        from: source: Mbed TLS ssl.h, ESP-IDF documentation (ESP-TLS)

        @ topic not_reached | MBEDTLS_ERR_NET_CONNECT_FAILED, MBEDTLS_ERR_NET_UNKNOWN_HOST
        title: The server was not reached: TLS had not begun
        cause: The name does not resolve, or nothing listens there
        do: Try the address and the port
        run: nc -vz HOST PORT
        see: server_never_answered
        from: source: Mbed TLS net_sockets.h

        @ topic refused_above_tls | not a TLS error
        title: Not TLS: the handshake was over, and the protocol above refused
        text: The answer came through the finished TLS connection, so neither side refused the other's certificate in the handshake. The
          application may still look at the certificate: a broker that maps it to a user, AWS IoT's policies, OpenVPN's user and password.
        cause server: Wrong user or password, an identity or policy that does not allow it
        cause server: The certificate is valid but not mapped to an account, or not registered (AWS IoT)
        cause server: Cloudflare's error 1014: a DNS name that points to another customer's zone
        do: Read the application's log; with a key log the answer can be read in the capture
        run: mtlscope -k keys.log CAPTURE
        see: client_certificate_rejected_by_application refused_by_application
        from: MQTT 3.1.1, section 3.2.2.3; OpenVPN (push.c); Cloudflare: error 1014

        @ topic mosquitto_protocol_error | disconnected due to protocol error
        title: mosquitto ended a connection before MQTT began, and does not say why
        text: "Client <unknown> disconnected due to protocol error" stands for any failed handshake, for plain MQTT on a TLS port and the other
          way round, and for a health check. A line "OpenSSL Error" beside it tells more.
        cause: The client speaks MQTT without TLS, or HTTP, on this port
        cause client: The client does not trust the broker's certificate, and closed
        cause server: require_certificate is true, and the client has none
        do: See what was spoken and who ended it
        run: mtlscope -v CAPTURE
        see: plain_http_on_tls_port server_certificate_untrusted client_presented_none
        from: eclipse-mosquitto/mosquitto issue 2746; mqttjs/MQTT.js issue 1021; measured: mosquitto 2.0

        @ topic envoy_secret_missing | Secret is not supplied by SDS
        title: Envoy has not got its certificate or its authorities yet, so it cannot connect
        text: Nothing was sent. Envoy waits for the secret from its SDS server (istiod in Istio), or the secret does not exist.
        cause: credentialName names a secret that is missing, in another namespace, or without the keys tls.crt, tls.key, ca.crt
        cause: The proxy started before istiod answered
        do: See which secrets are there, and which are WARMING
        run: istioctl proxy-config secret POD
        see: envoy_upstream_tls
        from: Envoy: TLS, trouble shooting; istio issues 34903, 26468, 22443

        @ topic ibm_mq_tls | MQRC_SSL_INITIALIZATION_ERROR, 2393
        title: IBM MQ could not set up TLS on the channel; its error log says why
        text: 2393 and AMQ9638E are what a client sees of nearly every failure. AMQERR01.LOG of both sides has the reason: AMQ9633E (the
          certificate does not verify), AMQ9637E and AMQ9642E (none was sent), AMQ9658E (dates), AMQ9716E (revocation), AMQ9631E (CipherSpec).
        cause: The key repository cannot be opened: path, stash file, rights
        cause: The certificate's label is not that of the user or queue manager, so that none is sent (SSLCAUTH REQUIRED refuses then)
        cause: The signer's certificate is missing in the other side's repository, or the CipherSpecs differ
        do: Read AMQERR01.LOG on both sides, and list the repository
        run: runmqakm -cert -list -db key.kdb -stashed
        see: client_presented_none no_common_cipher_suite
        from: IBM MQ: messages AMQ9xxx, reason code 2393; ibm-messaging/mq-mqi-nodejs issues 62, 146, 171, 186

        @ topic eap_tls_failed | EAP-Failure, EAP authentication failed
        title: 802.1X authentication failed, and this line does not say who refused
        text: An EAP-Failure follows whichever side refused: the supplicant that did not trust the server's certificate, the RADIUS server that
          refused the client's, or an inner method with a wrong password. The TLS alert shortly before it tells.
        cause client: The supplicant does not trust the RADIUS server's certificate, or its name does not fit
        cause server: The RADIUS server does not trust the client's certificate, or it is expired or revoked
        cause: PEAP or TTLS: TLS was fine, and the user or password inside was not
        tls12: In EAP packets: TLS alert from one side, an empty EAP-TLS response, EAP-Failure.
        tls13: The same; alerts are encrypted.
        do: Look above for "remote certificate verification", "TLS alert", "TLS Alert read" (the client sent it) or "write" (the server did)
        run: mtlscope -v CAPTURE
        see: unknown_ca server_certificate_rejected client_certificate_rejected
        from: source: wpa_supplicant 2.10, FreeRADIUS 3.2; Microsoft: EAP error codes; FreeRADIUS issues 320, 4946

        @ topic openvpn_server_not_verified
        title: OpenVPN's client warns that it takes any certificate of its authority for the server's
        text: "No server certificate verification method has been enabled." Nothing failed. Another client's certificate could be used to pose as the
          server.
        cause: The client's configuration has neither remote-cert-tls server nor verify-x509-name
        do: Add remote-cert-tls server, and verify-x509-name with the server's name, to the client's configuration
        see: server_certificate_wrong_purpose
        from: source: OpenVPN 2.6

        @ topic openvpn_control_channel_key | packet HMAC authentication failed, tls-crypt unwrap error
        title: OpenVPN dropped a control packet that its tls-auth or tls-crypt key does not fit; TLS had not begun
        text: The other side hears nothing and runs into "TLS key negotiation failed to occur within 60 seconds".
        cause: Another ta.key on one side, or key-direction 0 and 1 not opposite
        cause: tls-auth on one side and tls-crypt, or none, on the other; another --auth digest
        cause: Scanners that send anything to UDP port 1194
        do: Compare the keys: the lines must be the same
        run: openssl sha256 ta.key
        see: handshake_timed_out
        from: source: OpenVPN 2.6 ssl_pkt.c, tls_crypt.c

        @ topic quic_connection_failed | ERR_QUIC_PROTOCOL_ERROR, CRYPTO_ERROR
        title: A QUIC connection failed; the code behind it tells whether TLS was the reason
        text: CRYPTO_ERROR 0x100 and a number is a TLS alert: 0x12a is 42 (bad_certificate), 0x130 48 (unknown_ca), 0x174 116
          (certificate_required), 0x178 120 (no_application_protocol). Chrome shows ERR_QUIC_PROTOCOL_ERROR for everything, with its own reason
          behind the dot; it then mostly goes back to TCP.
        cause: The peer closed the connection, or it timed out; a firewall that drops UDP
        cause client: The server's certificate was refused: Chrome takes only publicly known authorities over QUIC
        do: See the close in the capture
        run: mtlscope -k keys.log -v CAPTURE
        see: certificate_required no_application_protocol handshake_timed_out
        from: RFC 9001 section 4.8; source: Chromium (net_error_list.h, quic_error_codes.h); quic-go issues 3626, 3211, 3872

        @ topic cloudflare_origin_tls | error 525, error 526
        title: Cloudflare could not make a TLS connection to the origin server
        text: Cloudflare is the client here. 526: it refused the origin's certificate (mode "Full (strict)"). 525: the handshake failed before, and
          either side may have ended it. The visitor's own connection was fine.
        cause client: 526: the origin's certificate is expired, self-signed, of another name, or not of a public or Cloudflare's origin authority
        cause: 525: no TLS on the origin's port 443, no cipher suite in common, or the origin knows no such name
        cause server: With authenticated origin pulls the origin wants Cloudflare's certificate and does not trust its authority
        do: Ask the origin itself, with the visitor's name
        run: openssl s_client -connect ORIGIN:443 -servername HOST </dev/null
        see: server_certificate_rejected handshake_failed
        from: Cloudflare: errors 525 and 526

        @ topic schannel_own_settings | internal error state is 10013
        title: Windows' own settings leave no protocol or cipher suite for this program
        text: Event 36871 with state 10013, and "The client and server cannot communicate, because they do not possess a common algorithm", arise
          before anything is sent: AcquireCredentialsHandle finds no protocol that is both asked for and allowed. The latter also follows an
          alert insufficient_security (71) from the other side.
        cause: TLS 1.0 or 1.2 is switched off in the registry, and the program asks for just that one
        cause: .NET Framework without SchUseStrongCrypto or SystemDefaultTlsVersions
        do: See what is allowed
        run: Get-ChildItem HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols -Recurse
        do: If a ClientHello was sent, the capture tells
        run: mtlscope -v CAPTURE
        see: no_common_version no_common_cipher_suite insufficient_security
        from: Microsoft: Schannel events, TLS registry settings

        @ topic nsurl_client_certificate_required | NSURLErrorClientCertificateRequired, NSURLErrorDomain -1206
        title: The server wants a client certificate: by the handshake, or by an HTTP answer 403 after it
        text: Apple's URL loading reports -1206 when the server refused for want of a certificate, and also when the server answers 403 on a
          connection where it had asked for one, even if the client had presented it (Apple's radar 41009229).
        cause server: No certificate was given to the challenge, or its key cannot be used
        cause server: The certificate was accepted, and the application answered 403 for a reason of its own
        tls12: An empty client Certificate and an alert; or a whole mutual handshake and an answer.
        tls13: The same.
        do: See in the capture whether a certificate was presented and who ended it
        run: mtlscope -v CAPTURE
        see: client_certificate_missing refused_by_application client_certificate_rejected_by_application
        from: Apple: NSURLError.h; openradar 41009229

        @ topic refused_before_tls | STARTTLS refused, server does not support SSL, CONNECT tunnel failed
        title: TLS was asked for on the connection, or a proxy for the way to it, and did not begin
        text: No ClientHello was sent, so no certificate of either side has anything to do with it. A database, a mail or directory server said no to
          the request for TLS, or a proxy did not open the tunnel. The answer says which.
        cause server: TLS is not set up on the server: no certificate or key, or a key that it cannot read (454)
        cause server: The port, listener or virtual host is the one without TLS
        cause server: A proxy wants to know who asks (407), or its rules forbid the name or port (403), or it does not reach the server (500 to 504)
        cause client: The client insists on TLS where the server has none
        tls12: The dialogue of the protocol, and no ClientHello.
        tls13: The same.
        do: See what was answered; the summary says it ("TLS did not begin")
        run: mtlscope CAPTURE
        do: Turn TLS on at the server, and read its log for a certificate or key that could not be loaded
        see: plain_http_on_tls_port peer_does_not_speak_tls
        from: measured: PostgreSQL 15, MariaDB 10.11, Postfix 3.7, OpenLDAP 2.5, tinyproxy 1.11, Dante 1.4, curl 7.88; RFC 3207, RFC 4511, RFC 9110
        """#
}

extension CatalogueText {
    /// The diagnoses about the server's certificate, how a connection ended, and what came before any certificate.
    static let serverDiagnoses = #"""
        @ diagnosis server_certificate_expired
        title: The server's certificate, or one above it, has expired
        cause: The renewal failed, or the server was not reloaded after it
        cause: The client's clock is ahead
        tls12: The dates stand in the server's Certificate, in plaintext.
        tls13: Encrypted; a client can show them.
        do: Renew it and reload the server
        run: openssl s_client -connect HOST:PORT -servername HOST </dev/null | openssl x509 -noout -subject -dates
        see: certificate_expired server_certificate_rejected
        from: docs/diagnoses.md

        @ diagnosis server_certificate_not_yet_valid
        title: The server's certificate, or one above it, is not valid yet
        cause: A clock is wrong; a device without a battery starts in 1970
        do: Compare the clocks
        run: openssl s_client -connect HOST:PORT -servername HOST </dev/null | openssl x509 -noout -startdate; date -u
        see: bad_certificate server_certificate_rejected
        from: docs/diagnoses.md

        @ diagnosis server_certificate_name_mismatch
        title: The server's certificate does not have the name that the client asked for
        cause: The client connects by an IP address, a short or an internal name
        cause: Another virtual host answered, since the server name was missing or unknown
        cause: The certificate has the name in its subject only; current clients read subjectAltName alone
        do: Compare the name with those of the certificate
        run: openssl s_client -connect HOST:PORT -servername HOST </dev/null | openssl x509 -noout -subject -ext subjectAltName
        see: bad_certificate server_certificate_rejected
        from: docs/diagnoses.md

        @ diagnosis server_certificate_self_signed
        title: The server's certificate is signed by itself
        cause: A development certificate, or the default one of a product
        cause: A TLS inspection in between, when it is the root of the chain that is unknown
        do: Give the client this certificate as an authority (--cacert, NODE_EXTRA_CA_CERTS, a trust store), or the server one that was issued
        run: openssl s_client -connect HOST:PORT -servername HOST -showcerts </dev/null
        see: server_certificate_untrusted unknown_ca
        from: docs/diagnoses.md

        @ diagnosis server_certificate_untrusted
        title: The server's certificate leads to no authority that the client trusts
        cause: A private authority that the client was not given
        cause: The client looks into another trust store than expected: Java has its own, Python's certifi too, Node.js brings its list
        cause: A TLS inspection in between shows a certificate of its own
        cause: The intermediate is missing: then see server_certificate_chain_incomplete
        do: Give the client the authority; never turn verification off
        run: openssl s_client -connect HOST:PORT -servername HOST -CAfile client-trusts.pem </dev/null
        run: curl -v --cacert ca.pem https://HOST:PORT/
        see: unknown_ca server_certificate_chain_incomplete server_certificate_self_signed
        from: docs/diagnoses.md

        @ diagnosis server_certificate_revoked
        title: The server's certificate was revoked
        do: Replace it
        run: openssl s_client -connect HOST:PORT -servername HOST -status </dev/null | grep -A3 'OCSP'
        see: certificate_revoked
        from: docs/diagnoses.md

        @ diagnosis client_lacks_server_authority
        title: The client does not know an authority that vouches for the server
        text: The chain leads to an authority that was given with --server-ca, and the client answered unknown_ca.
        cause: The client's trust store lacks the root: an old system, an image without ca-certificates, a Java key store
        cause: The server does not send an intermediate
        do: Add the root to what the client trusts, or the intermediate to the server's certificate file
        see: unknown_ca server_certificate_untrusted server_certificate_chain_incomplete
        from: docs/diagnoses.md

        @ diagnosis server_revocation_unknown
        title: Whether the server's certificate has been revoked cannot be told
        text: The list of its issuer is missing, has expired, or cannot be used.
        do: Give the client a current list of every issuer, or do not have it check
        see: server_certificate_revoked client_revocation_unknown
        from: docs/diagnoses.md

        @ diagnosis server_certificate_chain_incomplete
        title: The server sends its certificate without the intermediate
        text: Browsers often find the intermediate by themselves, so that the site works there and fails in curl, Java, Node.js and Python.
        cause: cert.pem is configured where fullchain.pem is needed
        do: Configure the certificate with its intermediates, leaf first
        run: openssl s_client -connect HOST:PORT -servername HOST -showcerts </dev/null | grep -E ' s:| i:'
        see: server_certificate_untrusted unknown_ca
        from: docs/diagnoses.md

        @ diagnosis server_certificate_chain_disordered
        title: The server's chain is out of order or contains unrelated certificates
        do: Order the file: leaf, its issuer, the issuer's issuer; no root
        run: openssl s_client -connect HOST:PORT -servername HOST -showcerts </dev/null | grep -E ' s:| i:'
        see: server_certificate_chain_incomplete
        from: docs/diagnoses.md

        @ diagnosis server_certificate_chain_carries_root
        title: The server sends its root along
        text: Harmless: whoever checks has the root already, or does not trust it. It costs bytes in every handshake.
        do: Leave the last certificate, whose subject is its issuer, out of the file
        run: openssl s_client -connect HOST:PORT -servername HOST -showcerts </dev/null | grep -E ' s:| i:'
        see: server_certificate_chain_disordered
        from: docs/diagnoses.md

        @ diagnosis server_certificate_wrong_purpose
        title: The server's certificate was not issued for servers
        cause: Its extended key usage lacks serverAuth: a client's certificate is used
        cause: etcd and others use one certificate for both sides and need clientAuth as well
        do: Look at its purposes
        run: openssl x509 -in server.pem -noout -purpose -ext extendedKeyUsage,keyUsage
        see: unsupported_certificate
        from: docs/diagnoses.md; etcd issue 9785

        @ diagnosis server_certificate_weak
        title: The server's key or signature is weaker than current clients accept
        cause: RSA below 2048 bits, or a signature with SHA-1 or MD5
        do: Issue a new one
        run: openssl s_client -connect HOST:PORT </dev/null | openssl x509 -noout -text | grep -E 'Public-Key|Signature Algorithm'
        from: docs/diagnoses.md

        @ diagnosis server_proof_of_possession_invalid
        title: The server's signature does not verify: it did not prove that it has the key
        cause: A device in between changed the handshake, or the server's key is not that of its certificate
        do: Compare the key with the certificate
        run: openssl pkey -in server.key -pubout | openssl sha256; openssl x509 -in server.pem -noout -pubkey | openssl sha256
        see: decrypt_error
        from: docs/diagnoses.md

        @ diagnosis server_certificate_refused
        title: The client refused the server's certificate, and the evidence does not say why
        text: The reason lies in the client's trust store or rules, or the certificate could not be read.
        do: Read the client's error, and check the certificate as the client would
        run: openssl s_client -connect HOST:PORT -servername HOST -verify_hostname HOST -CAfile client-trusts.pem -showcerts
        see: server_certificate_rejected
        from: docs/diagnoses.md

        @ diagnosis left_without_a_word
        title: The client finished the handshake and left without sending anything
        text: Health checks and scanners do that. So does a client that looks at the server's certificate when the handshake is
          over and does not like it: curl on OpenSSL compares the name then, PHP and wget do, and Java's HostnameVerifier. On
          the wire the two look the same.
        cause: A load balancer's health check, a monitoring system, a scanner
        cause: The client does not find the name that it asked for in the server's certificate, or has another fault to find
        do: If a client reports an error at that time, read its log; if none does, nothing is wrong
        run: curl -v https://HOST:PORT/
        see: server_certificate_name_mismatch server_certificate_refused
        from: docs/inference.md; measured: curl 7.88, OpenSSL 3.0

        @ diagnosis server_closed_without_alert
        title: The server refused by closing or resetting, without an alert
        cause: Node.js with rejectUnauthorized: it verifies after the handshake and destroys the socket
        cause: s2n for some faults; proxies and firewalls that close on a rule
        cause: The server process crashed or ran into a time-out
        stacks: The client shows "unexpected eof while reading", ECONNRESET, "socket hang up" or "EOF occurred in violation of protocol"
        tls12: The client's flight, then FIN or RST from the server instead of ChangeCipherSpec and Finished.
        tls13: The client's flight, then FIN from the server without a record.
        do: Read the server's log. In Node.js listen to 'tlsClientError' and look at socket.authorizationError
        see: connection_closed client_certificate_rejected
        from: docs/diagnoses.md; measured: Node.js 20; source: s2n

        @ diagnosis eap_failure_without_alert
        title: The authentication server answered the client's certificate with EAP-Failure, and sent no TLS alert
        text: hostapd and FreeRADIUS write an alert into their logs and send none, so the supplicant cannot know why.
        cause: The client's certificate is expired, revoked, or of an authority that the server does not trust
        cause: EAP-TTLS or PEAP that insists on a client certificate, and the client has none
        stacks: wpa_supplicant shows CTRL-EVENT-EAP-FAILURE; Windows "Explicit Eap failure received"
        tls12: The client's flight, then EAP-Failure (in RADIUS an Access-Reject) instead of ChangeCipherSpec and Finished.
        tls13: The client's flight, then EAP-Failure without a record.
        do: Read the authentication server's log at that time
        run: freeradius -X
        see: client_certificate_rejected eap_tls_failed
        from: docs/diagnoses.md; measured: hostapd 2.10, FreeRADIUS 3.2

        @ diagnosis eap_failure_after_handshake
        title: TLS was finished when the authentication server sent EAP-Failure
        cause: PEAP, EAP-TTLS, TEAP or EAP-FAST: the user or password of the inner method was wrong
        cause: EAP-TLS: the certificate is good, and its name or a policy turned the client away
        tls12: Both Finished, then EAP-Failure, mostly after some application data.
        tls13: The client's flight, records of the server, then EAP-Failure.
        do: Check the inner user and password, and the authentication server's log
        run: freeradius -X
        see: eap_tls_failed
        from: docs/diagnoses.md; measured: hostapd 2.10

        @ diagnosis eap_abandoned
        title: The supplicant began anew or logged off in the middle of the TLS handshake
        cause: It refuses the server's certificate without an alert, or asks its user whether to trust it
        cause: The user, or the operating system, started the authentication again
        tls12: The server's flight, then EAPOL-Start or EAPOL-Logoff instead of the client's.
        tls13: The same.
        do: Read the supplicant's log at that time
        run: journalctl -u wpa_supplicant
        see: server_certificate_refused eap_tls_failed
        from: docs/diagnoses.md; IEEE 802.1X

        @ diagnosis peer_fell_silent
        title: One side stopped answering in the middle of the handshake, over a carrier that has no close
        text: OpenVPN refuses in this way: it drops the session, and the other side repeats its packets until it times out.
        cause: The silent side refused the other's certificate: its log says why
        cause: The path loses packets, often large ones only, or the silent side is gone
        stacks: OpenVPN shows "TLS key negotiation failed to occur within 60 seconds"
        tls12: A flight that is acknowledged in part and comes again after 2, 4 and 8 seconds.
        tls13: The same.
        do: Read the log of the side that fell silent
        run: mtlscope -v CAPTURE
        see: handshake_timed_out openvpn_control_channel_key
        from: docs/inference.md; measured: OpenVPN 2.6

        @ diagnosis alert_contradicts_evidence
        title: The alert names a cause that the certificate disproves
        text: The best known case: OpenSSL says certificate_expired (45) when its revocation list has expired.
        cause: The server's CRL has expired (45), or is missing (48)
        do: Look at the server's revocation lists
        run: openssl crl -in list.crl -noout -lastupdate -nextupdate
        see: certificate_expired crl_problem
        from: docs/diagnoses.md; measured: OpenSSL 3.0

        @ diagnosis alert_hidden_by_reset
        title: The alert was sent, but a reset kept the peer from reading it
        text: Closing a socket with unread data makes the system send RST, which throws away what the peer has not read. The client
          reports "connection reset" or "broken pipe"; only the capture knows the reason.
        stacks: Seen with GnuTLS and Python servers, and with Java clients at HAProxy
        do: Read the alert in the capture
        run: mtlscope -v CAPTURE
        see: connection_closed
        from: docs/diagnoses.md; measured: Java 17 with HAProxy 2.6, Python 3.11, GnuTLS 3.7

        @ diagnosis no_common_version
        title: The two sides share no TLS version
        do: Compare the versions of the ClientHello with what the server allows
        run: openssl s_client -connect HOST:PORT -tls1_2; openssl s_client -connect HOST:PORT -tls1_3
        see: protocol_version
        from: docs/diagnoses.md

        @ diagnosis no_common_cipher_suite
        title: The two sides share no cipher suite
        cause: A policy on one side, or a server key (RSA or ECDSA) that fits none of the offered suites
        do: Compare the suites of the ClientHello with what the server allows
        run: openssl s_client -connect HOST:PORT -cipher ALL:@SECLEVEL=0
        see: handshake_failure insufficient_security
        from: docs/diagnoses.md

        @ diagnosis no_common_group
        title: The two sides share no group for the key exchange
        cause: A server that wants P-384 or P-521 alone, a client that offers X25519 and P-256
        run: openssl s_client -connect HOST:PORT -groups X25519:P-256:P-384:P-521
        see: handshake_failure
        from: docs/diagnoses.md

        @ diagnosis no_common_application_protocol
        title: The two sides share no application protocol (ALPN)
        see: no_application_protocol
        from: docs/diagnoses.md

        @ diagnosis unrecognized_server_name
        title: The server does not know the name that the client asked for
        do: Compare the name in the ClientHello with the server's configuration
        see: unrecognized_name server_name_missing
        from: docs/diagnoses.md

        @ diagnosis server_name_missing
        title: The client sent no server name
        text: A server with several names then answers with its default: another certificate, or no request for the client's.
        cause: The client connects by IP address, or its library needs to be told: Node.js servername, -servername of older openssl
        cause: AWS IoT and many gateways need the name to find the account
        do: Send the name
        run: openssl s_client -connect HOST:PORT -servername HOST
        see: unrecognized_server_name not_requested
        from: docs/diagnoses.md

        @ diagnosis handshake_refused
        title: The handshake was refused, and the evidence does not say why
        do: Read the log of the side that refused
        run: mtlscope -v CAPTURE
        see: handshake_failed
        from: docs/diagnoses.md

        @ diagnosis closed_before_answer
        title: One side left while the other's answer was on its way
        cause: A time-out, a shutdown or a limit on its side
        cause: A client that was cancelled, or that tries several addresses and keeps the first
        do: Check the log of the side that left; it has not seen what it was answered with
        see: handshake_failed incomplete
        from: docs/diagnoses.md

        @ diagnosis server_never_answered
        title: The server never answered the ClientHello
        cause: A firewall or a proxy in between drops it, mostly by the server name
        cause: The port speaks another protocol, or needs a STARTTLS first
        cause: Large ClientHellos (post-quantum key shares) that a device in between cannot handle
        do: Capture at the server as well, and compare
        see: incomplete capture_incomplete
        from: docs/diagnoses.md

        @ diagnosis peer_does_not_speak_tls
        title: The server answered a ClientHello in another protocol
        cause: The client uses TLS for a port on which the server speaks plain HTTP, SSH, SMTP or the like
        cause: The protocol begins in plaintext, and TLS has to be asked for first (STARTTLS)
        cause: TLS is not turned on for that port, or a proxy that ended TLS passes on to the wrong port
        do: Check address and port, and whether the URL should say http:// there
        run: openssl s_client -connect HOST:PORT
        see: handshake_failed server_never_answered
        from: docs/diagnoses.md

        @ diagnosis capture_incomplete
        title: Packets that decide are missing from the capture
        cause: The capture began late or ended early, lost packets, or cut them (a snap length)
        do: Capture whole packets, without a filter that drops one direction
        run: tcpdump -s 0 -B 16384 -w capture.pcap 'tcp port 8443'
        see: incomplete
        from: docs/diagnoses.md

        @ diagnosis capture_truncated
        title: The capture's snapshot length cut packets off
        cause: tcpdump or another program was told to keep only the first bytes of each packet (-s 96, say)
        do: Capture again with whole packets
        run: tcpdump -s 0 -w capture.pcap 'tcp port 8443'
        see: incomplete capture_incomplete
        from: docs/diagnoses.md

        @ diagnosis tls_inside_tls
        title: The decrypted data is another TLS connection
        cause: The client reaches the server through an HTTPS proxy (CONNECT)
        do: Capture between the proxy and the server, or at the client without the proxy's TLS
        see: undetermined
        from: docs/diagnoses.md

        @ diagnosis secrets_of_another_connection
        title: The key log belongs to another connection
        cause: The key log is of another run, or of the other side of a proxy
        do: Capture and log the keys in the same run
        see: undetermined
        from: docs/diagnoses.md, docs/keys.md
        """#
}

extension CatalogueText {
    /// What languages and the other TLS libraries print.
    static let languageTexts = #"""
        % Node.js | client | raised
        err tls cert altname invalid => server_certificate_name_mismatch
        hostname ip does not match certificate s altnames => server_certificate_name_mismatch
        % Node.js | client | local
        client network socket disconnected before secure tls connection was established => connection_closed
        % Node.js | either | local
        ~ socket hang up => connection_closed
        err ssl key values mismatch => key_does_not_match
        % Node.js | server | raised
        authorizationerror unable to get issuer cert => client_certificate_untrusted
        authorizationerror unable to verify leaf signature => client_chain_incomplete
        authorizationerror cert has expired => client_certificate_expired
        authorizationerror cert not yet valid => client_certificate_not_yet_valid
        authorizationerror depth zero self signed cert => client_certificate_self_signed
        authorizationerror invalid purpose => client_certificate_wrong_purpose

        % Python | either | raised
        ssl certificate verify failed => certificate_verify_failed
        % Python | either | local
        eof occurred in violation of protocol => connection_closed
        sslzeroreturnerror => connection_closed
        ~ connectionreseterror => connection_closed
        ~ remotedisconnected => connection_closed
        remote end closed connection without response => connection_closed
        % Python | client | raised
        certificate verify failed hostname mismatch => server_certificate_name_mismatch
        certificate is not valid for => server_certificate_name_mismatch
        hostname ... doesn t match => server_certificate_name_mismatch

        % any program | either | local
        ~ connection reset by peer => connection_closed
        ~ econnreset => connection_closed
        ~ broken pipe => connection_closed
        ~ epipe => connection_closed

        % Go | server | raised
        tls client didn t provide a certificate => client_presented_none
        tls failed to verify client certificate => client_certificate_rejected
        tls failed to verify client certificate x509 certificate signed by unknown authority => client_certificate_untrusted
        tls failed to verify client certificate x509 certificate has expired or is not yet valid => client_certificate_expired
        tls failed to verify client certificate x509 certificate specifies an incompatible key usage => client_certificate_wrong_purpose
        tls failed to verify client s certificate => client_certificate_rejected
        tls failed to verify client s certificate x509 certificate signed by unknown authority => client_certificate_untrusted
        tls failed to verify client s certificate x509 certificate has expired or is not yet valid => client_certificate_expired
        tls failed to verify client s certificate x509 certificate specifies an incompatible key usage => client_certificate_wrong_purpose
        tls invalid signature by the client certificate => client_proof_of_possession_invalid
        tls client using inappropriate protocol fallback => inappropriate_fallback
        tls client offered only unsupported versions => no_common_version
        tls no cipher suite supported by both client and server => no_common_cipher_suite
        client sent an http request to an https server => plain_http_on_tls_port
        % Go | client | raised
        x509 certificate is valid for ... not => server_certificate_name_mismatch
        x509 cannot validate certificate for ... because it doesn t contain any ip sans => server_certificate_name_mismatch
        x509 certificate relies on legacy common name field => server_certificate_name_mismatch
        x509 certificate is not valid for any names => server_certificate_name_mismatch
        tls server selected unsupported protocol version => no_common_version
        http server gave http response to https client => plain_http_on_tls_port
        tls either servername or insecureskipverify must be specified => server_name_missing
        % Go | either | raised
        x509 certificate signed by unknown authority => client_certificate_untrusted / server_certificate_untrusted
        x509 certificate has expired or is not yet valid => client_certificate_expired / server_certificate_expired
        x509 certificate specifies an incompatible key usage => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        tls first record does not look like a tls handshake => plain_http_on_tls_port
        % Go | client | local
        tls no supported versions satisfy minversion and maxversion => no_common_version
        peer doesn t support any of the certificate s signature algorithms => client_signature_scheme_not_requested
        % Go | either | local
        tls private key does not match public key => key_does_not_match
        % Go | client | received
        authentication handshake failed remote error tls certificate required => certificate_required
        authentication handshake failed remote error tls bad certificate => bad_certificate
        authentication handshake failed remote error tls unknown certificate authority => unknown_ca

        % Java | server | raised
        empty client certificate chain => client_presented_none
        extended key usage does not permit use for tls client authentication => client_certificate_wrong_purpose
        null cert chain => client_presented_none
        % Java | client | raised
        extended key usage does not permit use for tls server authentication => server_certificate_wrong_purpose
        % Java | mostly client | raised
        no subject alternative dns name matching => client_certificate_refused / server_certificate_name_mismatch
        no subject alternative names matching ip address => client_certificate_refused / server_certificate_name_mismatch
        no subject alternative names present => client_certificate_refused / server_certificate_name_mismatch
        % Java | either | raised
        unable to find valid certification path to requested target => client_certificate_untrusted / server_certificate_untrusted
        pkix path building failed => client_certificate_untrusted / server_certificate_untrusted
        pkix path validation failed ... validity check failed => client_certificate_expired / server_certificate_expired
        pkix path validation failed ... revoked => client_certificate_revoked / server_certificate_revoked
        pkix path validation failed ... certificate has been revoked => client_certificate_revoked / server_certificate_revoked
        pkix path validation failed => client_certificate_rejected / server_certificate_rejected
        certificateexpiredexception => client_certificate_expired / server_certificate_expired
        certificatenotyetvalidexception => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        invalid certificateverify signature => client_proof_of_possession_invalid / server_proof_of_possession_invalid
        no trusted certificate found => client_certificate_untrusted / server_certificate_untrusted
        % Java | client | local
        cannot produce certificateverify signature => client_cannot_sign
        no suitable certificate found continuing without client authentication => client_issuer_not_requested
        remote host terminated the handshake => connection_closed
        remote host closed connection during handshake => connection_closed
        no appropriate protocol => no_common_version
        % Java | client | raised
        doesn t match any of the subject alternative names => server_certificate_name_mismatch
        hostname ... not verified certificate sha256 => server_certificate_name_mismatch
        https hostname wrong => server_certificate_name_mismatch
        % Perl | client | raised
        hostname verification failed => server_certificate_name_mismatch
        % Java | either | raised
        certificates do not conform to algorithm constraints => client_certificate_weak / server_certificate_weak
        unrecognized ssl message plaintext connection => plain_http_on_tls_port
        % Java | server | raised
        no matching application layer protocol values => no_application_protocol
        no cipher suites in common => no_common_cipher_suite
        % Java | client | received
        ~ failed to process post handshake messages => trailing_tls13_refusal
        received close notify during handshake => server_closed_without_alert

        % GnuTLS | either | received
        ~ a tls fatal alert has been received => fatal_alert_received
        % GnuTLS | either | raised
        public key signature verification has failed => client_proof_of_possession_invalid / server_proof_of_possession_invalid
        error in the certificate verification => client_certificate_rejected / server_certificate_rejected
        error in the certificate => client_certificate_rejected / server_certificate_rejected
        could not negotiate a supported cipher suite => no_common_cipher_suite
        % GnuTLS | server | raised
        error in handshake certificate is required => client_presented_none
        error in handshake no certificate was found => client_presented_none
        gnutls e certificate required => client_presented_none
        gnutls e no certificate found => client_presented_none
        % GnuTLS | either | local
        the tls connection was non properly terminated => connection_closed
        an unexpected tls packet was received => plain_http_on_tls_port
        the certificate and the given key do not match => key_does_not_match
        % GnuTLS | client | raised
        the certificate issuer is unknown => server_certificate_untrusted
        the name in the certificate does not match the expected => server_certificate_name_mismatch
        the certificate chain uses expired certificate => server_certificate_expired
        the certificate of ... is not trusted => server_certificate_untrusted
        the certificate of ... has expired => server_certificate_expired
        doesn t have a known issuer => server_certificate_untrusted

        % NSS | client | raised
        sec error unknown issuer => server_certificate_untrusted
        sec error untrusted issuer => server_certificate_untrusted
        sec error expired certificate => server_certificate_expired
        sec error expired issuer certificate => server_certificate_expired
        sec error revoked certificate => server_certificate_revoked
        sec error inadequate cert type => server_certificate_wrong_purpose
        sec error inadequate key usage => server_certificate_wrong_purpose
        sec error untrusted cert => server_certificate_untrusted
        sec error bad der => server_certificate_refused
        sec error ca cert invalid => server_certificate_untrusted
        sec error cert signature algorithm disabled => server_certificate_weak
        sec error cert not in name space => server_certificate_refused
        sec error extension value invalid => server_certificate_refused
        sec error unknown critical extension => server_certificate_refused
        sec error reused issuer and serial => server_certificate_refused
        sec error invalid time => server_certificate_refused
        mozilla pkix error ca cert used as end entity => server_certificate_refused
        mozilla pkix error v1 cert used as ca => server_certificate_untrusted
        mozilla pkix error inadequate key size => server_certificate_weak
        mozilla pkix error not yet valid issuer certificate => server_certificate_not_yet_valid
        mozilla pkix error signature algorithm mismatch => server_certificate_refused
        mozilla pkix error invalid integer encoding => server_certificate_refused
        mozilla pkix error empty issuer name => server_certificate_refused
        mozilla pkix error validity too long => server_certificate_refused
        mozilla pkix error required tls feature missing => server_certificate_refused
        mozilla pkix error additional policy constraint failed => server_certificate_untrusted
        mozilla pkix error insufficient certificate transparency => server_certificate_refused
        mozilla pkix error key pinning failure => server_certificate_refused
        mozilla pkix error ocsp response for cert missing => crl_problem
        mozilla pkix error self signed cert => server_certificate_self_signed
        mozilla pkix error not yet valid certificate => server_certificate_not_yet_valid
        mozilla pkix error mitm detected => server_certificate_untrusted
        ssl error bad cert domain => server_certificate_name_mismatch
        requested domain name does not match the server s certificate => server_certificate_name_mismatch
        % NSS | server | raised
        ssl error no trusted ssl client ca => client_certificate_untrusted
        pr read returned error 12285 => client_presented_none
        % NSS | either | raised
        security library improperly formatted der encoded message => client_certificate_refused / server_certificate_refused
        sec error bad signature => client_proof_of_possession_invalid / server_proof_of_possession_invalid
        ? error 8101 => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        ? error 8102 => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        ? error 8182 => client_proof_of_possession_invalid / server_proof_of_possession_invalid
        ? error 8179 => client_certificate_untrusted / server_certificate_untrusted
        ? error 8172 => client_certificate_untrusted / server_certificate_untrusted
        ? error 8181 => client_certificate_expired / server_certificate_expired
        ? error 8180 => client_certificate_revoked / server_certificate_revoked
        % NSS | either | received
        ? error 12271 => bad_certificate
        ? error 12270 => certificate_revoked
        ? error 12269 => certificate_expired
        ? error 12227 => handshake_failure
        ? error 12195 => unknown_ca
        ssl peer cannot verify your certificate => bad_certificate
        ssl peer rejected your certificate as expired => certificate_expired
        ssl peer rejected your certificate as revoked => certificate_revoked
        peer does not recognize and trust the ca that issued your certificate => unknown_ca
        ssl peer was unable to negotiate an acceptable set of security parameters => handshake_failure
        ssl peer had some unspecified issue with the certificate it received => certificate_unknown
        % NSS | client | local
        ssl error sign hashes failure => client_cannot_sign
        unable to digitally sign data required to verify your certificate => client_cannot_sign
        ssl error wrong certificate => key_does_not_match
        % NSS | either | raised
        ssl error no cypher overlap => no_common_cipher_suite
        ssl error unsupported version => no_common_version
        ssl error rx record too long => plain_http_on_tls_port
        ssl error renegotiation not allowed => renegotiation_refused
        peer attempted old style potentially vulnerable handshake => renegotiation_refused

        % rustls | either | raised
        invalid peer certificate unknownissuer => client_certificate_untrusted / server_certificate_untrusted
        invalid peer certificate expired => client_certificate_expired / server_certificate_expired
        invalid peer certificate notvalidyet => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        invalid peer certificate revoked => client_certificate_revoked / server_certificate_revoked
        invalid peer certificate badsignature => client_certificate_untrusted / server_certificate_untrusted
        invalid peer certificate invalidpurpose => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        invalid certificate revocation list => crl_problem
        invalid peer certificate => client_certificate_rejected / server_certificate_rejected
        invalidcertificate unknownissuer => client_certificate_untrusted / server_certificate_untrusted
        invalidcertificate expired => client_certificate_expired / server_certificate_expired
        invalidcertificate notvalidyet => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        invalidcertificate revoked => client_certificate_revoked / server_certificate_revoked
        invalidcertificate invalidpurpose => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        % rustls | server | raised
        nocertificatespresented => client_presented_none
        % rustls | client | raised
        invalidcertificate notvalidforname => server_certificate_name_mismatch
        invalid peer certificate notvalidforname => server_certificate_name_mismatch
        certificate not valid for name => server_certificate_name_mismatch
        % rustls | server | raised
        peer sent no certificates => client_presented_none
        % rustls | either | raised
        received corrupt message => plain_http_on_tls_port
        peer doesn t support any known protocol => no_common_application_protocol

        % Erlang | server | raised
        no client certificate provided => client_presented_none
        % Erlang | either | raised
        server alert fatal ... bad cert invalid ext key usage => client_certificate_wrong_purpose
        client alert fatal ... bad cert invalid ext key usage => server_certificate_wrong_purpose
        bad cert invalid ext key usage => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        bad cert cert expired => client_certificate_expired / server_certificate_expired
        bad cert selfsigned peer => client_certificate_self_signed / server_certificate_self_signed
        bad cert unknown ca => client_certificate_untrusted / server_certificate_untrusted
        bad cert hostname check failed => server_certificate_name_mismatch
        """#
}

extension CatalogueText {
    /// What other languages, and the debug output of those that have it, print.
    static let moreLanguageTexts = #"""
        % Android | client | raised
        trust anchor for certification path not found => server_certificate_untrusted, server_certificate_chain_incomplete
        cr x509util failed to validate the certificate chain => server_certificate_untrusted
        ? chain validation failed => server_certificate_refused, server_certificate_expired
        hostname ... not verified => server_certificate_name_mismatch
        cleartext communication to ... not permitted by network security policy => plain_http_on_tls_port
        % Android | client | unknown
        ~ ssl handshake aborted ... failure in ssl library usually a protocol error => tls_handshake_failed
        % Android | client | local
        ssl handshake aborted ... i o error during system call => connection_closed
        ssl handshake timed out => handshake_timed_out
        androidkeystore ... no such alias => certificate_file_problem

        % Java | either | raised
        certpathvalidatorexception path does not chain with any of the trust anchors => client_certificate_untrusted / server_certificate_untrusted
        ? timestamp check failed => client_certificate_expired / server_certificate_expired
        certificate has been revoked reason => client_certificate_revoked / server_certificate_revoked
        sslhandshakeexception notafter => client_certificate_expired / server_certificate_expired
        certificateexpiredexception notafter => client_certificate_expired / server_certificate_expired
        algorithm constraints check failed => client_certificate_weak / server_certificate_weak
        general sslengine problem => client_certificate_rejected / server_certificate_rejected
        empty server certificate chain => client_presented_none / server_certificate_rejected
        peer not authenticated => client_presented_none / server_certificate_rejected
        untrusted server certificate chain => server_certificate_untrusted
        could not determine revocation status => crl_problem
        trustanchors parameter must be non empty => certificate_file_problem
        % Java | client | local
        no x 509 certificate for client authentication use empty certificate message instead => client_presented_none, client_issuer_not_requested
        no x 509 certificate for client authentication => client_presented_none, client_issuer_not_requested
        no suitable certificate found => client_presented_none, client_issuer_not_requested
        produced client certificate message certificate certificate request context certificate list => client_presented_none, client_issuer_not_requested
        produced client certificate handshake message certificates empty list => client_presented_none, client_issuer_not_requested
        certificate chain empty => client_presented_none, client_issuer_not_requested
        no available authentication scheme => client_cannot_sign, server_has_no_certificate
        keymanager ... ignoring alias ... issuers do not match => client_issuer_not_requested
        no more key managers => client_presented_none
        % Java | client | local
        ignoring alias ... issuers do not match => client_issuer_not_requested
        is not valid for ... client ... x509extendedkeyusageextension => client_certificate_wrong_purpose
        % Java | either | local
        unexpected eof sslexception => connection_closed
        ssl peer shut down incorrectly => connection_closed
        eofexception ssl peer shut down incorrectly => connection_closed
        keystore was tampered with or password was incorrect => certificate_file_problem
        keystore password was incorrect => certificate_file_problem
        get key failed given final block not properly padded => certificate_file_problem
        ? cannot recover key => certificate_file_problem
        failed to decrypt safe contents entry => certificate_file_problem
        % Java | server | local
        no available authentication scheme ... server => server_has_no_certificate
        no available certificate or key corresponds to the ssl cipher suites which are enabled => server_has_no_certificate
        % Netty | either | raised
        not an ssl tls record => plain_http_on_tls_port
        notsslrecordexception => plain_http_on_tls_port
        % Netty | either | local
        failed to set certificate and key => key_does_not_match, certificate_file_problem
        sslhandshaketimeoutexception handshake timed out after => handshake_timed_out
        handshake timed out after <n> => handshake_timed_out
        ~ sslengine closed already => connection_closed
        % .NET | client | local
        isvalidclientcertificate ... x509enhancedkeyusageextension <n> is not valid => client_certificate_wrong_purpose
        x509enhancedkeyusageextension <n> is not valid for client authentication => client_certificate_wrong_purpose
        no valid client certificate was found => client_presented_none
        left with ... client certificates to choose from => not_an_error

        % OpenSSL | either | local
        ssl error want read => not_an_error
        ssl error want write => not_an_error
        error ssl want read => not_an_error
        error ssl want write => not_an_error
        handshake error 2 => not_an_error
        handshake error 5 => connection_closed
        ssl error zero return => connection_closed
        mac verify failure => certificate_file_problem
        mac verify error invalid password => certificate_file_problem
        bad decrypt => certificate_file_problem
        unable to load private key => certificate_file_problem
        unable to load client certificate private key => certificate_file_problem
        unable to load certificate => certificate_file_problem
        could not open file or uri for loading => certificate_file_problem
        bad base64 decode => certificate_file_problem
        pem routines ... no start line => certificate_file_problem
        error loading certificate => certificate_file_problem
        % OpenSSL | either | raised
        renegotiation not allowed => renegotiation_refused
        openssl internal no renegotiation => renegotiation_refused
        boringreason182 => renegotiation_refused
        ccs received early => tls_handshake_failed
        % OpenSSL | server | raised
        openssl internal no application protocol => no_application_protocol
        ssl routines ssl23 get client hello unknown protocol => plain_http_on_tls_port
        ssl23 get client hello http request => plain_http_on_tls_port
        ssl23 get client hello unsupported protocol => no_common_version
        accept sr clnt hello unknown protocol => plain_http_on_tls_port
        % OpenSSL | client | raised
        ssl23 get server hello unknown protocol => plain_http_on_tls_port
        ssl3 get server certificate certificate verify failed => server_certificate_rejected, certificate_verify_failed
        read server certificate b certificate verify failed => server_certificate_rejected, certificate_verify_failed
        tls process server certificate certificate verify failed => server_certificate_rejected, certificate_verify_failed
        tls post process server certificate ... certificate verify failed => server_certificate_rejected, certificate_verify_failed
        % OpenSSL | server | raised
        tls process client certificate certificate verify failed => client_certificate_rejected, certificate_verify_failed
        ssl3 get client certificate certificate verify failed => client_certificate_rejected, certificate_verify_failed
        ssl3 get client certificate peer did not return a certificate => client_presented_none
        ssl3 get client certificate no certificate returned => client_presented_none

        % Ruby | client | raised
        ssl connect returned 1 ... certificate verify failed => server_certificate_rejected, certificate_verify_failed
        does not match the server certificate => server_certificate_name_mismatch
        ssl connect returned 1 ... certificate verify failed unable to get local issuer certificate => server_certificate_untrusted
        ssl connect returned 1 ... certificate verify failed self signed certificate => server_certificate_self_signed
        ssl connect returned 1 ... certificate verify failed self signed certificate in certificate chain => server_certificate_untrusted
        ssl connect returned 1 ... certificate verify failed certificate has expired => server_certificate_expired
        % Ruby | server | raised
        ssl accept returned 1 ... certificate verify failed => client_certificate_rejected, certificate_verify_failed
        ssl accept returned 1 ... peer did not return a certificate => client_presented_none
        % Ruby | either | local
        ~ ssl connect syscall returned 5 => connection_closed
        ~ ssl accept syscall returned 5 => connection_closed
        ssl accept syscall returned 5 ... read client certificate => client_gave_up

        % PHP | client | raised
        ssl operation failed with code ... certificate verify failed => server_certificate_rejected, certificate_verify_failed
        peer certificate cn ... did not match expected cn => server_certificate_name_mismatch
        peer fingerprint match failed => server_certificate_refused
        % PHP | either | local
        unable to set local cert chain file => certificate_file_problem
        ssl crypto enabling timeout => handshake_timed_out
        ssl handshake timed out => handshake_timed_out
        ~ failed to enable crypto => tls_handshake_failed

        % rustls | either | raised
        invalid certificate unknownissuer => client_certificate_untrusted / server_certificate_untrusted
        invalid certificate expired => client_certificate_expired / server_certificate_expired
        certificate expired verification time => client_certificate_expired / server_certificate_expired
        invalid peer certificate notvalidforname => server_certificate_name_mismatch
        webpkierror unknownissuer => client_certificate_untrusted / server_certificate_untrusted
        webpkierror ... badder => client_certificate_refused / server_certificate_refused
        webpkierror certexpired => client_certificate_expired / server_certificate_expired
        webpkierror certnotvalidforname => server_certificate_name_mismatch
        webpki error certnotvalidforname => server_certificate_name_mismatch
        invalidcertificatedata => client_certificate_refused / server_certificate_refused
        invalid peer certificate contents => client_certificate_refused / server_certificate_refused
        invalid peer certificate missingormalformedextensions => client_certificate_refused / server_certificate_refused
        invalid peer certificate caUsedAsEndEntity => client_certificate_refused / server_certificate_refused
        causedasendentity => client_certificate_refused / server_certificate_refused
        invalid peer certificate encoding => client_certificate_refused / server_certificate_refused
        invalid peer certificate unsupportedcertversion => client_certificate_refused / server_certificate_refused
        invalid peer certificate signature => client_proof_of_possession_invalid / server_proof_of_possession_invalid
        invalid peer certificate unknown issuer => client_certificate_untrusted / server_certificate_untrusted
        unknownrevocationstatus => crl_problem
        peer is incompatible => tls_handshake_failed
        ~ received corrupt message of type => plain_http_on_tls_port
        % rustls | server | raised
        peerincompatible nociphersuitesincommon => no_common_cipher_suite
        peerincompatible nocertificaterequestsignatureschemesincommon => client_signature_scheme_not_requested
        % rustls | server | local
        no server certificate chain resolved => server_has_no_certificate
        nocertificateresolved => server_has_no_certificate
        % rustls | either | local
        tls handshake eof => connection_closed
        peer closed connection without sending tls close notify => connection_closed

        % Go | either | raised
        tls failed to verify certificate x509 certificate signed by unknown authority => client_certificate_untrusted / server_certificate_untrusted
        tls failed to verify certificate x509 certificate has expired or is not yet valid => client_certificate_expired / server_certificate_expired
        tls failed to verify certificate x509 certificate specifies an incompatible key usage => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        tls failed to verify certificate => client_certificate_rejected / server_certificate_rejected
        x509 unhandled critical extension => client_certificate_refused / server_certificate_refused
        x509 certificate is not authorized to sign other certificates => client_certificate_refused / server_certificate_refused
        x509 cannot verify signature insecure algorithm => client_certificate_weak / server_certificate_weak
        x509 certificate has expired or is not yet valid ... is before => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        x509 certificate has expired or is not yet valid ... is after => client_certificate_expired / server_certificate_expired
        tls invalid signature by the server certificate => server_proof_of_possession_invalid
        % Go | server | raised
        tls client requested unsupported application protocols => no_application_protocol
        tls no application protocol => no_application_protocol
        tls client certificate used with invalid signature algorithm => client_signature_scheme_not_requested
        tls client didn t provide a certificate => client_presented_none
        % Go | client | raised
        x509 certificate is valid for => server_certificate_name_mismatch
        x509 certificate is valid for ... not => server_certificate_name_mismatch
        x509 certificate is not valid for any names but wanted to match => server_certificate_name_mismatch
        tls server s certificate contains an unsupported type of public key => server_certificate_refused
        % Go | client | local
        net http tls handshake timeout => handshake_timed_out
        tls handshake timeout => handshake_timed_out
        transport authentication handshake failed context deadline exceeded => handshake_timed_out
        transport authentication handshake failed eof => connection_closed
        % Go | server | local
        tls no certificates configured => server_has_no_certificate
        % Go | either | local
        tls failed to find any pem data => certificate_file_problem
        tls failed to find certificate pem data => certificate_file_problem
        tls failed to parse private key => certificate_file_problem
        tls handshake error from ... eof => connection_closed
        tls handshake error from ... i o timeout => handshake_timed_out
        tls handshake error from ... connection reset by peer => connection_closed

        % s2n | either | raised
        s2n ... certificate is untrusted => client_certificate_untrusted / server_certificate_untrusted
        s2n err cert untrusted => client_certificate_untrusted / server_certificate_untrusted
        s2n ... certificate is expired => client_certificate_expired / server_certificate_expired
        s2n err cert expired => client_certificate_expired / server_certificate_expired
        s2n err cert not yet valid => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        s2n err cert revoked => client_certificate_revoked / server_certificate_revoked
        certificate has been revoked by the ca => client_certificate_revoked / server_certificate_revoked
        % s2n | server | raised
        s2n err missing client cert => client_presented_none
        s2n err no client cert auth => client_presented_none
        % s2n | either | received
        s2n ... tls alert received => fatal_alert_received
        s2n err alert => fatal_alert_received
        % AWS SDK | either | unknown
        ~ aws io tls error negotiation failure => tls_handshake_failed
        ~ tls ssl negotiation failed => tls_handshake_failed
        ~ aws error mqtt unexpected hangup => connection_closed
        unexpected hangup occurred => refused_above_tls

        % gRPC | either | unknown
        ~ tsi protocol failure => tls_handshake_failed
        handshaker ... tsi error => tls_handshake_failed
        ~ ssl handshake failed tsi protocol failure => tls_handshake_failed
        % gRPC | client | raised
        peer name ... is not in peer certificate => server_certificate_name_mismatch
        hostname verification check failed => server_certificate_name_mismatch
        % gRPC | either | raised
        ssl transport security ... certificate verify failed unable to get local issuer certificate => client_certificate_untrusted / server_certificate_untrusted

        % Python | either | local
        could not find the tls certificate file invalid path => certificate_file_problem
        could not find the tls key file invalid path => certificate_file_problem
        could not find a suitable tls ca certificate bundle invalid path => certificate_file_problem
        ssl pem lib => certificate_file_problem
        handshake operation timed out => handshake_timed_out
        ssl unexpected eof while reading => connection_closed
        % Python | client | raised
        sslcertverificationerror => server_certificate_rejected, certificate_verify_failed
        sslcertverificationerror ... certificate verify failed unable to get local issuer certificate => server_certificate_untrusted
        sslcertverificationerror ... certificate verify failed self signed certificate in certificate chain => server_certificate_untrusted
        sslcertverificationerror ... certificate verify failed certificate has expired => server_certificate_expired
        % Python | client | local
        ssl ... tls client certificate key mismatch => key_does_not_match

        % Node.js | client | raised
        tlssocket onconnectsecure ... unable to verify leaf signature => server_certificate_chain_incomplete, server_certificate_untrusted
        % Node.js | either | local
        err ossl pkcs12 mac verify failure => certificate_file_problem
        err ossl bad decrypt => certificate_file_problem
        err ossl pem no start line => certificate_file_problem
        unsupported pkcs12 pfx data => certificate_file_problem
        % Node.js | server | local
        tls handshake timeout err tls handshake timeout => handshake_timed_out
        err tls handshake timeout => handshake_timed_out

        % GnuTLS | either | local
        error in the pull function => connection_closed
        error in the push function => connection_closed
        gnutls error 54 => connection_closed
        gnutls error 10 => connection_closed
        gnutls error 110 => connection_closed
        gnutls error 28 => not_an_error
        resource temporarily unavailable try again => not_an_error
        base64 unexpected header error => certificate_file_problem
        decryption has failed ... certificate => certificate_file_problem
        gnutls e timedout => handshake_timed_out
        the operation timed out gnutls => handshake_timed_out
        % GnuTLS | either | received
        gnutls error 12 => fatal_alert_received
        % GnuTLS | either | raised
        gnutls error 43 => client_certificate_rejected / server_certificate_rejected
        gnutls error 50 => tls_handshake_failed
        gnutls error 48 => client_certificate_rejected / server_certificate_rejected
        certificate verification error => client_certificate_rejected / server_certificate_rejected
        % GnuTLS | client | received
        gnutls handshake failed certificate is required => certificate_required
        gnutls handshake failed ... certificate is required => certificate_required
        % GnuTLS | either | unknown
        ~ gnutls handshake failed => tls_handshake_failed

        % NSS | client | local
        pr end of file error => connection_closed
        pr connect reset error => connection_closed
        sec error bad password => certificate_file_problem
        unable to load client key => certificate_file_problem
        unable to load client cert => certificate_file_problem
        sec error bad database => certificate_file_problem
        % Erlang | either | local
        tls alert ... handshake failure ... no suitable certificate => server_has_no_certificate
        ~ socket closed abruptly during opening handshake => connection_closed
        """#
}

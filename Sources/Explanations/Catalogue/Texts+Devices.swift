extension CatalogueText {
    /// What the TLS libraries of small devices print, and Apple's.
    ///
    /// Numbers of Mbed TLS are its headers' (`ssl.h`, `x509.h`, `net_sockets.h` of 2.28), wolfSSL's words its own of 5.5 (all printed
    /// here), BearSSL's numbers its headers' of 0.6, Apple's `SecureTransport.h`.
    static let deviceTexts = #"""
        % Mbed TLS | either | raised
        mbedtls 0x2700 => client_certificate_untrusted / server_certificate_untrusted
        mbedtls 0x3000 => client_certificate_untrusted / server_certificate_untrusted
        mbedtls 0x7800 => client_certificate_refused / server_certificate_refused
        mbedtls 0x7a00 => client_certificate_refused / server_certificate_refused
        mbedtls 0x7d80 => client_proof_of_possession_invalid / server_proof_of_possession_invalid
        mbedtls 0x2180 => client_certificate_refused / server_certificate_refused
        mbedtls 0x2500 => client_certificate_refused / server_certificate_refused
        mbedtls 0x6e80 => no_common_version
        mbedtls 0x7200 => plain_http_on_tls_port
        mbedtls 0x7700 => unexpected_message
        mbedtls 0x7180 => bad_record_mac
        mbedtls err x509 cert verify failed => client_certificate_untrusted / server_certificate_untrusted
        mbedtls err x509 fatal error => client_certificate_untrusted / server_certificate_untrusted
        x509 certificate verification failed e g crl ca or signature check failed => client_certificate_untrusted / server_certificate_untrusted
        x509 a fatal error occurred eg the chain is too long or the vrfy callback failed => client_certificate_untrusted / server_certificate_untrusted
        ssl handshake protocol not within min max boundaries => no_common_version
        ssl an invalid ssl record was received => plain_http_on_tls_port
        ssl verification of our peer failed => client_certificate_refused / server_certificate_refused
        the certificate is not correctly signed by the trusted ca => client_certificate_untrusted / server_certificate_untrusted
        the certificate validity has expired => client_certificate_expired / server_certificate_expired
        the certificate has been revoked is on a crl => client_certificate_revoked / server_certificate_revoked
        the certificate validity starts in the future => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        the crl is not correctly signed by the trusted ca => crl_problem
        the crl is expired => crl_problem
        % Mbed TLS | client | raised
        the certificate common name cn does not match with the expected cn => server_certificate_name_mismatch
        mbedtls 0x7b00 => handshake_failed
        mbedtls 0x7980 => handshake_failed
        no matching trusted root certificate found => server_certificate_untrusted
        x509 crt bundle failed to verify certificate => server_certificate_untrusted
        unable to verify the server s certificate => server_certificate_untrusted
        failed to verify peer certificate => server_certificate_untrusted
        % Mbed TLS | server | raised
        mbedtls 0x7480 => client_presented_none
        mbedtls 0x7380 => no_common_cipher_suite
        mbedtls 0x6980 => no_common_cipher_suite
        mbedtls 0x7900 => handshake_failed
        mbedtls err ssl no client certificate => client_presented_none
        no client certification received from the client but required by the authentication mode => client_presented_none
        the server has no ciphersuites in common with the client => no_common_cipher_suite
        % Mbed TLS | either | received
        mbedtls 0x7780 => fatal_alert_received
        mbedtls err ssl fatal alert message => fatal_alert_received
        ssl a fatal alert message was received from our peer => fatal_alert_received
        % Mbed TLS | either | local
        mbedtls 0x7280 => connection_closed
        mbedtls 0x7880 => connection_closed
        mbedtls 0x0050 => connection_closed
        mbedtls 0x004c => connection_closed
        mbedtls 0x004e => connection_closed
        mbedtls 0x0044 => not_reached
        mbedtls 0x0052 => not_reached
        mbedtls 0x6800 => handshake_timed_out
        mbedtls 0x6900 => not_an_error
        mbedtls 0x6880 => not_an_error
        mbedtls 0x6a80 => not_an_error
        mbedtls 0x7580 => server_has_no_certificate
        mbedtls 0x7600 => certificate_file_problem
        mbedtls 0x7680 => certificate_file_problem
        mbedtls 0x3b80 => certificate_file_problem
        mbedtls 0x3c00 => certificate_file_problem
        mbedtls 0x3d00 => certificate_file_problem
        mbedtls 0x3e00 => certificate_file_problem
        mbedtls 0x2780 => certificate_file_problem
        mbedtls 0x2900 => certificate_file_problem
        mbedtls 0x1e00 => certificate_file_problem
        mbedtls 0x7f00 => out_of_memory
        mbedtls 0x2880 => out_of_memory
        mbedtls 0x6c00 => handshake_failed
        mbedtls 0x7f80 => handshake_failed
        mbedtls 0x4380 => client_proof_of_possession_invalid / server_proof_of_possession_invalid
        ssl the connection indicated an eof => connection_closed
        ssl the operation timed out => handshake_timed_out
        ssl the own certificate is not set but needed by the server => server_has_no_certificate
        net reading information from the socket failed => connection_closed
        net connection was reset by peer => connection_closed
        ssl memory allocation failed => out_of_memory
        bignum memory allocation failed => out_of_memory
        ecp memory allocation failed => out_of_memory
        pk memory allocation failed => out_of_memory
        x509 allocation of memory failed => out_of_memory
        mbedtls 0x0010 => out_of_memory
        ~ mbedtls ssl handshake returned => tls_handshake_failed
        ~ mbedtls ssl handshake failed => tls_handshake_failed
        ~ start ssl client => tls_handshake_failed

        % wolfSSL | either | raised
        asn no signer error to confirm failure => client_certificate_untrusted / server_certificate_untrusted
        asn no signer e => client_certificate_untrusted / server_certificate_untrusted
        wolfssl error 188 => client_certificate_untrusted / server_certificate_untrusted
        188 certificate verify failed => client_certificate_untrusted / server_certificate_untrusted
        wolfssl ... return value 188 => client_certificate_untrusted / server_certificate_untrusted
        wolfssl ... error 188 => client_certificate_untrusted / server_certificate_untrusted
        asn self signed certificate error => client_certificate_self_signed / server_certificate_self_signed
        wolfssl error 275 => client_certificate_self_signed / server_certificate_self_signed
        asn date error current date after => client_certificate_expired / server_certificate_expired
        asn after date e => client_certificate_expired / server_certificate_expired
        wolfssl error 151 => client_certificate_expired / server_certificate_expired
        asn date error current date before => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        asn before date e => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        wolfssl error 150 => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        asn sig error confirm failure => client_certificate_untrusted / server_certificate_untrusted
        asn sig confirm e => client_certificate_untrusted / server_certificate_untrusted
        wolfssl error 155 => client_certificate_untrusted / server_certificate_untrusted
        wolfssl error 329 => client_certificate_refused / server_certificate_refused
        verify problem on certificate => client_certificate_refused / server_certificate_refused
        verify problem based on signature => client_proof_of_possession_invalid / server_proof_of_possession_invalid
        wolfssl error 330 => client_proof_of_possession_invalid / server_proof_of_possession_invalid
        asn parsing error invalid input => client_certificate_refused / server_certificate_refused
        crl cert revoked => client_certificate_revoked / server_certificate_revoked
        ocsp cert revoked => client_certificate_revoked / server_certificate_revoked
        wolfssl error 361 => client_certificate_revoked / server_certificate_revoked
        crl missing not loaded => crl_problem
        wolfssl error 362 => crl_problem
        ext key use server client auth not set error => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        wolfssl error 386 => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        rsa key too small => client_certificate_weak / server_certificate_weak
        ecc key too small => client_certificate_weak / server_certificate_weak
        record layer version error => plain_http_on_tls_port
        wolfssl error 326 => plain_http_on_tls_port
        can t match cipher suite => no_common_cipher_suite
        wolfssl error 501 => no_common_cipher_suite
        % wolfSSL | client | raised
        peer subject name mismatch => server_certificate_name_mismatch
        wolfssl error 322 => server_certificate_name_mismatch
        peer ip address mismatch => server_certificate_name_mismatch
        % wolfSSL | server | raised
        wolfssl error 345 => client_presented_none
        % wolfSSL | either | received
        received alert fatal error => fatal_alert_received
        revcd alert fatal error => fatal_alert_received
        wolfssl error 313 => fatal_alert_received
        % wolfSSL | either | local
        wolfssl error 308 => connection_closed
        error state on socket => connection_closed
        peer closed underlying transport error => connection_closed
        wolfssl error 397 => connection_closed
        peer sent close notify alert => connection_closed
        wolfssl error 323 => not_an_error
        wolfssl error 327 => not_an_error
        non blocking socket wants data to be read => not_an_error
        tls1 3 no certificate set error => server_has_no_certificate
        need the private key => certificate_file_problem
        wolfssl error 317 => certificate_file_problem

        % BearSSL | client | raised
        br err x509 not trusted => server_certificate_untrusted
        chain could not be linked to a trust anchor => server_certificate_untrusted
        certificate is expired or not yet valid => server_certificate_expired, server_certificate_not_yet_valid
        br err x509 expired => server_certificate_expired, server_certificate_not_yet_valid
        br err x509 time unknown => server_certificate_expired, server_certificate_not_yet_valid
        br err x509 bad server name => server_certificate_name_mismatch
        expected server name was not found in the chain => server_certificate_name_mismatch
        br err x509 weak public key => server_certificate_weak
        br err x509 bad signature => server_certificate_untrusted
        bearssl error 62 => server_certificate_untrusted
        ssl error 62 => server_certificate_untrusted
        tls connection error 62 => server_certificate_untrusted
        tls connection error 54 => server_certificate_expired, server_certificate_not_yet_valid
        tls connection error 56 => server_certificate_name_mismatch
        bearssl error 54 => server_certificate_expired, server_certificate_not_yet_valid
        bearssl error 56 => server_certificate_name_mismatch
        bearssl error 52 => server_certificate_untrusted
        % BearSSL | server | raised
        br err no client auth => client_presented_none
        % BearSSL | either | received
        br err recv fatal alert => fatal_alert_received
        % BearSSL | either | local
        bssl connectssl start connection ... not connected => connection_closed
        % axTLS | either | local
        ~ error ssl error 40 => tls_handshake_failed
        ~ ssl error x509 => certificate_verify_failed

        % tinydtls | either | unknown
        error while handling handshake packet => tls_handshake_failed
        no psk identity for given realm => unknown_psk_identity

        % Apple's Secure Transport | either | raised
        ! cssmerr tp not trusted => client_certificate_untrusted / server_certificate_untrusted
        ! cssmerr tp cert expired => client_certificate_expired / server_certificate_expired
        ! cssmerr tp cert not valid yet => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        ! cssmerr tp cert revoked => client_certificate_revoked / server_certificate_revoked
        % Apple's Secure Transport | client | raised
        osstatus 9802 => server_certificate_untrusted
        kcfstreamerrordomainssl ... 9802 => server_certificate_untrusted
        cfnetwork sslhandshake failed 9802 => server_certificate_untrusted
        osstatus 9807 => server_certificate_untrusted
        kcfstreamerrordomainssl ... 9807 => server_certificate_untrusted
        errsslxcertchaininvalid => server_certificate_untrusted
        osstatus 9808 => server_certificate_refused
        kcfstreamerrordomainssl ... 9808 => server_certificate_refused
        errsslbadcert => server_certificate_refused
        osstatus 9812 => server_certificate_untrusted
        kcfstreamerrordomainssl ... 9812 => server_certificate_untrusted
        errsslunknownrootcert => server_certificate_untrusted
        osstatus 9813 => server_certificate_untrusted
        kcfstreamerrordomainssl ... 9813 => server_certificate_untrusted
        cfnetwork sslhandshake failed 9813 => server_certificate_untrusted
        errsslnorootcert => server_certificate_untrusted
        osstatus 9814 => server_certificate_expired
        kcfstreamerrordomainssl ... 9814 => server_certificate_expired
        errsslcertexpired => server_certificate_expired
        osstatus 9815 => server_certificate_not_yet_valid
        kcfstreamerrordomainssl ... 9815 => server_certificate_not_yet_valid
        errsslcertnotyetvalid => server_certificate_not_yet_valid
        osstatus 9843 => server_certificate_name_mismatch
        kcfstreamerrordomainssl ... 9843 => server_certificate_name_mismatch
        errsslhostnamemismatch => server_certificate_name_mismatch
        osstatus 9801 => no_common_cipher_suite
        kcfstreamerrordomainssl ... 9801 => no_common_cipher_suite
        errsslnegotiation => no_common_cipher_suite
        osstatus 9850 => server_certificate_weak
        % Apple's Secure Transport | either | received
        errsslpeerunexpectedmsg => unexpected_message
        osstatus 9819 => unexpected_message
        errsslpeerbadrecordmac => bad_record_mac
        osstatus 9820 => bad_record_mac
        kcfstreamerrordomainssl ... 9820 => bad_record_mac
        errsslpeerhandshakefail => handshake_failure
        osstatus 9824 => handshake_failure
        kcfstreamerrordomainssl ... 9824 => handshake_failure
        cfnetwork sslhandshake failed 9824 => handshake_failure
        tls handshake process 9824 => handshake_failure
        errsslpeerbadcert => bad_certificate
        osstatus 9825 => bad_certificate
        kcfstreamerrordomainssl ... 9825 => bad_certificate
        tls handshake process 9825 => bad_certificate
        errsslpeerunsupportedcert => unsupported_certificate
        osstatus 9826 => unsupported_certificate
        kcfstreamerrordomainssl ... 9826 => unsupported_certificate
        errsslpeercertrevoked => certificate_revoked
        osstatus 9827 => certificate_revoked
        kcfstreamerrordomainssl ... 9827 => certificate_revoked
        errsslpeercertexpired => certificate_expired
        osstatus 9828 => certificate_expired
        kcfstreamerrordomainssl ... 9828 => certificate_expired
        errsslpeercertunknown => certificate_unknown
        osstatus 9829 => certificate_unknown
        kcfstreamerrordomainssl ... 9829 => certificate_unknown
        tls handshake process 9829 => certificate_unknown
        errsslillegalparam => illegal_parameter
        osstatus 9830 => illegal_parameter
        errsslpeerunknownca => unknown_ca
        osstatus 9831 => unknown_ca
        kcfstreamerrordomainssl ... 9831 => unknown_ca
        tls handshake process 9831 => unknown_ca
        errsslpeeraccessdenied => access_denied
        osstatus 9832 => access_denied
        kcfstreamerrordomainssl ... 9832 => access_denied
        errsslpeerdecrypterror => decrypt_error
        osstatus 9834 => decrypt_error
        errsslpeerprotocolversion => protocol_version
        osstatus 9836 => protocol_version
        kcfstreamerrordomainssl ... 9836 => protocol_version
        cfnetwork sslhandshake failed 9836 => protocol_version
        errsslpeerinsufficientsecurity => insufficient_security
        osstatus 9837 => insufficient_security
        errsslpeerinternalerror => internal_error
        osstatus 9838 => internal_error
        kcfstreamerrordomainssl ... 9838 => internal_error
        errsslpeerusercancelled => user_canceled
        osstatus 9839 => user_canceled
        errsslpeernorenegotiation => no_renegotiation
        osstatus 9840 => no_renegotiation
        osstatus 9862 => certificate_required
        errsslclientcertrequested => client_gave_up
        % Apple's Secure Transport | client | local
        osstatus 9800 => plain_http_on_tls_port
        kcfstreamerrordomainssl ... 9800 => plain_http_on_tls_port
        errsslprotocol => plain_http_on_tls_port
        osstatus 9842 => client_gave_up
        osstatus 9805 => connection_closed
        kcfstreamerrordomainssl ... 9805 => connection_closed
        cfnetwork sslhandshake failed 9805 => connection_closed
        errsslclosedgraceful => connection_closed
        osstatus 9806 => connection_closed
        kcfstreamerrordomainssl ... 9806 => connection_closed
        cfnetwork sslhandshake failed 9806 => connection_closed
        errsslclosedabort => connection_closed
        osstatus 9816 => connection_closed
        kcfstreamerrordomainssl ... 9816 => connection_closed
        errsslclosednonotify => connection_closed
        osstatus 9803 => not_an_error
        errsslwouldblock => not_an_error
        osstatus 25293 => certificate_file_problem
        osstatus 25300 => certificate_file_problem
        errsecitemnotfound => certificate_file_problem
        ~ boringssl session handshake error print => tls_handshake_failed
        """#
}

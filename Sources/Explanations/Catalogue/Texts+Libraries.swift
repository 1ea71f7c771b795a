extension CatalogueText {
    /// What every TLS stack, SChannel with .NET, and OpenSSL print.
    static let libraryTexts = #"""
        % any TLS stack | either | received
        ssl alert number <alert> => <alert>
        ? alert number <alert> => <alert>
        ? received alert <alert> => <alert>
        ? received fatal alert <alert> => <alert>
        ? fatal alert <alert> => <alert>
        ? alert description <alert> => <alert>
        tls alert <alert> => <alert>
        ? alert received <alert> => <alert>
        ? received alert <n> <alert> => <alert>
        % any TLS stack | either | raised
        ? sending alert <n> <alert> => <alert>
        alert write fatal unknown => certificate_required

        % SChannel | either | received
        fatal alert was received from the remote endpoint ... alert code is <alert> => <alert>
        the following fatal alert was received <alert> => <alert>
        % SChannel | either | raised
        fatal alert was generated and sent to the remote endpoint ... error code is <alert> => <alert>
        the following fatal alert was generated <alert> => <alert>
        fatal alert was generated and sent to the remote endpoint ... alert code is <alert> => <alert>
        % SChannel | either | received
        sec e illegal message => sec_e_illegal_message
        0x80090326 => sec_e_illegal_message
        2146893018 => sec_e_illegal_message
        the message received was unexpected or badly formatted => sec_e_illegal_message
        sec e cert unknown => sec_e_cert_unknown
        0x80090327 => sec_e_cert_unknown
        2146893017 => sec_e_cert_unknown
        an unknown error occurred while processing the certificate => sec_e_cert_unknown
        sec e unsupported function => protocol_version
        0x80090302 => protocol_version
        sec e decrypt failure => decrypt_error
        0x80090330 => decrypt_error
        sec e message altered => bad_record_mac
        0x8009030f => bad_record_mac
        % SChannel | either | unknown
        sec e untrusted root => client_certificate_untrusted / server_certificate_untrusted
        0x80090325 => client_certificate_untrusted / server_certificate_untrusted
        2146893019 => client_certificate_untrusted / server_certificate_untrusted
        the certificate chain was issued by an authority that is not trusted => client_certificate_untrusted / server_certificate_untrusted
        sec e cert expired => client_certificate_expired / server_certificate_expired
        0x80090328 => client_certificate_expired / server_certificate_expired
        2146893016 => client_certificate_expired / server_certificate_expired
        the received certificate has expired => client_certificate_expired / server_certificate_expired
        crypt e revoked => client_certificate_revoked / server_certificate_revoked
        0x80092010 => client_certificate_revoked / server_certificate_revoked
        sec e cert wrong usage => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        cert e expired => client_certificate_expired / server_certificate_expired
        0x800b0101 => client_certificate_expired / server_certificate_expired
        cert e chaining => client_certificate_untrusted / server_certificate_untrusted
        0x800b010a => client_certificate_untrusted / server_certificate_untrusted
        cert e revoked => client_certificate_revoked / server_certificate_revoked
        0x800b010c => client_certificate_revoked / server_certificate_revoked
        cert e wrong usage => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        0x800b0110 => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        cert e untrustedroot => client_certificate_untrusted / server_certificate_untrusted
        0x800b0109 => client_certificate_untrusted / server_certificate_untrusted
        2148204809 => client_certificate_untrusted / server_certificate_untrusted
        % SChannel | either | local
        the buffers supplied to a function was too small => sec_e_buffer_too_small
        the buffer supplied to a function was too small => sec_e_buffer_too_small
        sec e buffer too small => sec_e_buffer_too_small
        0x80090321 => sec_e_buffer_too_small
        2146893023 => sec_e_buffer_too_small
        sec e unknown credentials => client_cannot_sign
        0x8009030d => client_cannot_sign
        2146893043 => client_cannot_sign
        the credentials supplied to the package were not recognized => client_cannot_sign
        % SChannel | client | raised
        cert e cn no match => server_certificate_name_mismatch
        0x800b010f => server_certificate_name_mismatch
        sec e wrong principal => server_certificate_name_mismatch
        0x80090322 => server_certificate_name_mismatch
        2146893022 => server_certificate_name_mismatch
        the target principal name is incorrect => server_certificate_name_mismatch
        % SChannel | client | local
        sec i incomplete credentials => incomplete_credentials
        0x00090320 => incomplete_credentials
        0x90320 => incomplete_credentials
        ~ could not create ssl tls secure channel => tls_handshake_failed

        % .NET | client | raised
        could not establish trust relationship for the ssl tls secure channel => server_certificate_rejected, server_certificate_untrusted
        % .NET | client | answered
        the http request was forbidden with client authentication scheme => refused_above_tls, client_certificate_rejected_by_application, client_certificate_missing_by_application
        % .NET | either | unknown
        ~ a call to sspi failed => tls_handshake_failed
        % .NET | client | raised
        the remote certificate is invalid according to the validation procedure remotecertificatenamemismatch => server_certificate_name_mismatch
        % .NET | either | raised
        the remote certificate is invalid according to the validation procedure remotecertificatenotavailable => client_presented_none / server_certificate_rejected
        the remote certificate is invalid according to the validation procedure => client_certificate_rejected / server_certificate_rejected
        the remote certificate was rejected by the provided remotecertificatevalidationcallback => client_certificate_refused / server_certificate_refused
        remotecertificatechainerrors => client_certificate_untrusted / server_certificate_untrusted
        remotecertificatenotavailable => client_presented_none / server_certificate_rejected
        % .NET | either | local
        ~ authentication failed because the remote party has closed the transport stream => connection_closed
        % .NET | client | raised
        remotecertificatenamemismatch => server_certificate_name_mismatch
        ~ the ssl connection could not be established see inner exception => tls_handshake_failed

        % OpenSSL | server | raised
        peer did not return a certificate => client_presented_none
        sslreason199 => client_presented_none
        boringreason192 => client_presented_none
        no shared cipher => no_common_cipher_suite
        sslreason193 => no_common_cipher_suite
        boringreason184 => no_common_cipher_suite
        ssl routines ... no suitable key share => no_common_group
        ssl no suitable key share => no_common_group
        sslreason101 => no_common_group
        ssl routines ... http request => plain_http_on_tls_port
        err ssl http request => plain_http_on_tls_port
        ssl http request => plain_http_on_tls_port
        sslreason156 => plain_http_on_tls_port
        boringreason156 => plain_http_on_tls_port
        ssl routines ... extension not received => post_handshake_auth_not_offered
        sslreason279 => post_handshake_auth_not_offered
        session id context uninitialized => tls_handshake_failed
        sslreason277 => tls_handshake_failed
        final server name callback failed => unrecognized_server_name
        sslreason234 => unrecognized_server_name
        % OpenSSL | either | raised
        certificate verify failed => certificate_verify_failed
        sslreason134 => certificate_verify_failed
        boringreason125 => certificate_verify_failed
        ssl wrong version number => plain_http_on_tls_port
        ssl routines ... wrong version number => plain_http_on_tls_port
        openssl internal wrong version number => plain_http_on_tls_port
        sslreason267 => plain_http_on_tls_port
        boringreason247 => plain_http_on_tls_port
        ssl routines ... bad signature => client_proof_of_possession_invalid / server_proof_of_possession_invalid
        sslreason123 => client_proof_of_possession_invalid / server_proof_of_possession_invalid
        ssl unsupported protocol => no_common_version
        ssl routines ... unsupported protocol => no_common_version
        openssl internal unsupported protocol => no_common_version
        sslreason258 => no_common_version
        boringreason240 => no_common_version
        no common signature algorithms => handshake_failed / client_signature_scheme_not_requested
        boringreason253 => handshake_failed / client_signature_scheme_not_requested
        no suitable signature algorithm => handshake_failed / client_signature_scheme_not_requested
        sslreason118 => handshake_failed / client_signature_scheme_not_requested
        ssl routines ... bad key share => illegal_parameter, no_common_group
        sslreason108 => illegal_parameter, no_common_group
        decryption failed or bad record mac => bad_record_mac
        sslreason281 => bad_record_mac
        ssl routines ... version too low => no_common_version
        sslreason396 => no_common_version
        ssl routines ... version too high => no_common_version
        sslreason166 => no_common_version
        legacy renegotiation disabled => renegotiation_refused
        sslreason338 => renegotiation_refused
        % OpenSSL | either | local
        unexpected eof while reading => connection_closed
        sslreason294 => connection_closed
        ssl error syscall => connection_closed
        ? key values mismatch => key_does_not_match
        ? key type mismatch => key_does_not_match
        bad password read => certificate_file_problem
        digital envelope routines unsupported => certificate_file_problem
        ? no start line => certificate_file_problem
        ssl routines ... tls construct cert verify => client_cannot_sign
        ssl routines ... ssl3 send client verify => client_cannot_sign
        ocsp routines ... certificate verify error => crl_problem, server_revocation_unknown
        ssl get error 2 => not_an_error
        ssl get error 3 => not_an_error
        ssl get error 5 => connection_closed
        ssl get error 6 => connection_closed
        ssl routines ... no protocols available => no_common_version
        ssl no protocols available => no_common_version
        ssl routines ... malloc failure => out_of_memory
        % OpenSSL | client | received
        openssl internal handshake failure on client hello => handshake_failure
        boringreason154 => handshake_failure
        % OpenSSL | client | local
        no client certificate ca names sent => server_requested_no_authority
        acceptable client certificate ca names => client_issuer_not_requested

        % OpenSSL | either | raised
        certificate verify failed unable to get local issuer certificate => client_certificate_untrusted / server_certificate_untrusted
        unable to get local issuer certificate => client_certificate_untrusted / server_certificate_untrusted
        unable to get issuer cert => client_certificate_untrusted / server_certificate_untrusted
        unable to get issuer certificate => client_certificate_untrusted / server_certificate_untrusted
        unable to verify the first certificate => client_chain_incomplete / server_certificate_chain_incomplete
        unable to verify leaf signature => client_chain_incomplete / server_certificate_chain_incomplete
        self signed certificate in certificate chain => client_certificate_untrusted / server_certificate_untrusted
        self signed cert in chain => client_certificate_untrusted / server_certificate_untrusted
        self signed certificate => client_certificate_self_signed / server_certificate_self_signed
        depth zero self signed cert => client_certificate_self_signed / server_certificate_self_signed
        certificate verify failed self signed certificate in certificate chain => client_certificate_untrusted / server_certificate_untrusted
        certificate verify failed self signed certificate => client_certificate_self_signed / server_certificate_self_signed
        certificate has expired => client_certificate_expired / server_certificate_expired
        certificate verify failed certificate has expired => client_certificate_expired / server_certificate_expired
        cert has expired => client_certificate_expired / server_certificate_expired
        certificate is not yet valid => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        cert not yet valid => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        certificate revoked => client_certificate_revoked / server_certificate_revoked
        cert revoked => client_certificate_revoked / server_certificate_revoked
        unsuitable certificate purpose => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        unsupported certificate purpose => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        code invalid purpose => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        unable to get certificate crl => crl_problem
        crl has expired => crl_problem
        crl is not yet valid => crl_problem
        different crl scope => crl_problem
        certificate chain too long => client_chain_incomplete / server_certificate_chain_incomplete
        ee certificate key too weak => client_certificate_weak / server_certificate_weak
        ca md too weak => client_certificate_weak / server_certificate_weak
        ee key too small => client_certificate_weak / server_certificate_weak
        certificate signature failure => client_certificate_untrusted / server_certificate_untrusted
        certificate not trusted => client_certificate_untrusted / server_certificate_untrusted
        cert untrusted => client_certificate_untrusted / server_certificate_untrusted
        invalid ca certificate => client_certificate_untrusted / server_certificate_untrusted
        authority and subject key identifier mismatch => client_certificate_untrusted / server_certificate_untrusted
        ? hostname mismatch => server_certificate_name_mismatch
        ? ip address mismatch => server_certificate_name_mismatch
        verify error num <x509> => <x509>
        verify return code <x509> => <x509>
        certificate verify error <x509> => <x509>
        certificate verification error <x509> => <x509>
        error <x509> at <n> depth lookup => <x509>
        """#
}

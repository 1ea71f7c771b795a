extension CatalogueText {
    /// What browsers, servers, databases and clouds print.
    static let programTexts = #"""
        % Chrome | client | received
        err bad ssl client auth cert => client_certificate_missing, certificate_required, unknown_ca
        didn t accept your login certificate or one may not have been provided => client_certificate_missing, client_certificate_rejected
        requires a certificate for authentication and didn t accept the one sent => client_certificate_rejected
        net error 117 => client_certificate_missing, certificate_required, unknown_ca
        err ssl decrypt error alert => decrypt_error
        net error 153 => decrypt_error
        err ssl unrecognized name alert => unrecognized_name
        net error 159 => unrecognized_name
        err ssl bad record mac alert => bad_record_mac
        net error 126 => bad_record_mac
        err ssl protocol error => handshake_failed
        net error 107 => handshake_failed
        err ssl version or cipher mismatch => handshake_failure, protocol_version
        net error 113 => handshake_failure, protocol_version
        % Chrome | client | local
        err ssl client auth cert needed => client_gave_up
        net error 110 => client_gave_up
        err ssl client auth signature failed => client_cannot_sign
        net error 141 => client_cannot_sign
        err ssl client auth private key access denied => client_cannot_sign
        err ssl client auth cert no private key => client_cannot_sign
        err ssl client auth no common algorithms => client_signature_scheme_not_requested
        net error 177 => client_signature_scheme_not_requested
        ~ err connection reset => connection_closed
        net error 101 => connection_closed
        err connection closed => connection_closed
        net error 100 => connection_closed
        err empty response => connection_closed
        err socket not connected => connection_closed
        % Chrome | client | raised
        err cert authority invalid => server_certificate_untrusted
        net error 202 => server_certificate_untrusted
        err cert common name invalid => server_certificate_name_mismatch
        net error 200 => server_certificate_name_mismatch
        err cert date invalid => server_certificate_expired
        net error 201 => server_certificate_expired
        err cert revoked => server_certificate_revoked
        net error 206 => server_certificate_revoked
        err cert weak signature algorithm => server_certificate_weak
        err cert weak key => server_certificate_weak
        err cert invalid => server_certificate_refused
        err ssl key usage incompatible => server_certificate_wrong_purpose
        err ssl server cert bad format => server_certificate_refused
        ~ your connection is not private => server_certificate_rejected

        % curl | client | received
        tlsv1 3 in tls alert unknown 628 => certificate_required
        ssl client certificate problem => certificate_required
        curl 98 => certificate_required
        % curl | client | unknown
        curl 60 ssl certificate verification failed => curl_60
        curl 60 => curl_60
        ssl certificate verification failed => curl_60
        % curl | client | raised
        curl 60 ssl certificate problem unable to get local issuer certificate => server_certificate_untrusted
        curl 60 ssl certificate problem self signed certificate => server_certificate_self_signed
        curl 60 ssl certificate problem self signed certificate in certificate chain => server_certificate_untrusted
        curl 60 ssl certificate problem certificate has expired => server_certificate_expired
        curl 60 ssl certificate problem certificate is not yet valid => server_certificate_not_yet_valid
        ssl certificate problem => server_certificate_rejected
        no alternative certificate subject name matches target => server_certificate_name_mismatch
        ssl peer certificate or ssh remote key was not ok => server_certificate_rejected
        % curl | client | local
        curl 58 => key_does_not_match
        could not load pem client certificate => certificate_file_problem
        could not load pkcs12 client certificate => certificate_file_problem
        error setting certificate verify locations => certificate_file_problem
        error setting certificate file => certificate_file_problem
        unable to set private key file => key_does_not_match, certificate_file_problem
        problem with the local ssl certificate => key_does_not_match
        curl 52 empty reply from server => connection_closed
        % Safari and Apple's URL loading | client | unknown
        ~ safari can t establish a secure connection to the server => tls_handshake_failed
        ~ nsurlerrorsecureconnectionfailed => tls_handshake_failed
        ~ nsurlerrordomain code 1200 => tls_handshake_failed
        % Safari and Apple's URL loading | client | raised
        nsurlerrorservercertificatehasbaddate => server_certificate_expired
        nsurlerrordomain code 1201 => server_certificate_expired
        nsurlerrorservercertificateuntrusted => server_certificate_untrusted
        nsurlerrordomain code 1202 => server_certificate_untrusted
        nsurlerrorservercertificatehasunknownroot => server_certificate_untrusted
        nsurlerrordomain code 1203 => server_certificate_untrusted
        nsurlerrorservercertificatenotyetvalid => server_certificate_not_yet_valid
        nsurlerrordomain code 1204 => server_certificate_not_yet_valid
        % Safari and Apple's URL loading | client | received
        nsurlerrorclientcertificaterejected => client_certificate_rejected
        nsurlerrordomain code 1205 => client_certificate_rejected
        % Safari and Apple's URL loading | client | unknown
        nsurlerrorclientcertificaterequired => nsurl_client_certificate_required, client_certificate_missing, refused_by_application
        nsurlerrordomain code 1206 => nsurl_client_certificate_required, client_certificate_missing, refused_by_application

        % git and wget | client | raised
        ~ server certificate verification failed cafile => server_certificate_untrusted
        unable to locally verify the issuer s authority => server_certificate_untrusted

        % nginx | server | answered
        client sent no required ssl certificate while reading client request headers => nginx_no_client_certificate
        client sent no required ssl certificate => nginx_no_client_certificate
        no required ssl certificate was sent => nginx_no_client_certificate
        the ssl certificate error => nginx_client_certificate_error
        client ssl certificate verify error => nginx_client_certificate_error
        client ssl certificate verify error 21 unable to verify the first certificate => client_chain_incomplete, client_certificate_untrusted, nginx_client_certificate_error
        client ssl certificate verify error 20 unable to get local issuer certificate => client_certificate_untrusted, nginx_client_certificate_error
        client ssl certificate verify error 10 certificate has expired => client_certificate_expired, nginx_client_certificate_error
        client ssl certificate verify error 9 certificate is not yet valid => client_certificate_not_yet_valid, nginx_client_certificate_error
        client ssl certificate verify error 18 self signed certificate => client_certificate_self_signed, nginx_client_certificate_error
        client ssl certificate verify error 22 certificate chain too long => nginx_client_certificate_error
        client ssl certificate verify error 23 certificate revoked => client_certificate_revoked, nginx_client_certificate_error
        client ssl certificate verify error 26 unsuitable certificate purpose => client_certificate_wrong_purpose, nginx_client_certificate_error
        client ssl certificate verify error 26 unsupported certificate purpose => client_certificate_wrong_purpose, nginx_client_certificate_error
        client ssl certificate verify error 3 unable to get certificate crl => crl_problem, nginx_client_certificate_error
        client ssl certificate verify error 12 crl has expired => crl_problem, nginx_client_certificate_error
        the plain http request was sent to https port => plain_http_on_tls_port
        client sent plain http request to https port => plain_http_on_tls_port
        clientverifyfailed unable to verify the first certificate => client_chain_incomplete
        clientverifyfailed certificate has expired => client_certificate_expired
        clientverifyfailed certificate is not yet valid => client_certificate_not_yet_valid
        clientverifyfailed certificate revoked => client_certificate_revoked
        clientverifyfailed unsuitable certificate purpose => client_certificate_wrong_purpose
        clientverifyfailed unsupported certificate purpose => client_certificate_wrong_purpose
        clientverifyfailed unable to get local issuer certificate => client_certificate_untrusted
        clientverifyfailed unable to get issuer certificate => client_certificate_untrusted
        clientverifyfailed self signed certificate => client_certificate_self_signed
        clientverifyfailed self signed certificate in certificate chain => client_certificate_untrusted
        clientverifyfailed unable to get certificate crl => crl_problem
        clientverifyfailed crl has expired => crl_problem
        % nginx | server | raised
        handshake rejected while ssl handshaking => unrecognized_name
        % nginx | either | local
        peer closed connection in ssl handshake => connection_closed
        ~ ssl do handshake failed => tls_handshake_failed
        % nginx | client | raised
        upstream ssl certificate verify error => server_certificate_untrusted
        upstream ssl certificate does not match => server_certificate_name_mismatch

        % Apache httpd | server | raised
        ah02276 certificate verification error <x509> => <x509>
        ah02039 certificate verification error <x509> => <x509>
        ah02040 certificate verification certificate chain too long => client_chain_incomplete
        ah02262 re negotiation handshake failed client verification failed => client_certificate_rejected
        ah02263 re negotiation handshake failed client certificate missing => client_presented_none
        re negotiation handshake failed not accepted by client => renegotiation_refused
        ah02011 no acceptable peer certificate available => client_presented_none
        peer did not return a certificate no cas known to server for verification => client_presented_none
        ah01897 => server_requested_no_authority
        ah02033 no hostname was provided via sni => server_name_missing
        ah02032 => unrecognized_server_name
        ah01996 ssl handshake failed http spoken on https port => plain_http_on_tls_port
        % Apache httpd | server | answered
        ah10158 cannot perform post handshake authentication => post_handshake_auth_not_offered
        cannot perform post handshake authentication => post_handshake_auth_not_offered
        % Apache httpd | client | raised
        ah02004 ssl proxy peer certificate is expired => server_certificate_expired
        ah02411 ssl proxy peer certificate does not match for hostname => server_certificate_name_mismatch
        % Apache httpd | either | local
        ah02565 certificate and private key => key_does_not_match
        % Apache httpd | client | local
        ~ ah02003 ssl proxy connect failed => tls_handshake_failed
        ah02206 no client certs found for ssl proxy => client_presented_none

        % HAProxy | either | unknown
        ~ ssl handshake failure => tls_handshake_failed
        % HAProxy | server | unknown
        ~ connection closed during ssl handshake => client_gave_up
        ~ connection error during ssl handshake => connection_closed
        timeout during ssl handshake => incomplete
        % HAProxy | server | raised
        ssl client certificate not trusted => client_certificate_rejected, client_certificate_untrusted, client_certificate_expired
        ssl client ca chain cannot be verified => client_certificate_untrusted, client_chain_incomplete

        % Envoy | either | unknown
        ~ transport failure reason tls error => envoy_upstream_tls
        % Envoy | either | raised
        tls error 268435581 ssl routines openssl internal certificate verify failed => client_certificate_untrusted / server_certificate_untrusted, envoy_upstream_tls
        tls error ... wrong version number => plain_http_on_tls_port
        % Envoy | server | raised
        tls error ... peer did not return a certificate => client_presented_none

        % PostgreSQL | server | answered
        connection requires a valid client certificate => database_refuses_certificate, client_certificate_missing_by_application
        certificate authentication failed for user => database_refuses_certificate
        client certificate contains no user name => database_refuses_certificate
        clientcert verify full failed for user => database_refuses_certificate
        % PostgreSQL | server | local
        could not accept ssl connection eof detected => client_gave_up
        % PostgreSQL | server | unknown
        ~ could not accept ssl connection => tls_handshake_failed
        % MySQL | client | unknown
        ~ ssl connection error => tls_handshake_failed
        ~ error 2026 hy000 => tls_handshake_failed
        % MySQL | server | answered
        error 1045 28000 access denied for user => database_refuses_certificate
        % MongoDB | server | answered
        no ssl certificate provided by peer connection rejected => client_presented_none
        no ssl certificate provided by peer => client_let_in_without_certificate
        % MongoDB | either | raised
        ssl peer certificate validation failed unsupported certificate purpose => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        ssl peer certificate validation failed self signed certificate in certificate chain => client_certificate_untrusted / server_certificate_untrusted
        ssl peer certificate validation failed certificate has expired => client_certificate_expired / server_certificate_expired
        ssl peer certificate validation failed => client_certificate_rejected / server_certificate_rejected
        ssl peer certificate validation failed certificate trust failure cssmerr tp not trusted => client_certificate_untrusted / server_certificate_untrusted
        ssl peer certificate validation failed certificate trust failure invalid extended key usage for policy => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        ssl peer certificate validation failed authority and subject key identifier mismatch => client_certificate_untrusted / server_certificate_untrusted

        % Kafka | either | unknown
        ~ sslauthenticationexception ssl handshake failed => tls_handshake_failed
        ~ failed authentication with ... ssl handshake failed => tls_handshake_failed, client_certificate_rejected, server_certificate_rejected
        % stunnel | either | raised
        cert pre verification error unable to get local issuer certificate => client_certificate_untrusted / server_certificate_untrusted
        cert pre verification error self signed certificate => client_certificate_self_signed / server_certificate_self_signed
        cert pre verification error certificate has expired => client_certificate_expired / server_certificate_expired
        cert pre verification error => client_certificate_rejected / server_certificate_rejected
        % Kubernetes | client | raised
        unable to connect to the server x509 certificate signed by unknown authority => server_certificate_untrusted
        unable to connect to the server x509 certificate has expired or is not yet valid => server_certificate_expired
        failed calling webhook ... x509 certificate signed by unknown authority => server_certificate_untrusted
        % etcd | server | received
        rejected connection from ... remote error tls bad certificate => bad_certificate

        % IIS | server | answered
        http error 403 7 => client_certificate_missing_by_application, renegotiation_refused
        403 7 forbidden => client_certificate_missing_by_application, renegotiation_refused
        = 403 7 => client_certificate_missing_by_application, renegotiation_refused
        403 7 client certificate required => client_certificate_missing_by_application, renegotiation_refused
        http error 403 13 => client_certificate_revoked, crl_problem
        403 13 forbidden => client_certificate_revoked, crl_problem
        403 13 2148081683 => client_certificate_revoked, crl_problem
        = 403 13 => client_certificate_revoked, crl_problem
        http error 403 16 => client_certificate_untrusted
        403 16 forbidden => client_certificate_untrusted
        403 16 2148204809 => client_certificate_untrusted
        = 403 16 => client_certificate_untrusted
        http error 403 17 => client_certificate_expired, client_certificate_not_yet_valid
        403 17 forbidden => client_certificate_expired, client_certificate_not_yet_valid
        = 403 17 => client_certificate_expired, client_certificate_not_yet_valid
        the page you are attempting to access requires your browser to have a secure sockets layer ssl client certificate => client_certificate_missing_by_application
        = 496 => nginx_no_client_certificate
        = 495 => nginx_client_certificate_error

        % AWS load balancer or CloudFront | server | raised
        clientcertuntrusted => load_balancer_refuses_certificate, client_certificate_untrusted
        clientcertexpired => client_certificate_expired, load_balancer_refuses_certificate
        clientcertnotyetvalid => client_certificate_not_yet_valid, load_balancer_refuses_certificate
        clientcerttypeunsupported => client_certificate_wrong_purpose, load_balancer_refuses_certificate
        clientcertmaxchaindepthexceeded => load_balancer_refuses_certificate, client_chain_incomplete
        clientcertmaxsizeexceeded => load_balancer_refuses_certificate
        clientcertinvalid => load_balancer_refuses_certificate
        clientcertintentinvalid => client_certificate_wrong_purpose, load_balancer_refuses_certificate
        clientcertrejected => load_balancer_refuses_certificate
        clientcertrevoked => client_certificate_revoked, load_balancer_refuses_certificate
        clientcertmissing => client_presented_none, load_balancer_refuses_certificate
        unmappedconnectionerror => load_balancer_unmapped_error
        % Google Cloud load balancer | server | raised
        client cert not provided => client_presented_none, load_balancer_refuses_certificate
        client cert validation failed => client_certificate_untrusted, load_balancer_refuses_certificate
        client cert chain invalid eku => client_certificate_wrong_purpose, load_balancer_refuses_certificate
        client cert chain exceeded limit => load_balancer_refuses_certificate, client_chain_disordered
        client cert invalid rsa key size => load_balancer_refuses_certificate, client_certificate_weak
        client cert unsupported elliptic curve key => load_balancer_refuses_certificate
        client cert unsupported key algorithm => load_balancer_refuses_certificate
        client cert validation search limit exceeded => load_balancer_refuses_certificate
        client cert validation timed out => load_balancer_refuses_certificate
        client cert validation not performed => load_balancer_refuses_certificate
        client cert pki too large => load_balancer_refuses_certificate
        client cert chain max name constraints exceeded => load_balancer_refuses_certificate
        """#

    /// Numbers of OpenSSL's X509_V_ERR and their names, as nginx, Apache and openssl print them (openssl/x509_vfy.h).
    static let verificationErrors = #"""
        2 unable_to_get_issuer_cert => client_certificate_untrusted / server_certificate_untrusted
        3 unable_to_get_crl => crl_problem
        4 unable_to_decrypt_cert_signature => client_certificate_untrusted / server_certificate_untrusted
        5 unable_to_decrypt_crl_signature => crl_problem
        6 unable_to_decode_issuer_public_key => client_certificate_untrusted / server_certificate_untrusted
        7 cert_signature_failure => client_certificate_untrusted / server_certificate_untrusted
        8 crl_signature_failure => crl_problem
        9 cert_not_yet_valid => client_certificate_not_yet_valid / server_certificate_not_yet_valid
        10 cert_has_expired => client_certificate_expired / server_certificate_expired
        11 crl_not_yet_valid => crl_problem
        12 crl_has_expired => crl_problem
        13 error_in_cert_not_before_field => client_certificate_refused / server_certificate_refused
        14 error_in_cert_not_after_field => client_certificate_refused / server_certificate_refused
        15 error_in_crl_last_update_field => crl_problem
        16 error_in_crl_next_update_field => crl_problem
        18 depth_zero_self_signed_cert => client_certificate_self_signed / server_certificate_self_signed
        19 self_signed_cert_in_chain => client_certificate_untrusted / server_certificate_untrusted
        20 unable_to_get_issuer_cert_locally => client_certificate_untrusted / server_certificate_untrusted
        21 unable_to_verify_leaf_signature => client_chain_incomplete / server_certificate_chain_incomplete
        22 cert_chain_too_long => client_chain_incomplete / server_certificate_chain_incomplete
        23 cert_revoked => client_certificate_revoked / server_certificate_revoked
        24 no_issuer_public_key => client_certificate_untrusted / server_certificate_untrusted
        25 path_length_exceeded => client_certificate_untrusted / server_certificate_untrusted
        26 invalid_purpose => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        27 cert_untrusted => client_certificate_untrusted / server_certificate_untrusted
        28 cert_rejected => client_certificate_refused / server_certificate_refused
        29 subject_issuer_mismatch => client_certificate_refused / server_certificate_refused
        30 akid_skid_mismatch => client_certificate_untrusted / server_certificate_untrusted
        31 akid_issuer_serial_mismatch => client_certificate_refused / server_certificate_refused
        32 keyusage_no_certsign => client_certificate_refused / server_certificate_refused
        33 unable_to_get_crl_issuer => crl_problem
        34 unhandled_critical_extension => client_certificate_refused / server_certificate_refused
        36 unhandled_critical_crl_extension => crl_problem
        37 invalid_non_ca => client_certificate_refused / server_certificate_refused
        39 keyusage_no_digital_signature => client_certificate_refused / server_certificate_refused
        41 invalid_extension => client_certificate_refused / server_certificate_refused
        44 different_crl_scope => crl_problem
        47 permitted_violation => client_certificate_refused / server_certificate_refused
        48 excluded_violation => client_certificate_refused / server_certificate_refused
        54 crl_path_validation_error => crl_problem
        62 hostname_mismatch => server_certificate_name_mismatch
        64 ip_address_mismatch => server_certificate_name_mismatch
        66 ee_key_too_small => client_certificate_weak / server_certificate_weak
        67 ca_key_too_small => client_certificate_weak / server_certificate_weak
        68 ca_md_too_weak => client_certificate_weak / server_certificate_weak
        76 unsupported_signature_algorithm => client_certificate_refused / server_certificate_refused
        77 signature_algorithm_mismatch => client_certificate_refused / server_certificate_refused
        78 signature_algorithm_inconsistency => client_certificate_refused / server_certificate_refused
        79 invalid_ca => client_certificate_untrusted / server_certificate_untrusted
        80 pathlen_invalid_for_non_ca => client_certificate_refused / server_certificate_refused
        82 ku_key_cert_sign_invalid_for_non_ca => client_certificate_refused / server_certificate_refused
        """#

}

extension CatalogueText {
    /// What applications say above TLS once the handshake is over, and what their clients make of it.
    static let applicationTexts = #"""
        % Apache httpd | server | unknown
        ah02009 => server_accepted_unverifiable_certificate
        certificate verification user ssl verify optional no ca => server_accepted_unverifiable_certificate
        ah01618 => client_certificate_rejected_by_application
        ~ ah02008 ssl library error <n> in handshake => tls_handshake_failed
        % OpenLDAP | server | unknown
        ~ tls accept failure error => tls_handshake_failed
        % OpenLDAP | server | raised
        tls can t accept no certificate was found => client_presented_none
        % APISIX | server | answered
        verify https client client certificate was not present => client_certificate_missing_by_application
        % lighttpd | server | raised
        mtls client cert not trusted => client_certificate_untrusted
        % stunnel | client | raised
        cert no matching host name found => server_certificate_name_mismatch
        % NATS | client | answered
        err authorization violation => refused_above_tls
        % OpenLDAP | either | raised
        tls gnutls certificate verify peers2 failed <n> => certificate_verify_failed
        % PostgreSQL | client | local
        root certificate file ... does not exist => certificate_file_problem
        % MongoDB | client | raised
        server certificate does not match the host name hostname ... does not match => server_certificate_name_mismatch
        % Java | either | raised
        keyusage does not allow digital signatures => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        % Java | client | raised
        keyusage does not allow key encipherment => server_certificate_wrong_purpose
        keyusage does not allow key agreement => server_certificate_wrong_purpose
        % PostgreSQL | client | answered
        fatal trust authentication failed for user => client_certificate_rejected_by_application
        fatal cert authentication failed for user => client_certificate_rejected_by_application
        % MariaDB | client | local
        lost connection to server at sending authentication information => connection_closed
        % MariaDB | server | raised
        x509 subject mismatch should be => client_certificate_rejected_by_application
        x509 issuer mismatch should be => client_certificate_rejected_by_application
        % Java | client | local
        http 1 1 header parser received no bytes => connection_closed
        % Java | client | answered
        received rst stream processing capacity exceeded => refused_above_tls
        % Go | client | answered
        enhance your calm received from peer => refused_above_tls
        % Go | client | local
        http2 server sent goaway and closed the connection => connection_closed
        % curl | client | local
        curl 92 => connection_closed
        curl 55 getpeername => connection_closed
        curl 1 received http 0 9 when not allowed => peer_does_not_speak_tls
        % curl | client | raised
        curl 90 => server_certificate_rejected
        public key does not match pinned public key => server_certificate_rejected
        % Envoy | client | answered
        rbac access denied => client_certificate_rejected_by_application
        % GnuTLS | client | raised
        pki verification of server certificate failed => server_certificate_rejected
        % Tomcat | server | local
        does not support post handshake authentication pha => post_handshake_auth_not_offered
        % Python | either | local
        application data after close notify => connection_closed
        % vsftpd | client | answered
        530 anonymous sessions must use encryption => refused_above_tls
        530 non anonymous sessions must use encryption => refused_above_tls
        % nghttpx | server | raised
        client certificate verify error => client_certificate_rejected
        """#
}

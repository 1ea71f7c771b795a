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
        % Redis | server | unknown
        ~ error accepting a client connection => tls_handshake_failed
        ~ error accepting cluster node connection => tls_handshake_failed
        % Redis | server | local
        error accepting a client connection null => connection_closed
        error accepting cluster node connection null => connection_closed
        % Dragonfly | server | raised
        err bad tls header => plain_http_on_tls_port
        err bad tls header double check if you enabled tls for your client => plain_http_on_tls_port
        % RedisInsight | client | unknown
        ~ please check the ca or client certificate => tls_handshake_failed
        % postfix | client | unknown
        ~ cannot start tls handshake failure => tls_handshake_failed
        ~ ssl connect error to => tls_handshake_failed
        % postfix | client | local
        ssl connect error to ... lost connection => connection_closed
        ssl connect error to ... connection reset by peer => connection_closed
        ssl connect error to ... connection timed out => handshake_timed_out
        % postfix | server | unknown
        ~ ssl accept error from => tls_handshake_failed
        % postfix | server | local
        ssl accept error from ... lost connection => connection_closed
        ssl accept error from ... connection reset by peer => connection_closed
        ssl accept error from ... connection timed out => handshake_timed_out
        ~ lost connection after starttls from => connection_closed
        % Android | client | local
        nativecrypto ssl do handshake ret 1 errno <n> sslerror 5 => connection_closed
        nativecrypto ssl do handshake ret 1 errno <n> sslerror 2 => not_an_error
        nativecrypto ssl do handshake ret 1 errno <n> sslerror 3 => not_an_error
        % Android | client | unknown
        ~ nativecrypto ssl do handshake ret 1 errno <n> sslerror 1 => tls_handshake_failed
        % Erlang | either | local
        options cacertfile ... error enoent => certificate_file_problem
        options cacertfile ... error eacces => certificate_file_problem
        options certfile ... error enoent => certificate_file_problem
        options certfile ... error eacces => certificate_file_problem
        options keyfile ... error enoent => certificate_file_problem
        options keyfile ... error eacces => certificate_file_problem
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
        % OpenSSL | server | unknown
        ~ error in sslv3 read client certificate => tls_handshake_failed, client_presented_none
        ~ failed in sslv3 read client certificate => tls_handshake_failed, client_presented_none
        ~ error in sslv3 tls read client certificate => tls_handshake_failed, client_presented_none
        % Dovecot | server | answered
        cert required client didn t start tls => plain_http_on_tls_port
        cert required client sent no cert => client_certificate_missing_by_application, client_presented_none
        % Dovecot | server | raised
        client sent an invalid cert => client_certificate_rejected
        % HTTP | server | answered
        ~ 403 forbidden => refused_above_tls, refused_by_application
        ~ 401 unauthorized => refused_above_tls, refused_by_application
        % curl | server | answered
        requested url returned error 403 => refused_above_tls, refused_by_application
        requested url returned error 401 => refused_above_tls, refused_by_application
        % Apache httpd | server | answered
        ah01630 => refused_above_tls, refused_by_application
        ah01797 => refused_above_tls, refused_by_application
        client denied by server configuration => refused_above_tls, refused_by_application
        % Apache httpd | server | unknown
        ah02035 => renegotiation_refused
        % Tomcat | server | answered
        cannot authenticate no client certificate chain in this request => client_certificate_missing_by_application
        % GnuTLS | either | local
        a tls packet with unexpected length was received => connection_closed, plain_http_on_tls_port
        % NSS | client | local
        nss client certificate not found => client_presented_none, certificate_file_problem
        % Go | client | raised
        server did not echo the legacy session id => handshake_failed, illegal_parameter
        % Go | either | raised
        oversized record received with length => plain_http_on_tls_port
        % kubectl | client | answered
        you must be logged in to the server => refused_above_tls, client_certificate_rejected_by_application
        % OpenLDAP | client | local
        ~ can t contact ldap server => connection_closed, not_reached
        % MariaDB | client | raised
        certificate verification failure the certificate is not trusted => server_certificate_untrusted
        % PostgreSQL | server | answered
        no pg hba conf entry ... ssl off => plain_http_on_tls_port
        no pg hba conf entry ... no encryption => plain_http_on_tls_port
        no pg hba conf entry => database_refuses_certificate
        % sslcontext-kickstart | client | raised
        none of the trustmanagers trust this server certificate chain => server_certificate_untrusted
        % sslcontext-kickstart | server | raised
        none of the trustmanagers trust this client certificate chain => client_certificate_untrusted
        % FreeRADIUS | server | raised
        certificate chain <n> cert s untrusted => client_certificate_untrusted
        % tonic | either | unknown
        h2 protocol error error reading a body from connection => connection_closed
        error reading a body from connection => connection_closed
        % h2 | either | unknown
        frame with invalid size => plain_http_on_tls_port
        % hyper | client | local
        error trying to connect unexpected eof during handshake => connection_closed
        unexpected eof during handshake => connection_closed
        % NSS | client | raised
        peer s certificate issuer is not recognized => server_certificate_untrusted
        % NSS | either | raised
        peer s certificate issuer has been marked as not trusted by the user => client_certificate_untrusted / server_certificate_untrusted
        no common encryption algorithm => no_common_cipher_suite
        ssl peer reports incorrect message authentication code => bad_record_mac
        % Ruby | either | local
        neither pub key nor priv key => certificate_file_problem
        % Java | either | local
        sslexception readhandshakerecord => connection_closed, trailing_tls13_refusal
        % Python | either | local
        ~ the read operation timed out => handshake_timed_out
        % Envoy | client | local
        reset reason connection termination => connection_closed
        % gRPC | client | local
        error reading from server eof => connection_closed, trailing_tls13_refusal
        error reading server preface eof => connection_closed, plain_http_on_tls_port
        connection closed before server preface received => connection_closed, plain_http_on_tls_port
        % OpenVPN | either | raised
        certificate does not have key usage extension => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        % SChannel | either | unknown
        ~ internal error state is <n> => tls_handshake_failed
        % nghttpx | server | raised
        client certificate verify error => client_certificate_rejected
        """#
}

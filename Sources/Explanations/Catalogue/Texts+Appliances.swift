extension CatalogueText {
    /// What servers of access, mail, telephones and monitoring print.
    ///
    /// Cisco ISE's by its list of messages, Zabbix's by its documentation and source, MySQL's by `viosslfactories.c`.
    static let applianceTexts = #"""
        % Cisco ISE | server | received
        failed ssl tls handshake because the client rejected the ise local certificate => server_certificate_rejected
        ~ failed ssl tls handshake after a client alert => fatal_alert_received
        unexpectedly received tls alert message treating as a rejection by the client => fatal_alert_received
        unexpectedly received empty tls message ... treating as a rejection by the client => server_certificate_rejected
        % Cisco ISE | server | raised
        failed ssl tls handshake because of an unknown ca in the client certificates chain => client_certificate_untrusted
        failed ssl tls handshake because of an expired crl associated with a ca in the client certificates chain => crl_problem
        failed ssl tls handshake because of an expired certificate in the client certificates chain => client_certificate_expired
        failed ssl tls handshake because of a revoked certificate in the client certificate chain => client_certificate_revoked
        failed ssl tls handshake because of a bad certificate in the client certificate chain => client_certificate_rejected
        failed ssl tls handshake because of an unsupported certificate in the client certificate chain => client_certificate_refused
        failed ssl tls handshake because of the client certificate is not yet valid => client_certificate_not_yet_valid
        client certificate validation failed due to ... name constraint => client_certificate_refused
        client certificate validation failed due to name constraints => client_certificate_refused
        client certificate validation failed due to min or max name constraints => client_certificate_refused
        ocsp status of user certificate is revoked => client_certificate_revoked
        user auth failed because ocsp status is unknown => crl_problem, client_revocation_unknown
        user auth failed because ocsp is unreachable => crl_problem, client_revocation_unknown
        no valid ocsp server urls found in the aia extension of client certificate => crl_problem, client_revocation_unknown
        client requested tlsv1 0 or tlsv1 1 that is not allowed => no_common_version
        client didn t provide suitable ciphers => no_common_cipher_suite
        ~ client certificate authentication failed => client_certificate_rejected
        % Cisco ISE | server | local
        supplicant stopped responding to ise during eap tls certificate exchange => eap_abandoned, handshake_timed_out
        supplicant stopped responding to ise after sending it the first eap tls message => handshake_timed_out
        supplicant stopped responding to ise during peap tunnel establishment => handshake_timed_out
        supplicant stopped responding to ise => handshake_timed_out
        % Cisco ISE | server | unknown
        ~ could not establish the eap tls ssl session => eap_tls_failed
        ~ eap tls handshake failed => eap_tls_failed
        ~ eap tls authentication failed => eap_tls_failed
        ~ peap handshake failed => eap_tls_failed
        ~ eap ttls handshake failed => eap_tls_failed

        % Zabbix | server | answered
        connection of type ... is not allowed for host => refused_above_tls
        % Zabbix | either | unknown
        ~ tls handshake set result code to 1 => tls_handshake_failed
        % Zabbix | client | local
        cannot establish tls to ... connection closed by peer => connection_closed

        % MySQL | either | local
        ssl ctx set default verify paths failed => certificate_file_problem
        ssl connection error unable to get certificate => certificate_file_problem
        ssl connection error unable to get private key => certificate_file_problem
        ssl connection error private key does not match the certificate public key => key_does_not_match
        ssl context is not usable without certificate and private key => certificate_file_problem
        ssl connection error the system cannot find the path specified => certificate_file_problem
        ssl connection error the system cannot find the file specified => certificate_file_problem
        ssl connection error no such file or directory => certificate_file_problem
        ssl connection error tls version is invalid => no_common_version
        % MariaDB | client | raised
        certificate s cn name does not match the passed value => server_certificate_name_mismatch
        ~ server certificate validation failed => server_certificate_rejected
        % ProxySQL | server | local
        x509 error no required certificate sent by client => client_presented_none

        % nginx | server | raised
        ngx quic send alert ... alert <alert> => <alert>
        % IBM's GSKit | either | raised
        certificate is not signed by a trusted certificate authority => client_certificate_untrusted / server_certificate_untrusted
        gskit error 6000 => client_certificate_untrusted / server_certificate_untrusted
        % IBM's GSKit | either | local
        the specified library gskit error <n> could not be loaded => certificate_file_problem
        % IBM's GSKit | either | unknown
        ~ gsk secure soc init failed => tls_handshake_failed
        % Exim | server | unknown
        ~ tls error on connection from => tls_handshake_failed
        % Exim | server | local
        cert key setup cert => certificate_file_problem
        tls error on connection from ... timed out => handshake_timed_out
        % syslog-ng | either | local
        error setting up tls session context => certificate_file_problem
        % syslog-ng | either | unknown
        ~ ssl error while reading stream => tls_handshake_failed
        ~ ssl error while writing stream => tls_handshake_failed
        % Kamailio | either | unknown
        ~ tls err ret => tls_handshake_failed
        % Fluent Bit | either | local
        handshake connection ... timed out after <n> seconds => handshake_timed_out
        % rsyslog | client | local
        omfwd remote server at ... seems to have closed connection => connection_closed
        % RabbitMQ's .NET client | client | local
        reached the end of the stream possible authentication failure => connection_closed, refused_above_tls
        % ESP-MQTT | client | local
        ssl related configs set but the transport protocol is a non ssl scheme => plain_http_on_tls_port
        % PgBouncer | server | answered
        error ssl required => plain_http_on_tls_port
        % PgBouncer | either | local
        ? failed to load certificate file => certificate_file_problem
        ? failed to load private key file => certificate_file_problem
        ? failed to load ca file => certificate_file_problem
        % libtls | either | local
        ssl verify setup failure => certificate_file_problem
        ssl verify memory setup failure => certificate_file_problem
        % libtls | either | raised
        ? certificate verification failed unable to get local issuer certificate => client_certificate_untrusted / server_certificate_untrusted
        % mitmproxy | server | received
        the client does not trust the proxy s certificate => server_certificate_untrusted
        % RabbitMQ | server | local
        handshake timeout handshake => handshake_timed_out
        handshake timeout frame header => handshake_timed_out
        """#
}

extension CatalogueText {
    /// What brokers, databases, Windows and its libraries print.
    static let serverTexts = #"""
        % librdkafka | client | raised
        broker certificate could not be verified => server_certificate_untrusted, server_certificate_chain_incomplete
        broker certificate could not be verified verify that ssl ca location is correctly configured => server_certificate_untrusted, server_certificate_chain_incomplete
        ssl handshake failed ... certificate verify failed broker certificate could not be verified => server_certificate_untrusted, server_certificate_chain_incomplete
        broker certificate verification failed => server_certificate_rejected
        % librdkafka | client | local
        rdkafka ... ssl handshake failed ... peer did not ... => connection_closed
        connecting to a plaintext listener => plain_http_on_tls_port
        ssl handshake failed disconnected connecting to a plaintext broker listener => plain_http_on_tls_port
        client ssl authentication might be required => client_presented_none, connection_closed
        % librdkafka | client | unknown
        ~ bootstrap ssl handshake failed => tls_handshake_failed
        ~ rdkafka ... ssl handshake failed => tls_handshake_failed
        % Kafka | server | raised
        failed authentication with ... empty client certificate chain => client_presented_none

        % Elasticsearch | server | received
        http client did not trust this server s certificate closing connection => server_certificate_untrusted, server_certificate_rejected
        client did not trust this server s certificate closing connection => server_certificate_untrusted, server_certificate_rejected
        client did not trust server s certificate closing connection => server_certificate_untrusted, server_certificate_rejected
        % Elasticsearch | server | raised
        received plaintext http traffic on an https channel => plain_http_on_tls_port
        received plaintext traffic on an encrypted channel => plain_http_on_tls_port
        % Elasticsearch | client | raised
        failed to establish trust with server at => server_certificate_untrusted
        % Elasticsearch | server | raised
        failed to establish trust with client at => client_certificate_untrusted
        failed to establish trust with client at ... the client did not provide a certificate => client_presented_none

        % IBM MQ | either | unknown
        mqrc ssl initialization error => ibm_mq_tls
        reason code 2393 => ibm_mq_tls
        reason 2393 => ibm_mq_tls
        mqrc 2393 => ibm_mq_tls
        amq9638 => ibm_mq_tls
        amq9638e => ibm_mq_tls
        ssl communications error for channel => ibm_mq_tls
        amq9637 => client_presented_none, ibm_mq_tls
        amq9637e => client_presented_none, ibm_mq_tls
        channel is lacking a certificate => client_presented_none, ibm_mq_tls
        amq9642 => client_presented_none, ibm_mq_tls
        amq9642e => client_presented_none, ibm_mq_tls
        no ssl certificate for channel => client_presented_none, ibm_mq_tls
        no ssl or tls certificate for channel => client_presented_none, ibm_mq_tls
        amq9631 => no_common_cipher_suite, ibm_mq_tls
        amq9631e => no_common_cipher_suite, ibm_mq_tls
        amq9635 => no_common_cipher_suite, ibm_mq_tls
        mqrc unsupported cipher suite => no_common_cipher_suite
        % IBM MQ | either | raised
        amq9633 => client_certificate_rejected / server_certificate_rejected
        amq9633e => client_certificate_rejected / server_certificate_rejected
        bad ssl certificate for channel => client_certificate_rejected / server_certificate_rejected
        bad ssl or tls certificate for channel => client_certificate_rejected / server_certificate_rejected
        amq9658 => client_certificate_expired / server_certificate_expired
        amq9658e => client_certificate_expired / server_certificate_expired
        amq9636 => client_certificate_rejected / server_certificate_rejected
        amq9636e => client_certificate_rejected / server_certificate_rejected
        ssl distinguished name does not match peer name => client_certificate_rejected / server_certificate_rejected
        mqrc ssl peer name mismatch => client_certificate_rejected / server_certificate_rejected
        amq9716 => crl_problem
        amq9716e => crl_problem
        remote ssl certificate revocation status check failed => crl_problem
        remote ssl certificate revocation status => crl_problem
        amq9715e => crl_problem
        % IBM MQ | either | local
        mqrc key repository error => certificate_file_problem
        amq9660 => certificate_file_problem
        amq9660e => certificate_file_problem
        amq9657 => certificate_file_problem
        mqrc ssl certificate revoked => client_certificate_revoked / server_certificate_revoked

        % SAP | either | raised
        ssslerr peer cert expired => client_certificate_expired / server_certificate_expired
        ssslerr peer cert untrusted => client_certificate_untrusted / server_certificate_untrusted
        ssslerr peer cert revoked => client_certificate_revoked / server_certificate_revoked
        peer certificate chain ... not trusted => client_certificate_untrusted / server_certificate_untrusted
        ssslerr no ssl request => plain_http_on_tls_port
        ssslerr ssl plain => plain_http_on_tls_port
        peer not trusted => client_certificate_untrusted / server_certificate_untrusted
        icm http ssl error => tls_handshake_failed
        % SAP | client | raised
        ssslerr server cert mismatch => server_certificate_name_mismatch
        icm http ssl peer cert untrusted => server_certificate_untrusted
        % SAP | server | raised
        ssslerr no client cert => client_presented_none
        ssslerr client certificate required => client_presented_none
        % SAP | either | local
        ssslerr conn closed => connection_closed
        ssslerr pse error => certificate_file_problem
        % SAP | either | unknown
        ~ ssslerr ssl connect => tls_handshake_failed
        ~ ssslerr ssl accept => tls_handshake_failed
        sapsslsessionstart ... ssslerr ssl connect => handshake_failed

        % Oracle | client | raised
        ora 29024 => server_certificate_untrusted, server_certificate_rejected
        ora 29024 certificate validation failure => server_certificate_untrusted, server_certificate_rejected
        ora 29273 ... ora 29024 => server_certificate_untrusted, server_certificate_rejected
        ora 29003 => server_certificate_name_mismatch
        ora 24263 => server_certificate_name_mismatch
        certificate of the remote server does not match the target address => server_certificate_name_mismatch
        % Oracle | either | local
        ora 28759 => certificate_file_problem
        ora 28791 => certificate_file_problem
        ora 28750 => tls_handshake_failed
        ora 28857 => tls_handshake_failed
        ora 28865 => connection_closed
        ora 28862 => connection_closed
        % Oracle | either | unknown
        ora 28860 => tls_handshake_failed
        ora 28860 fatal ssl error => tls_handshake_failed
        ora 28864 => tls_handshake_failed
        ora 29019 => no_common_version
        ora 28890 => tls_handshake_failed
        ora 12560 ... ssl => tls_handshake_failed
        ora 28858 => tls_handshake_failed
        ora 28859 => no_common_cipher_suite
        ora 28788 => tls_handshake_failed

        % SChannel | either | local
        credential s certificate does not have a private key information property attached to it => certificate_file_problem, client_cannot_sign
        % SChannel | client | local
        a fatal error occurred while creating a tls client credential => schannel_own_settings
        a fatal error occurred while creating an ssl client credential => schannel_own_settings
        internal error state is 10013 => schannel_own_settings
        % SChannel | server | local
        a fatal error occurred while creating a tls server credential => schannel_own_settings
        a fatal error occurred when attempting to access the tls server credential private key => client_cannot_sign, certificate_file_problem
        % SChannel | client | local
        a fatal error occurred when attempting to access the tls client credential private key => client_cannot_sign, certificate_file_problem
        % SChannel | either | raised
        crypt e no revocation check => crl_problem
        0x80092012 => crl_problem
        crypt e revocation offline => crl_problem
        0x80092013 => crl_problem
        the revocation function was unable to check revocation => crl_problem
        % SChannel | either | unknown
        sec e algorithm mismatch => no_common_cipher_suite, schannel_own_settings, insufficient_security
        0x80090331 => no_common_cipher_suite, schannel_own_settings, insufficient_security
        2146893007 => no_common_cipher_suite, schannel_own_settings, insufficient_security
        the client and server cannot communicate because they do not possess a common algorithm => no_common_cipher_suite, schannel_own_settings
        do not possess a common algorithm => no_common_cipher_suite, schannel_own_settings
        % SChannel | client | raised
        the certificate received from the remote server was issued by an untrusted certificate authority => server_certificate_untrusted
        the certificate received from the remote server has expired => server_certificate_expired
        the certificate received from the remote server has either expired or is not yet valid => server_certificate_expired, server_certificate_not_yet_valid
        the certificate received from the remote server does not contain the expected name => server_certificate_name_mismatch
        the certificate received from the remote server has not validated correctly => server_certificate_rejected
        the certificate received from the remote server has been revoked => server_certificate_revoked
        cert trust revocation status unknown => crl_problem
        cert trust is untrusted root => server_certificate_untrusted
        cert trust is partial chain => server_certificate_chain_incomplete
        % SChannel | server | local
        no suitable default server credential exists on this system => server_has_no_certificate
        when asking for client authentication this server sends a list of trusted certificate authorities to the client => client_issuer_not_requested
        % SChannel | server | raised
        the certificate received from the remote client application was not successfully mapped to a client system account => client_certificate_rejected_by_application
        the certificate received from the remote client application has not validated correctly => client_certificate_rejected
        the certificate received from the remote client application is not suitable for direct mapping => client_certificate_rejected_by_application
        the remote client application ... ssl connection request has failed ... no cipher suites supported => no_common_cipher_suite
        an tls 1 2 connection request was received from a remote client application but none of the cipher suites supported by the client application are supported by the server => no_common_cipher_suite
        none of the cipher suites supported by the client application are supported by the server => no_common_cipher_suite
        % SChannel | client | local
        the credentials supplied were not complete and could not be verified => incomplete_credentials
        the remote server has requested tls client authentication but no suitable client certificate could be found => client_presented_none, incomplete_credentials
        the remote server has requested ssl client authentication but no suitable client certificate could be found => client_presented_none, incomplete_credentials
        % SChannel | either | local
        schannel server closed abruptly missing close notify => connection_closed
        server closed abruptly missing close notify => connection_closed
        schannel ... failed to receive handshake => connection_closed
        an existing connection was forcibly closed by the remote host => connection_closed
        received an unexpected eof or 0 bytes from the transport stream => connection_closed
        handshake failed due to an unexpected packet format => plain_http_on_tls_port
        cannot determine the frame size or a corrupted frame was received => plain_http_on_tls_port
        schannel failed to import cert file => certificate_file_problem
        schannel failed to open cert store => certificate_file_problem
        schannel failed to get certificate => certificate_file_problem
        % .NET | client | unknown
        ~ ssl connection could not be established => tls_handshake_failed
        % .NET | server | raised
        client cert not found client cert mode requirecertificate => client_presented_none
        % .NET | either | raised
        the remote certificate is invalid because of errors in the certificate chain untrustedroot => client_certificate_untrusted / server_certificate_untrusted
        the remote certificate is invalid because of errors in the certificate chain partialchain => client_chain_incomplete / server_certificate_chain_incomplete
        the remote certificate is invalid because of errors in the certificate chain nottimevalid => client_certificate_expired / server_certificate_expired
        the remote certificate is invalid because of errors in the certificate chain revoked => client_certificate_revoked / server_certificate_revoked
        the remote certificate is invalid because of errors in the certificate chain notvalidforusage => client_certificate_wrong_purpose / server_certificate_wrong_purpose
        the remote certificate is invalid because of errors in the certificate chain revocationstatusunknown => crl_problem
        the remote certificate is invalid because of errors in the certificate chain => client_certificate_untrusted / server_certificate_untrusted
        the remote certificate was rejected by the provided remotecertificatevalidationcallback => client_certificate_refused / server_certificate_refused

        % WinHTTP | client | raised
        error winhttp secure failure => server_certificate_rejected
        ? error 12175 => server_certificate_rejected
        winhttp ... 12175 => server_certificate_rejected
        winhttp callback status flag invalid ca => server_certificate_untrusted
        winhttp callback status flag cert cn invalid => server_certificate_name_mismatch
        winhttp callback status flag cert date invalid => server_certificate_expired
        winhttp callback status flag cert revoked => server_certificate_revoked
        winhttp callback status flag cert rev failed => crl_problem
        error internet invalid ca => server_certificate_untrusted
        error internet sec cert cn invalid => server_certificate_name_mismatch
        error internet sec cert date invalid => server_certificate_expired
        0x80072f0d => server_certificate_untrusted
        0x80072f06 => server_certificate_name_mismatch
        0x80072f05 => server_certificate_expired
        0x80072f8f => server_certificate_rejected
        a security error occurred winhttp => server_certificate_rejected
        % SChannel | either | local
        no credentials are available in the security package => client_cannot_sign, certificate_file_problem
        sec e no credentials => client_cannot_sign, certificate_file_problem
        0x8009030e => client_cannot_sign, certificate_file_problem
        2146893042 => client_cannot_sign, certificate_file_problem
        % WinHTTP | client | local
        ? error 12186 => client_cannot_sign
        ? error 12185 => client_cannot_sign
        the client certificate credentials were not recognized => client_cannot_sign
        winhttp error client auth cert needed => client_presented_none, incomplete_credentials
        error winhttp client auth cert needed => client_presented_none, incomplete_credentials
        error internet client auth cert needed => client_presented_none, incomplete_credentials
        ? error 12044 => client_presented_none, incomplete_credentials
        0x80072f0c => client_presented_none, incomplete_credentials
        a certificate is required to complete client authentication => client_presented_none, incomplete_credentials
        error winhttp client cert no access private key => client_cannot_sign
        error winhttp client cert no private key => client_cannot_sign
        0x80072f7d => tls_handshake_failed
        error winhttp secure channel error => tls_handshake_failed

        % Vault | server | answered
        client certificate must be supplied => client_certificate_missing_by_application, client_presented_none
        failed to match all constraints for this login certificate => client_certificate_rejected_by_application
        no chain matching all constraints could be found for this login certificate => client_certificate_rejected_by_application
        invalid certificate or no client certificate supplied => client_certificate_rejected_by_application, client_certificate_missing_by_application
        tls connection required => plain_http_on_tls_port
        % Kubernetes | server | raised
        unable to authenticate the request ... x509 certificate signed by unknown authority => client_certificate_untrusted
        unable to authenticate the request ... x509 certificate has expired or is not yet valid => client_certificate_expired
        verifying certificate ... failed x509 certificate signed by unknown authority => client_certificate_untrusted
        % etcd | server | raised
        client certificate authentication failed => client_certificate_rejected

        % MySQL | server | answered
        access denied for user ... using password => database_refuses_certificate
        % PostgreSQL | server | answered
        verbindung erfordert ein gültiges client zertifikat => database_refuses_certificate, client_certificate_missing_by_application
        la conexión requiere un certificado de cliente válido => database_refuses_certificate, client_certificate_missing_by_application
        la connexion requiert un certificat client valide => database_refuses_certificate, client_certificate_missing_by_application
        la connessione richiede un certificato valido per il client => database_refuses_certificate, client_certificate_missing_by_application
        この接続には有効なクライアント証明が必要です => database_refuses_certificate, client_certificate_missing_by_application
        연결에 유효한 클라이언트 인증서가 필요함 => database_refuses_certificate, client_certificate_missing_by_application
        для подключения требуется годный сертификат клиента => database_refuses_certificate, client_certificate_missing_by_application
        anslutning kräver ett giltigt klientcertifikat => database_refuses_certificate, client_certificate_missing_by_application
        підключення потребує припустимий сертифікат клієнта => database_refuses_certificate, client_certificate_missing_by_application
        连接中需要一个有效的客户端认证 => database_refuses_certificate, client_certificate_missing_by_application
        მიერთების მცდელობას კლიენტის სწორი სერტიფიკატი ესაჭიროება => database_refuses_certificate, client_certificate_missing_by_application
        zertifikatauthentifizierung für benutzer ... fehlgeschlagen => database_refuses_certificate
        la autentificación por certificado falló para el usuario => database_refuses_certificate
        authentification par le certificat échouée pour l utilisateur => database_refuses_certificate
        autenticazione con certificato fallita per l utente => database_refuses_certificate
        の証明書認証に失敗しました => database_refuses_certificate
        не прошёл проверку подлинности по сертификату => database_refuses_certificate
        certifikat autentisering misslyckades för användare => database_refuses_certificate
        не пройшов автентифікацію за сертифікатом => database_refuses_certificate
        % PostgreSQL | server | unknown
        ~ konnte ssl verbindung nicht annehmen => tls_handshake_failed
        ~ no se pudo aceptar una conexión ssl => tls_handshake_failed
        ~ n a pas pu accepter la connexion ssl => tls_handshake_failed
        ~ accettazione della connessione ssl fallita => tls_handshake_failed
        ~ ssl接続を受け付けられませんでした => tls_handshake_failed
        ~ не удалось принять ssl подключение => tls_handshake_failed
        ~ kunde inte acceptera ssl uppkoppling => tls_handshake_failed
        % PostgreSQL | client | raised
        server certificate for ... does not match host name => server_certificate_name_mismatch
        % PostgreSQL | client | local
        certificate present but not private key file => certificate_file_problem
        private key file ... has group or world access => certificate_file_problem
        could not load private key file => certificate_file_problem
        server does not support ssl but ssl was required => refused_before_tls, plain_http_on_tls_port
        % PostgreSQL | server | raised
        could not accept ssl connection unsupported protocol => no_common_version
        % MongoDB | server | raised
        the server is configured to only allow ssl connections => plain_http_on_tls_port
        ssl handshake received but server is started without ssl support => plain_http_on_tls_port
        % MongoDB | server | answered
        there is no x 509 client certificate matching the user => client_certificate_rejected_by_application
        client certificate ... mongodb x509 ... could not find user => client_certificate_rejected_by_application

        % IIS | server | answered
        client certificate revoked => client_certificate_revoked, crl_problem
        % WebSphere | client | raised
        cwpki0022e ssl handshake failure a signer with subjectdn ... was sent from the target host => server_certificate_untrusted
        cwpki0022e => server_certificate_rejected
        cwpki0823e => server_certificate_rejected
        % IBM's GSKit | either | raised
        gsk err self signed => client_certificate_self_signed / server_certificate_self_signed
        gsk error bad cert => client_certificate_rejected / server_certificate_rejected
        gsk error no ciphers => no_common_cipher_suite
        % IBM's GSKit | either | unknown
        ~ ssl0209e ssl handshake failed => tls_handshake_failed
        ~ ssl0280e ssl handshake failed => connection_closed
        % postfix | client | raised
        certificate verification failed for ... untrusted issuer => server_certificate_untrusted
        certificate verification failed for ... self signed certificate => server_certificate_self_signed
        server certificate not verified => server_certificate_rejected
        % RabbitMQ's C client | client | raised
        ssl peer cert verification failed => server_certificate_rejected
        % ESP-MQTT | client | local
        ~ transport read error => connection_closed
        ~ transport connect failed => not_reached, tls_handshake_failed
        % PubSubClient | client | local
        mqttstate minus2 => not_reached, tls_handshake_failed
        mqttstate minus4 => handshake_timed_out
        mqttstate minus3 => connection_closed
        % Beats | client | local
        ssl client failed to connect with eof => connection_closed
        ssl client failed to connect with read tcp ... i o timeout => handshake_timed_out
        % mosquitto | server | local
        client unknown disconnected due to protocol error => mosquitto_protocol_error
        ~ socket error on client unknown disconnecting => mosquitto_protocol_error
        % mosquitto | client | raised
        host name verification failed => server_certificate_name_mismatch
        ~ error a tls error occurred => tls_handshake_failed
        % MQTT | server | answered
        connection refused not authorised => refused_above_tls
        connection refused not authorized => refused_above_tls
        connection refused ... not authorized => refused_above_tls
        connection refused identifier rejected => refused_above_tls
        % OpenLDAP | server | unknown
        ~ tls can t accept => tls_handshake_failed
        ~ tls negotiation failure => tls_handshake_failed
        % OpenLDAP | client | unknown
        ~ tls can t connect => tls_handshake_failed
        ~ ldap start tls connect error => tls_handshake_failed
        % OpenLDAP | client | raised
        tls hostname ... does not match common name in certificate => server_certificate_name_mismatch
        tls peer cert untrusted or revoked => server_certificate_untrusted
        % OpenLDAP | server | answered
        tls confidentiality required => plain_http_on_tls_port

        % rsyslog | either | raised
        peer s certificate is not authorized not permitted to talk to it => client_certificate_refused / server_certificate_refused
        not permitted to talk to peer certificate invalid => client_certificate_refused / server_certificate_refused
        % rsyslog | server | raised
        peer did not provide a certificate not permitted to talk to it => client_presented_none
        error peer certificate required not received => client_presented_none
        % stunnel | either | raised
        rejected by cert at depth => client_certificate_rejected / server_certificate_rejected
        cert subject checks failed => server_certificate_name_mismatch
        certificate not found in local repository => client_certificate_untrusted / server_certificate_untrusted
        % stunnel | either | local
        tls accept peer suddenly disconnected => connection_closed
        peer suddenly disconnected => connection_closed
        """#
}

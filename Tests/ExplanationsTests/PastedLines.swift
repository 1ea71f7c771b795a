/// Error texts in whole lines, as people paste them: what each is to lead to, who refused, and the line.
///
/// `-` stands for a side that the line does not tell. The lines are quoted from logs of real programs, or from their
/// sources and documentation put into a line of their log's form.
enum PastedLines {
    struct Row: Sendable {
        let name: String
        let refusedBy: String
        let line: String
    }

    static let rows: [Row] = [clients, servers, services].joined(separator: "\n").split(separator: "\n").map {
        line in
        let fields = line.split(separator: "|", maxSplits: 2).map { String($0) }
        return Row(name: fields[0], refusedBy: fields[1], line: fields[2])
    }

    private static let clients = #"""
        handshake_failure|server|curl: (35) OpenSSL/3.0.19: error:0A000410:SSL routines::sslv3 alert handshake failure
        certificate_required|server|curl: (56) OpenSSL SSL_read: OpenSSL/3.0.19: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0
        unknown_ca|server|$ curl https://api.example/\ncurl: (35) error:14094418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca
        certificate_required|server|curl: (98) OpenSSL/3.0.22: error:0A00045C:SSL routines::tlsv13 alert certificate required
        certificate_expired|server|curl: (56) OpenSSL SSL_read: error:0A000415:SSL routines::ssl/tls alert certificate expired, errno 0
        curl_60|-|curl: (60) SSL certificate verification failed
        server_certificate_untrusted|client|curl: (60) SSL certificate problem: unable to get local issuer certificate
        server_certificate_expired|client|curl: (60) SSL certificate problem: certificate has expired
        server_certificate_self_signed|client|curl: (60) SSL certificate problem: self-signed certificate
        server_certificate_name_mismatch|client|curl: (60) SSL: no alternative certificate subject name matches target host name 'wrong.example'
        connection_closed|-|curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to 127.0.0.1:23012
        connection_closed|-|curl: (52) Empty reply from server
        key_does_not_match|-|curl: (58) unable to set private key file: 'client.key' type PEM
        unknown_ca|server|* TLSv1.3 (IN), TLS alert, unknown CA (560):
        unknown_ca|client|* TLSv1.3 (OUT), TLS alert, unknown CA (560):
        certificate_required|server|* TLSv1.3 (IN), TLS alert, unknown (628):
        certificate_required|-|Error: 80DCEE269C7F0000:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:1601:SSL alert number 116\n code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'
        handshake_failure|-|  code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
        bad_certificate|-|{ library: 'SSL routines', reason: 'ssl/tls alert bad certificate', code: 'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE' }
        unknown_ca|server|AxiosError: write EPROTO 40C7: ... code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'
        connection_closed|-|Error: Client network socket disconnected before secure TLS connection was established
        server_certificate_name_mismatch|client|Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: Host: wrong.example. is not in the cert's altnames: DNS:api.example
        client_chain_incomplete|server|tlsClientError code=ECONNRESET socket hang up authorized=false authorizationError=UNABLE_TO_VERIFY_LEAF_SIGNATURE
        client_certificate_untrusted|server|authorizationError: 'UNABLE_TO_GET_ISSUER_CERT',
        certificate_required|server|Get "https://10.0.0.1:8443/": remote error: tls: certificate required
        unknown_ca|-|2026/02/03 10:11:12 remote error: tls: unknown certificate authority
        decrypt_error|-|remote error: tls: error decrypting message
        no_certificate|-|remote error: tls: alert(41)
        server_certificate_untrusted|client|Post "https://api.example/hook": tls: failed to verify certificate: x509: certificate signed by unknown authority
        server_certificate_name_mismatch|client|x509: certificate is valid for api.example, webhook.example, not wrong.example
        server_certificate_expired|client|Get "https://api.example/": x509: certificate has expired or is not yet valid: current time 2026-11-21T07:18:00Z is after 2021-01-01T00:00:00Z
        plain_http_on_tls_port|client|Get "https://10.0.0.1:8080/": http: server gave HTTP response to HTTPS client
        certificate_required|server|rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: remote error: tls: certificate required"
        certificate_required|server|requests.exceptions.SSLError: HTTPSConnectionPool(host='api.example', port=8443): Max retries exceeded with url: / (Caused by SSLError(SSLError(1, '[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required (_ssl.c:2578)')))
        certificate_required|-|SSLError(1, '[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required')
        server_certificate_untrusted|client|urllib.error.URLError: <urlopen error [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)>
        server_certificate_name_mismatch|client|ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'wrong.example'. (_ssl.c:992)
        connection_closed|-|ssl.SSLEOFError: EOF occurred in violation of protocol (_ssl.c:2393)
        certificate_required|-|javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_required
        bad_certificate|-|Caused by: javax.net.ssl.SSLHandshakeException: (bad_certificate) Received fatal alert: bad_certificate
        certificate_unknown|-|	at java.base/... javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_unknown
        connection_closed|-|java.net.SocketException: Broken pipe (Write failed)
        client_certificate_untrusted|server|sun.security.validator.ValidatorException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target
        client_issuer_not_requested|-|javax.net.ssl|WARNING|01|main|CertificateRequest.java|No suitable certificate found - continuing without client authentication
        client_cannot_sign|-|javax.net.ssl.SSLHandshakeException: Cannot produce CertificateVerify signature
        server_certificate_name_mismatch|client|java.security.cert.CertificateException: No subject alternative DNS name matching wrong.example found.
        plain_http_on_tls_port|-|javax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?
        trailing_tls13_refusal|server|org.apache.kafka.common.errors.SslAuthenticationException: Failed to process post-handshake messages
        bad_certificate|-|Caused by: javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate
        client_certificate_missing|server|[37:37:1121/045810.148229:ERROR:headless_command_handler.cc:403] Page load failed: net::ERR_BAD_SSL_CLIENT_AUTH_CERT
        client_certificate_missing|server|This site can't provide a secure connection. api.example didn't accept your login certificate, or one may not have been provided. Try contacting the system admin. ERR_BAD_SSL_CLIENT_AUTH_CERT
        client_certificate_missing|server|[1:1:ERROR:ssl_client_socket_impl.cc(980)] handshake failed; returned -1, SSL error code 1, net_error -117
        client_gave_up|-|[1:1:ERROR:ssl_client_socket_impl.cc(980)] handshake failed; returned -1, SSL error code 1, net_error -110
        client_cannot_sign|-|net::ERR_SSL_CLIENT_AUTH_SIGNATURE_FAILED
        client_signature_scheme_not_requested|-|net::ERR_SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS
        server_certificate_untrusted|client|Your connection is not private NET::ERR_CERT_AUTHORITY_INVALID
        server_certificate_expired|client|NET::ERR_CERT_DATE_INVALID
        server_certificate_name_mismatch|client|NET::ERR_CERT_COMMON_NAME_INVALID
        handshake_failure|server|net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH
        certificate_required|-|Secure Connection Failed. Error code: SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT
        bad_certificate|-|An error occurred during a connection to api.example. SSL peer cannot verify your certificate. Error code: SSL_ERROR_BAD_CERT_ALERT
        handshake_failure|-|Error code: SSL_ERROR_HANDSHAKE_FAILURE_ALERT
        unknown_ca|server|tstclnt: read from socket failed: SSL_ERROR_UNKNOWN_CA_ALERT: Peer does not recognize and trust the CA that issued your certificate.
        client_cannot_sign|-|Error code: SSL_ERROR_SIGN_HASHES_FAILURE
        server_certificate_untrusted|client|Warning: Potential Security Risk Ahead. Error code: SEC_ERROR_UNKNOWN_ISSUER
        server_certificate_self_signed|client|Error code: MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT
        plain_http_on_tls_port|-|Error code: SSL_ERROR_RX_RECORD_TOO_LONG
        client_certificate_missing|server|Error Domain=NSURLErrorDomain Code=-1206 "The server “api.example” requires a client certificate."
        handshake_failed|-|Safari can’t open the page because Safari can’t establish a secure connection to the server “api.example”.
        server_certificate_untrusted|client|Task finished with error Error Domain=NSURLErrorDomain Code=-1202
        unknown_ca|-|*** Received alert [48]: CA is unknown
        certificate_required|-|*** Fatal error: A TLS fatal alert has been received.\n*** Received alert [116]: Certificate is required
        connection_closed|-|*** Fatal error: The TLS connection was non-properly terminated.
        server_certificate_untrusted|client|- Status: The certificate is NOT trusted. The certificate issuer is unknown.
        unknown_ca|server|SSL error: GnuTLS: received alert [48]: CA is unknown\nUnable to establish SSL connection.
        unknown_ca|server|psql: error: connection to server at "db" (10.0.0.5), port 5432 failed: SSL error: tlsv1 alert unknown ca
        handshake_failed|-|ERROR 2026 (HY000): SSL connection error: unknown error number
        unknown_ca|-|Error: Custom { kind: InvalidData, error: AlertReceived(UnknownCA) } received fatal alert: UnknownCA
        certificate_required|-|received fatal alert: the peer required a client certificate
        certificate_required|-|received fatal alert: CertificateRequired
        server_certificate_name_mismatch|client|invalid peer certificate: certificate not valid for name "wrong.example"
        client_certificate_untrusted|server|error sending request: invalid peer certificate: UnknownIssuer
        server_certificate_untrusted|client|System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot
        server_certificate_name_mismatch|client|The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch
        client_certificate_refused|server|The remote certificate was rejected by the provided RemoteCertificateValidationCallback.
        client_certificate_untrusted|server|AuthenticationException: Authentication failed ---> System.ComponentModel.Win32Exception (0x80090325): The certificate chain was issued by an authority that is not trusted
        handshake_failure|-|AuthenticationException: Authentication failed because the remote party sent a TLS alert: 'HandshakeFailure'.
        certificate_unknown|-|Authentication failed because the remote party sent a TLS alert: 'CertificateUnknown'.
        connection_closed|-|System.IO.IOException: Authentication failed because the remote party has closed the transport stream.
        client_cannot_sign|-|AuthenticationException: The credentials supplied to the package were not recognized (0x8009030D)
        server_certificate_untrusted|client|fatal: unable to access 'https://git.example/': server certificate verification failed. CAfile: none CRLfile: none
        server_certificate_name_mismatch|client|javax.net.ssl.SSLPeerUnverifiedException: Certificate for <wrong.example> doesn't match any of the subject alternative names: [api.example]
        certificate_required|-|hyper Error(Connect, Custom { kind: InvalidData, error: AlertReceived(CertificateRequired) })
        client_certificate_untrusted|server|WARN rustls: Error { code: InvalidCertificate(UnknownIssuer) }
        certificate_verify_failed|-|E0102 03:04:05 12 ssl_transport_security.cc:1455] Handshake failed with fatal error SSL_ERROR_SSL: error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED.
        certificate_required|server|error: RPC failed; curl 56 OpenSSL SSL_read: error:1409445C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required, errno 0
        unknown_ca|-|OpenSSL::SSL::SSLError: SSL_connect returned=1 errno=0 peeraddr=192.0.2.4:443 state=error: tlsv1 alert unknown ca
        bad_certificate|client|exim: TLS error on connection from x: SSL_accept: error:0A000412:SSL routines::sslv3 alert bad certificate
        sec_e_illegal_message|-|System.ComponentModel.Win32Exception (0x80090326): The message received was unexpected or badly formatted.
        sec_e_cert_unknown|-|schannel: next InitializeSecurityContext failed: SEC_E_CERT_UNKNOWN (0x80090327) - An unknown error occurred while processing the certificate.
        client_certificate_untrusted|server|Win32Exception (-2146893019)
        unknown_ca|-|A fatal alert was received from the remote endpoint. The TLS protocol defined fatal alert code is 48.
        handshake_failure|-|A fatal alert was generated and sent to the remote endpoint. This may result in termination of the connection. The TLS protocol defined fatal error code is 40. The Windows SChannel error state is 1205.
        certificate_required|server|{error,{tls_alert,{certificate_required,"TLS client: In state connection received SERVER ALERT: Fatal - Certificate required\n"}}}
        """#

    private static let servers = #"""
        client_presented_none|server|40F748D6607F0000:error:0A0000C7:SSL routines:tls_process_client_certificate:peer did not return a certificate:../ssl/statem/statem_srvr.c:3517:
        client_presented_none|server|tlsClientError code=ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE
        client_presented_none|server|2026/05/06 07:08:09 http: TLS handshake error from 10.1.2.3:51234: tls: client didn't provide a certificate
        client_presented_none|server|{"level":"warn","msg":"rejected connection","error":"tls: client didn\u0027t provide a certificate"}
        bad_certificate|client|2026/05/06 07:08:09 http: TLS handshake error from 10.1.2.3:51234: remote error: tls: bad certificate
        bad_certificate|client|{"level":"warn","ts":"2026-01-02T03:04:05Z","msg":"rejected connection","remote-addr":"10.0.0.2:5678","server-name":"","error":"remote error: tls: bad certificate"} rejected connection from "10.0.0.2:5678"
        unknown_ca|client|http: TLS handshake error from 10.1.2.3:51234: remote error: tls: unknown certificate authority
        client_certificate_untrusted|server|http: TLS handshake error from 10.1.2.3:51234: tls: failed to verify client certificate: x509: certificate signed by unknown authority
        client_certificate_expired|server|http: TLS handshake error from 10.1.2.3:5: tls: failed to verify client certificate: x509: certificate has expired or is not yet valid: current time 2026-11-21T07:18:00Z is after 2021-01-01T00:00:00Z
        client_certificate_wrong_purpose|server|tls: failed to verify client's certificate: x509: certificate specifies an incompatible key usage
        client_certificate_expired|server|http: TLS handshake error from 10.0.0.9:1: x509: certificate has expired or is not yet valid
        plain_http_on_tls_port|server|http: TLS handshake error from 10.1.2.3:51234: tls: first record does not look like a TLS handshake
        plain_http_on_tls_port|server|Client sent an HTTP request to an HTTPS server.
        client_presented_none|server|javax.net.ssl.SSLHandshakeException: Empty client certificate chain
        client_certificate_wrong_purpose|server|javax.net.ssl.SSLHandshakeException: Extended key usage does not permit use for TLS client authentication
        client_proof_of_possession_invalid|server|javax.net.ssl.SSLHandshakeException: Invalid CertificateVerify signature
        nginx_no_client_certificate|server|2026/11/21 04:57:14 [info] 17#17: *1 client sent no required SSL certificate while reading client request headers, client: 192.0.2.10, server: api.example, request: "GET / HTTP/1.1", host: "api.example:29939"
        client_chain_incomplete|server|2026/11/21 04:57:15 [info] 17#17: *1 client SSL certificate verify error: (21:unable to verify the first certificate) while reading client request headers, client: 192.0.2.10, server: api.example
        client_certificate_expired|server|2026/11/21 04:57:16 [info] 17#17: *1 client SSL certificate verify error: (10:certificate has expired) while reading client request headers
        client_certificate_wrong_purpose|server|*1 client SSL certificate verify error: (26:unsuitable certificate purpose) while reading client request headers
        client_certificate_revoked|server|*1 client SSL certificate verify error: (23:certificate revoked) while reading client request headers
        crl_problem|server|*1 client SSL certificate verify error: (3:unable to get certificate CRL) while reading client request headers
        nginx_client_certificate_error|server|*1 client SSL certificate verify error: (22:certificate chain too long) while reading client request headers
        nginx_no_client_certificate|server|<html><head><title>400 No required SSL certificate was sent</title></head>
        nginx_client_certificate_error|server|<center><h1>400 Bad Request</h1></center><center>The SSL certificate error</center>
        plain_http_on_tls_port|server|<center>The plain HTTP request was sent to HTTPS port</center>
        unknown_ca|client|2026/01/01 00:00:00 [crit] 31#31: *5 SSL_do_handshake() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while SSL handshaking, client: 10.0.0.7, server: 0.0.0.0:443
        bad_certificate|client|SSL_do_handshake() failed (SSL: error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:SSL alert number 42) while SSL handshaking, client: 10.0.0.7
        unknown_ca|server|[error] 31#31: *5 SSL_do_handshake() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while SSL handshaking to upstream, client: 10.0.0.7
        server_certificate_untrusted|client|*7 upstream SSL certificate verify error: (20:unable to get local issuer certificate) while SSL handshaking to upstream
        unrecognized_name|server|2026/11/21 04:57:26 [info] 17#17: *1 handshake rejected while SSL handshaking, client: 192.0.2.10, server: 192.0.2.20:24960
        client_certificate_expired|server|[Sat Nov 21 04:58:17.837508 2026] [ssl:info] [pid 15:tid 18] [client 192.0.2.10:58891] AH02276: Certificate Verification: Error (10): certificate has expired [subject: CN=client-expired]
        client_certificate_untrusted|server|[ssl:info] [pid 15] [client 192.0.2.10:51950] AH02039: Certificate Verification: Error (20): unable to get local issuer certificate
        post_handshake_auth_not_offered|server|[ssl:error] [pid 15:tid 17] [client 192.0.2.10:48430] AH10158: cannot perform post-handshake authentication
        post_handshake_auth_not_offered|server|<p>Reason: Cannot perform Post-Handshake Authentication.<br />
        client_presented_none|server|[ssl:error] [pid 15:tid 17] SSL Library Error: error:0A0000C7:SSL routines::peer did not return a certificate -- No CAs known to server for verification?
        renegotiation_refused|server|[ssl:error] [pid 1] AH02225: Re-negotiation handshake failed: Not accepted by client!?
        handshake_failed|-|haproxy[12]: 10.0.0.1:50123 [21/Nov/2026:04:58:10.123] https-in/1: SSL handshake failure
        client_certificate_rejected|server|haproxy[12]: 10.0.0.1:50123 [21/Nov/2026:04:58:10.123] https-in/1: SSL client certificate not trusted
        client_certificate_untrusted|server|haproxy[12]: https-in/1: SSL client CA chain cannot be verified
        client_presented_none|server|https-in/1: SSL handshake failure (error:0A0000C7:SSL routines::peer did not return a certificate)
        post_handshake_auth_not_offered|server|error:0A000117:SSL routines:SSL_verify_client_post_handshake:extension not received:../ssl/ssl_lib.c:5853:
        no_common_cipher_suite|server|error:0A0000C1:SSL routines:tls_post_process_client_hello:no shared cipher:../ssl/statem/statem_srvr.c:2226:
        no_common_group|server|error:0A000065:SSL routines:final_key_share:no suitable key share:../ssl/statem/extensions.c:1362:
        client_certificate_untrusted|server|verify error:num=20:unable to get local issuer certificate
        client_proof_of_possession_invalid|server|40372A4CBA7F0000:error:0A00007B:SSL routines:tls_process_cert_verify:bad signature:../ssl/statem/statem_lib.c:545:
        client_proof_of_possession_invalid|server|selfserv: HDX PR_Read returned error -8182:
        client_certificate_untrusted|server|2026.11.21 05:00:15 LOG4[0]: CERT: Pre-verification error: unable to get local issuer certificate
        client_presented_none|server|Error in handshake: Certificate is required.
        client_presented_none|server|gnutls-serv: Error in handshake: No certificate was found.
        client_presented_none|server|peer sent no certificates
        unknown_ca|server|2018-09-10 18:10:46.502 [info] <0.902.0> TLS server generated SERVER ALERT: Fatal - Unknown CA
        certificate_unknown|client|[notice] <0.1234.0> TLS server: In state certify received CLIENT ALERT: Fatal - Certificate Unknown
        certificate_required|server|[notice] <0.999.0> TLS server: In state wait_cert at tls_handshake_1_3.erl:443 generated SERVER ALERT: Fatal - Certificate required
        client_certificate_wrong_purpose|server|TLS server: In state wait_cert at ssl_handshake.erl:2111 generated SERVER ALERT: Fatal - Handshake Failure - {bad_cert,invalid_ext_key_usage}
        connection_closed|-|Connection reset by peer
        """#

    private static let services = #"""
        client_presented_none|server|2019-12-29T15:03:52.424+0800 E NETWORK  [conn1] no SSL certificate provided by peer; connection rejected
        client_let_in_without_certificate|server|{"t":{"$date":"2026-07-20T03:38:35.000-05:00"},"s":"W","c":"NETWORK","id":23234,"ctx":"conn1","msg":"No SSL certificate provided by peer"}
        client_certificate_wrong_purpose|server|E NETWORK [conn7] SSL peer certificate validation failed: unsupported certificate purpose
        client_certificate_untrusted|server|E NETWORK [js] SSL peer certificate validation failed: self signed certificate in certificate chain
        database_refuses_certificate|server|2026-11-21 05:00:00.123 UTC [42] app@app FATAL:  connection requires a valid client certificate
        database_refuses_certificate|server|FATAL:  certificate authentication failed for user "app"
        client_gave_up|-|LOG:  could not accept SSL connection: EOF detected
        unknown_ca|client|LOG:  could not accept SSL connection: tlsv1 alert unknown ca
        database_refuses_certificate|server|ERROR 1045 (28000): Access denied for user 'app'@'10.0.0.3' (using password: YES)
        handshake_failed|-|org.apache.kafka.common.errors.SslAuthenticationException: SSL handshake failed
        handshake_failed|-|[2026-01-02 03:04:05,678] INFO [SocketServer listenerType=ZK_BROKER, nodeId=1] Failed authentication with /10.0.0.9 (channelId=10.0.0.1:9093-10.0.0.9:51000-7) (SSL handshake failed) (org.apache.kafka.common.network.Selector)
        server_certificate_untrusted|client|upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end
        server_certificate_untrusted|client|[2026-01-02T03:04:05.678Z] "GET / HTTP/1.1" 503 UF,URX - "TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED" 0 91
        certificate_required|server|transport failure reason: TLS_error:|268436572:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED:TLS_error_end
        plain_http_on_tls_port|client|TLS_error:|268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end
        certificate_verify_failed|-|TLS error: 268435581
        server_certificate_untrusted|client|Unable to connect to the server: x509: certificate signed by unknown authority
        server_certificate_untrusted|client|Internal error occurred: failed calling webhook "x.cert-manager.io": Post "https://cert-manager-webhook": x509: certificate signed by unknown authority
        client_certificate_missing_by_application|server|HTTP Error 403.7 - Forbidden: The page you are attempting to access requires your browser to have a Secure Sockets Layer (SSL) client certificate
        client_certificate_untrusted|server|2026-01-02 03:04:05 10.0.0.1 GET /api - 443 - 10.0.0.9 curl/7.88 - 403 16 2148204809 15
        client_certificate_revoked|server|403.13 Forbidden: Client certificate revoked
        client_certificate_expired|server|HTTP Error 403.17 - Forbidden
        load_balancer_refuses_certificate|server|2026-01-02T03:04:05.678901Z 10.0.0.9 51234 443 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 0.021 "CN=client" - - Failed:ClientCertUntrusted TID_abc
        client_certificate_expired|server|tls_verify_status Failed:ClientCertExpired
        client_certificate_not_yet_valid|server|Failed:ClientCertNotYetValid
        client_certificate_wrong_purpose|server|Failed:ClientCertTypeUnsupported
        client_presented_none|server|"connectionStatus":"Failed:ClientCertMissing"
        load_balancer_unmapped_error|server|- Failed:UnmappedConnectionError TID_9
        client_presented_none|server|jsonPayload: { statusDetails: "client_cert_not_provided" }
        client_certificate_untrusted|server|statusDetails: "client_cert_validation_failed"
        load_balancer_refuses_certificate|server|"statusDetails":"client_cert_validation_not_performed"
        load_balancer_refuses_certificate|server|"statusDetails":"client_cert_validation_search_limit_exceeded"
        load_balancer_refuses_certificate|server|"statusDetails":"client_cert_chain_exceeded_limit"
        load_balancer_refuses_certificate|server|"statusDetails":"client_cert_invalid_rsa_key_size"
        load_balancer_refuses_certificate|server|"statusDetails":"client_cert_unsupported_elliptic_curve_key"
        client_certificate_wrong_purpose|server|"statusDetails":"client_cert_chain_invalid_eku"
        """#
}

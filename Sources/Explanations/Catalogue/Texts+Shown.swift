extension CatalogueText {
    /// What clients show when no alert tells them, or when they refuse the server themselves.
    ///
    ///     @ NAME of a diagnosis, or an end: closed in the handshake, closed late after it, as a client of TLS 1.3 sees every refusal
    ///     PROGRAM: what it shows
    ///
    /// As shown by the program itself at openssl s_server and at a Node.js server: curl 7.88.1, Node.js 20.20, Python 3.11, Go 1.19.8,
    /// OpenSSL 3.0.22, GnuTLS 3.7.9; Java 17 at the endpoints of the shipped captures. Chrome's and Firefox's codes are from their
    /// sources (net_error_list.h; NSS, mozilla::pkix).
    static let shown = #"""
        @ server_certificate_untrusted
        Chrome: net::ERR_CERT_AUTHORITY_INVALID
        Firefox: SEC_ERROR_UNKNOWN_ISSUER
        curl: curl: (60) SSL certificate problem: unable to get local issuer certificate
        Node.js: UNABLE_TO_VERIFY_LEAF_SIGNATURE unable to verify the first certificate
        Go: x509: certificate signed by unknown authority
        Java: PKIX path building failed: unable to find valid certification path to requested target
        Python: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate
        OpenSSL: verify error:num=20:unable to get local issuer certificate
        GnuTLS: The certificate is NOT trusted. The certificate issuer is unknown.
        @ server_certificate_self_signed
        Chrome: net::ERR_CERT_AUTHORITY_INVALID
        Firefox: MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT
        curl: curl: (60) SSL certificate problem: self-signed certificate
        Node.js: DEPTH_ZERO_SELF_SIGNED_CERT self-signed certificate
        Go: x509: certificate signed by unknown authority
        Python: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate
        OpenSSL: verify error:num=18:self-signed certificate
        GnuTLS: The certificate is NOT trusted. The certificate issuer is unknown.
        @ server_certificate_expired
        Chrome: net::ERR_CERT_DATE_INVALID
        Firefox: SEC_ERROR_EXPIRED_CERTIFICATE
        curl: curl: (60) SSL certificate problem: certificate has expired
        Node.js: CERT_HAS_EXPIRED certificate has expired
        Go: x509: certificate has expired or is not yet valid
        Java: PKIX path validation failed: validity check failed
        Python: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired
        OpenSSL: verify error:num=10:certificate has expired
        GnuTLS: The certificate is NOT trusted. The certificate chain uses expired certificate.
        @ server_certificate_name_mismatch
        Chrome: net::ERR_CERT_COMMON_NAME_INVALID
        Firefox: SSL_ERROR_BAD_CERT_DOMAIN
        curl: curl: (60) SSL: no alternative certificate subject name matches target host name
        Node.js: ERR_TLS_CERT_ALTNAME_INVALID Hostname/IP does not match certificate's altnames
        Go: x509: certificate is valid for …, not …
        Python: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch
        OpenSSL: verify error:num=62:hostname mismatch
        GnuTLS: The certificate is NOT trusted. The name in the certificate does not match the expected.
        @ closed
        curl: curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL
        Node.js: ECONNRESET Client network socket disconnected before secure TLS connection was established
        Go: EOF
        Python: TLS/SSL connection has been closed (EOF)
        OpenSSL: unexpected eof while reading
        GnuTLS: The TLS connection was non-properly terminated.
        @ closed late
        curl: curl: (52) Empty reply from server
        Node.js: ECONNRESET socket hang up
        Go: read: connection reset by peer
        OpenSSL: unexpected eof while reading
        GnuTLS: Peer has closed the GnuTLS connection
        @ eap
        wpa_supplicant: CTRL-EVENT-EAP-FAILURE EAP authentication failed
        Windows: Explicit Eap failure received
        @ openvpn
        OpenVPN: TLS Error: TLS key negotiation failed to occur within 60 seconds (check your network connectivity)
        """#
}

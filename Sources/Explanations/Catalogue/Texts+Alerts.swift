extension CatalogueText {
    /// What each stack prints when it receives an alert.
    ///
    /// One row an alert: number and name in the registry, then OpenSSL's, Go's, GnuTLS's words, NSS's code, rustls's words, Chrome's code; `-` where
    /// there is none. Java, Node.js, Python and Erlang follow from the name or from OpenSSL's words. All but rustls's, which come from
    /// its source, are as printed by the stack itself when a server sent that alert: OpenSSL 3.0.22, Go 1.19.8,
    /// GnuTLS 3.7.9, NSS 3.87.1 (SSLerrs.h where the tool said less), Chromium 156.
    static let alertWords = #"""
        0 | close_notify | - | - | Close notify | SSL_ERROR_CLOSE_NOTIFY_ALERT | - | ERR_SSL_PROTOCOL_ERROR
        10 | unexpected_message | sslv3 alert unexpected message | unexpected message | Unexpected message | SSL_ERROR_HANDSHAKE_UNEXPECTED_ALERT | - | ERR_SSL_PROTOCOL_ERROR
        20 | bad_record_mac | sslv3 alert bad record mac | bad record MAC | Bad record MAC | SSL_ERROR_BAD_MAC_ALERT | - | ERR_SSL_BAD_RECORD_MAC_ALERT
        21 | decryption_failed | tlsv1 alert decryption failed | decryption failed | Decryption failed | SSL_ERROR_DECRYPTION_FAILED_ALERT | - | ERR_SSL_PROTOCOL_ERROR
        22 | record_overflow | tlsv1 alert record overflow | record overflow | Record overflow | SSL_ERROR_RECORD_OVERFLOW_ALERT | - | ERR_SSL_PROTOCOL_ERROR
        30 | decompression_failure | sslv3 alert decompression failure | decompression failure | Decompression failed | SSL_ERROR_DECOMPRESSION_FAILURE_ALERT | - | ERR_SSL_DECOMPRESSION_FAILURE_ALERT
        40 | handshake_failure | sslv3 alert handshake failure | handshake failure | Handshake failed | SSL_ERROR_HANDSHAKE_FAILURE_ALERT | failed to negotiate an acceptable set of security parameters | ERR_SSL_VERSION_OR_CIPHER_MISMATCH
        41 | no_certificate | sslv3 alert no certificate | alert(41) | No certificate (SSL 3.0) | SSL_ERROR_NO_CERTIFICATE | - | ERR_SSL_PROTOCOL_ERROR
        42 | bad_certificate | sslv3 alert bad certificate | bad certificate | Certificate is bad | SSL_ERROR_BAD_CERT_ALERT | rejected the certificate as corrupt or incorrectly signed | ERR_BAD_SSL_CLIENT_AUTH_CERT
        43 | unsupported_certificate | sslv3 alert unsupported certificate | unsupported certificate | Certificate is not supported | SSL_ERROR_UNSUPPORTED_CERT_ALERT | did not support the certificate | ERR_BAD_SSL_CLIENT_AUTH_CERT
        44 | certificate_revoked | sslv3 alert certificate revoked | revoked certificate | Certificate was revoked | SSL_ERROR_REVOKED_CERT_ALERT | found the certificate to be revoked | ERR_BAD_SSL_CLIENT_AUTH_CERT
        45 | certificate_expired | sslv3 alert certificate expired | expired certificate | Certificate is expired | SSL_ERROR_EXPIRED_CERT_ALERT | found the certificate to be expired | ERR_BAD_SSL_CLIENT_AUTH_CERT
        46 | certificate_unknown | sslv3 alert certificate unknown | unknown certificate | Unknown certificate | SSL_ERROR_CERTIFICATE_UNKNOWN_ALERT | rejected the certificate for an unspecified reason | ERR_BAD_SSL_CLIENT_AUTH_CERT
        47 | illegal_parameter | sslv3 alert illegal parameter | illegal parameter | Illegal parameter | SSL_ERROR_ILLEGAL_PARAMETER_ALERT | - | ERR_SSL_PROTOCOL_ERROR
        48 | unknown_ca | tlsv1 alert unknown ca | unknown certificate authority | CA is unknown | SSL_ERROR_UNKNOWN_CA_ALERT | found the certificate was not issued by a trusted CA | ERR_BAD_SSL_CLIENT_AUTH_CERT
        49 | access_denied | tlsv1 alert access denied | access denied | Access was denied | SSL_ERROR_ACCESS_DENIED_ALERT | denied access | ERR_SSL_PROTOCOL_ERROR
        50 | decode_error | tlsv1 alert decode error | error decoding message | Decode error | SSL_ERROR_DECODE_ERROR_ALERT | - | ERR_SSL_PROTOCOL_ERROR
        51 | decrypt_error | tlsv1 alert decrypt error | error decrypting message | Decrypt error | SSL_ERROR_DECRYPT_ERROR_ALERT | - | ERR_SSL_DECRYPT_ERROR_ALERT
        60 | export_restriction | tlsv1 alert export restriction | export restriction | Export restriction | SSL_ERROR_EXPORT_RESTRICTION_ALERT | refused due to export restrictions | ERR_SSL_PROTOCOL_ERROR
        70 | protocol_version | tlsv1 alert protocol version | protocol version not supported | Error in protocol version | SSL_ERROR_PROTOCOL_VERSION_ALERT | did not support a suitable TLS version | ERR_SSL_VERSION_OR_CIPHER_MISMATCH
        71 | insufficient_security | tlsv1 alert insufficient security | insufficient security level | Insufficient security | SSL_ERROR_INSUFFICIENT_SECURITY_ALERT | required a higher security level than was offered | ERR_SSL_VERSION_OR_CIPHER_MISMATCH
        80 | internal_error | tlsv1 alert internal error | internal error | Internal error | SSL_ERROR_INTERNAL_ERROR_ALERT | encountered an internal error | ERR_SSL_PROTOCOL_ERROR
        86 | inappropriate_fallback | tlsv1 alert inappropriate fallback | inappropriate fallback | Inappropriate fallback | SSL_ERROR_INAPPROPRIATE_FALLBACK_ALERT | - | ERR_SSL_PROTOCOL_ERROR
        90 | user_canceled | tlsv1 alert user cancelled | user canceled | User canceled | SSL_ERROR_USER_CANCELED_ALERT | canceled the handshake | ERR_SSL_PROTOCOL_ERROR
        100 | no_renegotiation | tlsv1 alert no renegotiation | no renegotiation | No renegotiation is allowed | SSL_ERROR_NO_RENEGOTIATION_ALERT | rejected an attempt at renegotiation | ERR_SSL_PROTOCOL_ERROR
        109 | missing_extension | tlsv13 alert missing extension | missing extension | An extension was expected but was not seen | SSL_ERROR_MISSING_EXTENSION_ALERT | - | ERR_SSL_PROTOCOL_ERROR
        110 | unsupported_extension | tlsv1 unsupported extension | unsupported extension | An unsupported extension was sent | SSL_ERROR_UNSUPPORTED_EXTENSION_ALERT | - | ERR_SSL_PROTOCOL_ERROR
        111 | certificate_unobtainable | tlsv1 certificate unobtainable | certificate unobtainable | Could not retrieve the specified certificate | SSL_ERROR_CERTIFICATE_UNOBTAINABLE_ALERT | failed to retrieve its certificate | ERR_SSL_PROTOCOL_ERROR
        112 | unrecognized_name | tlsv1 unrecognized name | unrecognized name | The server name sent was not recognized | SSL_ERROR_UNRECOGNIZED_NAME_ALERT | did not recognize a name in the `server_name` extension | ERR_SSL_UNRECOGNIZED_NAME_ALERT
        113 | bad_certificate_status_response | tlsv1 bad certificate status response | bad certificate status response | - | SSL_ERROR_BAD_CERT_STATUS_RESPONSE_ALERT | rejected the certificate status response | ERR_SSL_PROTOCOL_ERROR
        114 | bad_certificate_hash_value | tlsv1 bad certificate hash value | bad certificate hash value | - | SSL_ERROR_BAD_CERT_HASH_VALUE_ALERT | rejected the `certificate_hash` extension | ERR_SSL_PROTOCOL_ERROR
        115 | unknown_psk_identity | tlsv1 alert unknown psk identity | unknown PSK identity | The SRP/PSK username is missing or not known | - | did not recognize any offered PSK identity | ERR_SSL_PROTOCOL_ERROR
        116 | certificate_required | tlsv13 alert certificate required | certificate required | Certificate is required | SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT | required a client certificate | ERR_BAD_SSL_CLIENT_AUTH_CERT
        120 | no_application_protocol | tlsv1 alert no application protocol | no application protocol | No supported application protocol could be negotiated | SSL_ERROR_NEXT_PROTOCOL_NO_PROTOCOL | did not support any of the offered application protocols | ERR_SSL_PROTOCOL_ERROR
        121 | ech_required | - | - | - | SSL_ERROR_ECH_REQUIRED_ALERT | required use of encrypted client hello | ERR_SSL_PROTOCOL_ERROR
        """#
}

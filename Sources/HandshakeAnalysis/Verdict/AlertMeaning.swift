public import TLSWire

/// What an alert finds wrong with a client's certificate.
enum CertificateComplaint: Hashable, Sendable {
    /// There is none.
    case missing
    /// It is not good enough.
    case refused
    /// Either: some stacks send the same for want of one.
    case unclear
}

extension Alert {
    /// Whether the alert, sent by whoever checks a certificate, can be about that certificate.
    ///
    /// Stacks disagree wildly about which one to send (a missing client certificate alone yields 40, 41, 42, 50 or
    /// 116), so this lists what can *not* be meant: the alerts of record protection and of negotiation.
    var mayConcernClientCertificate: Bool {
        switch description {
        case .closeNotify, .unexpectedMessage, .badRecordMAC, .decryptionFailed, .recordOverflow,
            .decompressionFailure, .illegalParameter, .protocolVersion, .insufficientSecurity,
            .inappropriateFallback, .userCanceled, .noRenegotiation, .missingExtension, .unsupportedExtension,
            .unrecognizedName, .unknownPSKIdentity, .noApplicationProtocol:
            false
        default: true
        }
    }

    /// What a server that sends it says of the client's certificate; `nil` where it need not mean that.
    var complaint: CertificateComplaint? {
        switch description {
        case .certificateRequired, .noCertificate: .missing
        case .unsupportedCertificate, .certificateRevoked, .certificateExpired, .certificateUnknown,
            .unknownCA, .accessDenied:
            .refused
        case .badCertificate: .unclear
        default: nil
        }
    }

    /// Whether a client that sends this has looked at the server's certificate and refused it.
    ///
    /// Narrower than the server's side: a client has many other reasons to end a handshake.
    public var refusesServerCertificate: Bool {
        switch description {
        case .badCertificate, .unsupportedCertificate, .certificateRevoked, .certificateExpired,
            .certificateUnknown, .unknownCA, .accessDenied, .certificateUnobtainable,
            .badCertificateStatusResponse, .badCertificateHashValue, .decryptError:
            true
        default: false
        }
    }

    /// Whether a client that sends this instead of an answer may have found another name in the server's certificate than it
    /// expects.
    ///
    /// Erlang's clients refuse it with handshake_failure, and OpenSSL's with internal_error where the application itself compares
    /// the names, as HAProxy (verifyhost) and Perl's IO::Socket::SSL do. Both are sent as well where a key cannot sign.
    var mayRefuseName: Bool { description == .handshakeFailure || description == .internalError }

    /// Whether a server sends it only when it has had the client's certificate, or the answer that there is none.
    ///
    /// Narrower than what may concern it: access may be denied to who has not been asked, and a pre-shared key fails to
    /// decrypt as well.
    public var presupposesClientCertificate: Bool { complaint != nil && description != .accessDenied }

    /// Whether the alert, sent as a warning, leaves the handshake going (RFC 5246, section 7.2.2; RFC 6066, section 3).
    var isHarmlessWarning: Bool {
        guard level != .fatal else { return false }
        switch description {
        case .noCertificate, .noRenegotiation, .unrecognizedName: return true
        default: return false
        }
    }
}

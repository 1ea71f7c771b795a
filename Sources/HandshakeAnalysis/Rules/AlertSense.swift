import TLSWire

/// Which causes an alert names, as far as it names any.
///
/// The same cause yields several alerts, depending on the stack, and most are sent for anything: bad_certificate,
/// certificate_unknown, handshake_failure and access_denied tell nothing apart (docs/diagnoses.md).
struct AlertSense {
    enum Cause: Hashable {
        case expired, notYetValid, wrongPurpose, revoked, untrusted, chainIncomplete, proof, missing
    }

    /// Empty for an alert that may mean anything.
    let causes: Set<Cause>

    init(_ description: AlertDescription) {
        switch description {
        // BoringSSL, NSS and rustls say so of a certificate that is not valid yet as well.
        case .certificateExpired: causes = [.expired, .notYetValid]
        case .unsupportedCertificate: causes = [.wrongPurpose]
        case .certificateRevoked: causes = [.revoked]
        case .unknownCA: causes = [.untrusted, .chainIncomplete]
        case .decryptError: causes = [.proof]
        case .certificateRequired: causes = [.missing]
        default: causes = []
        }
    }

    func mayMean(_ cause: Cause) -> Bool { causes.isEmpty || causes.contains(cause) }

    func names(_ finding: Diagnosis.Finding) -> Bool {
        switch finding {
        case .expired: causes.contains(.expired)
        case .notYetValid: causes.contains(.notYetValid)
        // OpenSSL says unknown_ca of an issuer that is no authority.
        case .wrongPurpose(_, .notAnAuthority): causes.contains(.untrusted) || causes.contains(.wrongPurpose)
        case .wrongPurpose: causes.contains(.wrongPurpose)
        case .publicAuthority(_, _, let lacksClientAuth): lacksClientAuth && causes.contains(.wrongPurpose)
        // OpenSSL's server says unknown_ca of a list that is missing, and certificate_expired of one that has expired.
        case .revoked: causes.contains(.revoked) || causes.contains(.untrusted)
        case .revocationUnknown(_, let code, _): causes.contains(code == 12 ? .expired : .untrusted)
        case .authorityLacking: causes.contains(.untrusted)
        case .untrusted, .selfSigned, .issuerNotRequested: causes.contains(.untrusted)
        case .chainIncomplete: causes.contains(.chainIncomplete)
        case .chainDisordered(_, let fault):
            if case .carriesRoot = fault { false } else { causes.contains(.chainIncomplete) }
        case .proofInvalid: causes.contains(.proof)
        case .clientPresentedNone: causes.contains(.missing)
        case .alertContradicted: true
        default: false
        }
    }
}

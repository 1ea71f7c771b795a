public import CertificateInspection
public import TLSWire

extension Diagnosis {
    /// What was found, with what its sentence needs; names stay in the form in which the facts hold them.
    public enum Finding: Hashable, Sendable {
        // MARK: Either side's certificate

        /// By how many seconds, at the packet's time.
        case expired(CertificateMention, secondsAgo: Int64)
        case notYetValid(CertificateMention, secondsAhead: Int64)
        case wrongPurpose(CertificateMention, PurposeFault)

        // MARK: The client's answer

        /// The authorities that the request named; `nil` if it could not be read.
        case clientPresentedNone(authorities: [[UInt8]]?)
    }

    /// A certificate of one side's chain.
    public struct CertificateMention: Hashable, Sendable {
        public let role: Role
        public let certificate: CertificateSummary
        /// Its place in the chain as it was sent; 0 is the side's own.
        public let position: Int

        public init(_ role: Role, _ certificate: CertificateSummary, position: Int = 0) {
            self.role = role
            self.certificate = certificate
            self.position = position
        }
    }

    /// Which extension forbids the use that the certificate was put to.
    public enum PurposeFault: Hashable, Sendable {
        /// The purposes that the extension names.
        case extendedKeyUsage([String])
        /// The uses that the extension allows.
        case keyUsage([String])
        /// A certificate above the leaf may not issue.
        case notAnAuthority
    }
}

extension Diagnosis.Finding {
    public var code: Diagnosis.Code {
        switch self {
        case .expired(let mention, _):
            mention.role == .client ? .clientCertificateExpired : .serverCertificateExpired
        case .notYetValid(let mention, _):
            mention.role == .client ? .clientCertificateNotYetValid : .serverCertificateNotYetValid
        case .wrongPurpose(let mention, _):
            mention.role == .client ? .clientCertificateWrongPurpose : .serverCertificateWrongPurpose
        case .clientPresentedNone: .clientPresentedNone
        }
    }
}

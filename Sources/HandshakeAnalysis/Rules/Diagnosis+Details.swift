public import CertificateInspection
public import TLSWire

// What findings are made of.

extension Diagnosis {
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

    /// Who says what cannot be read from the certificate.
    public enum Witness: Hashable, Sendable {
        /// The peer, by the alert that it sent.
        case alert(AlertFact)
        /// OpenSSL, with the authorities and revocation lists that the user gave: its number and words.
        case check(code: Int, text: String)
        /// The signature was checked.
        case signature
    }

    /// Which extension forbids the use that the certificate was put to.
    public enum PurposeFault: Hashable, Sendable {
        /// The purposes that the extension names.
        case extendedKeyUsage([String])
        /// The uses that the extension allows, and the one that is wanted.
        case keyUsage([String], wanted: String)
        /// A certificate above the leaf may not issue.
        case notAnAuthority
    }

    public enum ChainFault: Hashable, Sendable {
        /// Each certificate shall certify the one before it (RFC 5246, section 7.4.2).
        case outOfOrder
        /// Certificates that lead nowhere from the leaf.
        case strangers([CertificateMention])
        /// The root is sent along: harmless, and of no use.
        case carriesRoot(CertificateMention)
    }

    public enum Weakness: Hashable, Sendable {
        case smallKey(String)
        case hash(String)
    }

    /// What keys and signatures the request takes.
    public enum RequestedKeys: Hashable, Sendable {
        case types([ClientCertificateType])
        case schemes([SignatureScheme])
    }

    /// Whether a client certificate had been asked for, as far as it can be seen.
    public enum RequestSight: String, CaseIterable, Hashable, Sendable {
        case asked
        case notAsked
        /// It would be encrypted, or the capture lacks a part of what the server sent.
        case hidden
    }

    /// What of the connection the capture lacks.
    public enum CaptureFault: Hashable, Sendable {
        case bytes(from: Role, Int)
        case direction(Role)
        case start
        /// Nothing more was captured, though nobody had closed.
        case end
    }
}

extension Diagnosis.Finding {
    /// Up to a day, a clock that goes wrong is as likely a cause as the certificate.
    public static let largestClockSkew: Int64 = 86_400

    /// Whether a wrong clock explains it as well.
    public var mayBeClockSkew: Bool {
        switch self {
        case .expired(_, let seconds), .notYetValid(_, let seconds): seconds <= Self.largestClockSkew
        default: false
        }
    }
}

extension Diagnosis {
    /// Why a certificate cannot be seen.
    public enum UnseenCause: String, CaseIterable, Hashable, Sendable {
        /// No secrets of the connection are at hand.
        case encrypted
        /// Those that are at hand do not open it.
        case sealed
        /// The capture lacks it.
        case missing
    }
}

extension Diagnosis {
    /// How often one client has done the same at one server.
    public struct Tries: Hashable, Sendable {
        public let count: Int
        /// Nanoseconds between them, where those are even.
        public let interval: Int64?

        public init(count: Int, interval: Int64?) {
            self.count = count
            self.interval = interval
        }
    }

    /// The same, with how often it was seen, where that says more.
    public func counting(_ tries: Tries) -> Diagnosis {
        guard case .leftWithoutWord(let fault, _) = finding else { return self }
        return Diagnosis(.leftWithoutWord(fault: fault, tries: tries), severity, evidence: evidence)
    }
}

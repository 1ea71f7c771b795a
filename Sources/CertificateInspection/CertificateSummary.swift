/// What a certificate says of itself, read once and shared; absent knowledge is `nil`.
///
/// A certificate from the wild that cannot be read is one too: `reading` then says why, its length and fingerprint
/// are known, and everything else is `nil` or empty.
public final class CertificateSummary: Sendable {
    /// How much of the bytes could be read.
    public let reading: CertificateReading
    /// The whole certificate as it was on the wire; for a raw public key, its SubjectPublicKeyInfo.
    public let der: [UInt8]
    /// 32 bytes.
    public let fingerprintSHA256: [UInt8]
    /// 3 for an X.509 v3 certificate; the encoded field is one less.
    public let version: Int?
    /// As ``CertificateParser/serialNumberText(of:)`` writes it.
    public let serialNumber: String?

    /// An RFC 4514 string, as ``DistinguishedName`` writes it; empty for an empty name.
    public let subject: String?
    public let issuer: String?
    /// The whole DER of the name, to compare with the authorities that a CertificateRequest names.
    public let subjectName: [UInt8]?
    public let issuerName: [UInt8]?

    public let notBefore: CertificateTime?
    public let notAfter: CertificateTime?

    /// `EC P-256`, `RSA 2048`, `Ed25519`; the dotted object identifier of an unknown algorithm.
    public let publicKey: String?
    /// OpenSSL's long name, such as `ecdsa-with-SHA256`; the dotted object identifier of an unknown one.
    public let signatureAlgorithm: String?

    /// In the certificate's order, each with its kind: `DNS:api.example`, `URI:spiffe://example/device-7`.
    public let subjectAlternativeNames: [String]
    /// `nil` when the extension is absent: any purpose.
    public let extendedKeyUsage: [String]?
    /// `nil` when the extension is absent: any usage.
    public let keyUsage: [String]?
    public let basicConstraints: BasicConstraints?
    public let subjectKeyIdentifier: [UInt8]?
    public let authorityKeyIdentifier: [UInt8]?
    /// Dotted object identifiers of known extensions whose content could not be read.
    public let unreadableExtensions: [String]

    /// Every argument but the bytes has a default, so that a test can name only what it is about.
    public init(
        reading: CertificateReading = .complete,
        der: [UInt8] = [],
        fingerprintSHA256: [UInt8] = [],
        version: Int? = nil,
        serialNumber: String? = nil,
        subject: String? = nil,
        issuer: String? = nil,
        subjectName: [UInt8]? = nil,
        issuerName: [UInt8]? = nil,
        notBefore: CertificateTime? = nil,
        notAfter: CertificateTime? = nil,
        publicKey: String? = nil,
        signatureAlgorithm: String? = nil,
        subjectAlternativeNames: [String] = [],
        extendedKeyUsage: [String]? = nil,
        keyUsage: [String]? = nil,
        basicConstraints: BasicConstraints? = nil,
        subjectKeyIdentifier: [UInt8]? = nil,
        authorityKeyIdentifier: [UInt8]? = nil,
        unreadableExtensions: [String] = []
    ) {
        self.reading = reading
        self.der = der
        self.fingerprintSHA256 = fingerprintSHA256
        self.version = version
        self.serialNumber = serialNumber
        self.subject = subject
        self.issuer = issuer
        self.subjectName = subjectName
        self.issuerName = issuerName
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.publicKey = publicKey
        self.signatureAlgorithm = signatureAlgorithm
        self.subjectAlternativeNames = subjectAlternativeNames
        self.extendedKeyUsage = extendedKeyUsage
        self.keyUsage = keyUsage
        self.basicConstraints = basicConstraints
        self.subjectKeyIdentifier = subjectKeyIdentifier
        self.authorityKeyIdentifier = authorityKeyIdentifier
        self.unreadableExtensions = unreadableExtensions
    }

    /// Subject and issuer are the same bytes; `false` when they could not be read.
    public var isSelfIssued: Bool { subjectName != nil && subjectName == issuerName }
}

/// Whether a certificate may issue others (RFC 5280, section 4.2.1.9).
public struct BasicConstraints: Hashable, Sendable {
    public let isCA: Bool
    /// How many intermediates may follow; `nil` for any number.
    public let pathLength: Int?

    public init(isCA: Bool, pathLength: Int? = nil) {
        self.isCA = isCA
        self.pathLength = pathLength
    }
}

// MARK: - Hashable

extension CertificateSummary: Hashable {
    public static func == (left: CertificateSummary, right: CertificateSummary) -> Bool {
        if left === right { return true }
        // Parsing is a function of the bytes, so summaries that a parser made differ only if their bytes do.
        guard left.der.isEmpty, right.der.isEmpty else { return left.der == right.der }
        return left.contents == right.contents
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(der.count)
        hasher.combine(subject)
        hasher.combine(serialNumber)
    }

    /// For summaries that were put together by hand, without bytes.
    private var contents: [AnyHashable?] {
        [
            reading, fingerprintSHA256, version, serialNumber, subject, issuer, subjectName, issuerName,
            notBefore,
            notAfter, publicKey, signatureAlgorithm, subjectAlternativeNames, extendedKeyUsage, keyUsage,
            basicConstraints, subjectKeyIdentifier, authorityKeyIdentifier, unreadableExtensions,
        ]
    }
}

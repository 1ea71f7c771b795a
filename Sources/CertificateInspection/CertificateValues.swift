/// What is known of a certificate that no walk has found its way through: put together by a test, or told by OpenSSL.
struct CertificateValues: Hashable, Sendable {
    var fingerprintSHA256: [UInt8]?
    var version: Int?
    var serialNumber: String?
    var subject: String?
    var issuer: String?
    var subjectName: [UInt8]?
    var issuerName: [UInt8]?
    var notBefore: CertificateTime?
    var notAfter: CertificateTime?
    var publicKey: String?
    var publicExponent: String?
    var publicKeySHA256: [UInt8]?
    var signatureAlgorithm: String?
    var subjectAlternativeNames: [String] = []
    var extendedKeyUsage: [String]?
    var keyUsage: [String]?
    var basicConstraints: BasicConstraints?
    var subjectKeyIdentifier: [UInt8]?
    var authorityKeyIdentifier: [UInt8]?
    var unreadableExtensions: [String] = []
    var certificatePolicies: [String] = []
    var crlDistributionPoints: [String] = []
    var ocspResponders: [String] = []
    var issuerCertificates: [String] = []

    var hasIssuance: Bool {
        !certificatePolicies.isEmpty || !crlDistributionPoints.isEmpty || !ocspResponders.isEmpty
            || !issuerCertificates.isEmpty
    }

    func texts(of list: CertificateList) -> [String] {
        switch list {
        case .subjectAlternativeNames: subjectAlternativeNames
        case .keyPurposes: extendedKeyUsage ?? []
        case .policies: certificatePolicies
        case .crlDistributionPoints: crlDistributionPoints
        case .ocspResponders: ocspResponders
        case .issuerCertificates: issuerCertificates
        case .unhandledCriticalExtensions: []
        }
    }
}

import CertificateInspection
import TLSWire

/// A key that is too small, or a signature over a hash that is broken, by what current stacks accept: OpenSSL's security
/// level 2, which is Debian's and Ubuntu's, asks for RSA of 2048 bits, curves of 224, and no SHA-1.
enum WeakCertificate: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        [Role.client, .server].flatMap { role -> [Diagnosis] in
            scene.path(of: role).compactMap { mention in
                guard let weakness = weakness(mention.certificate) else { return nil }
                return Diagnosis(
                    .weak(mention, weakness),
                    scene.severity(of: role),
                    evidence: scene.packets(of: role)
                )
            }
        }
    }

    private static func weakness(_ certificate: CertificateSummary) -> Diagnosis.Weakness? {
        if let key = certificate.publicKey, isSmall(key) { return .smallKey(key) }
        // A self-signature is not what a certificate is trusted for.
        guard !certificate.isSelfIssued, let algorithm = certificate.signatureAlgorithm else { return nil }
        let name = algorithm.lowercased()
        return brokenHashes.contains(where: name.contains) ? .hash(algorithm) : nil
    }

    private static let brokenHashes = ["md2", "md4", "md5", "sha1"]

    /// `RSA 1024`, `DSA 2048`, `EC prime192v1`.
    static func isSmall(_ key: String) -> Bool {
        let parts = key.split(separator: " ", maxSplits: 1)
        guard let kind = parts.first, let size = parts.last, parts.count == 2 else { return key == "DSA" }
        switch kind {
        case "RSA", "RSA-PSS": return Int(size).map { $0 < 2048 } ?? false
        case "DSA": return true
        case "EC": return smallCurves.contains(String(size))
        default: return false
        }
    }

    private static let smallCurves: Set = [
        "P-192", "prime192v1", "secp192r1", "secp192k1", "secp160r1", "secp160r2", "secp160k1", "secp128r1",
        "secp112r1", "brainpoolP160r1", "brainpoolP192r1", "sect163k1", "sect163r1", "sect163r2", "sect193r1",
    ]
}

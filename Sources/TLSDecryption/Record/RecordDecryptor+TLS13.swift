import OpenSSLHandles
public import TLSWire

extension RecordDecryptor {
    /// A decryptor for what a traffic secret of TLS 1.3 protects, from the first record on.
    public static func tls13(secret: [UInt8], suite: CipherSuite) throws(DecryptionError) -> RecordDecryptor {
        guard suite.keyExchange == .tls13 else { throw .unsupportedVersion(.tls13, suite) }
        if let hash = suite.handshakeHash, hash.size != secret.count { throw .wrongSecretSize(secret.count) }
        guard let protection = AEADProtection(tls13: secret, suite: suite) else {
            throw .unsupportedCipherSuite(suite)
        }
        return RecordDecryptor(protection, traffic: (secret, suite))
    }
}

extension AEADProtection {
    /// - Returns: `nil` for a suite that OpenSSL lacks, or that has no AEAD.
    init?(tls13 secret: [UInt8], suite: CipherSuite) {
        guard let algorithm = suite.bulkCipher.flatMap({ CipherAlgorithm($0) }),
            case .aead(_, let tagSize) = suite.recordProtection,
            let keys = TLS13KeySchedule.trafficKeys(secret: secret, suite: suite)
        else { return nil }
        self.init(algorithm, key: keys.key.span, iv: keys.iv.span, tagSize: tagSize, construction: .tls13)
    }
}

import CompressionHandles
import OpenSSLHandles
public import TLSWire

extension RecordDecryptor {
    /// A decryptor for what a sender's keys of SSL 3.0 to TLS 1.2 protect, from its ChangeCipherSpec on.
    ///
    /// A renegotiation has randoms and a master secret of its own, and so needs another decryptor. `version` is the
    /// negotiated one; `encryptThenMAC` says whether the ServerHello agreed to encrypt_then_mac, and matters with CBC
    /// alone. Of compression methods, DEFLATE (1) is taken off (RFC 3749).
    public static func tls12(
        masterSecret: [UInt8],
        clientRandom: Random,
        serverRandom: Random,
        suite: CipherSuite,
        version: ProtocolVersion,
        encryptThenMAC: Bool,
        compressionMethod: UInt8 = 0,
        sender: Role
    ) throws(DecryptionError) -> RecordDecryptor {
        guard masterSecret.count == MasterSecret.byteCount else { throw .wrongSecretSize(masterSecret.count) }
        guard let protection = suite.recordProtection, let cipher = suite.bulkCipher,
            let macSize = suite.macSize
        else {
            throw .unsupportedCipherSuite(suite)
        }
        var sizes = KeyBlock.Sizes(macKey: macSize, key: cipher.keySize, iv: 0)
        switch protection {
        case .aead(let explicitNonceSize, _):
            guard version == .tls12 else { throw .unsupportedVersion(version, suite) }
            sizes.iv = explicitNonceSize == 0 ? 12 : 4
        // TLS 1.1 and 1.2 need no IV from here: their records carry it.
        case .cbc(let blockSize): sizes.iv = blockSize
        case .null, .stream: break
        }
        guard suite.keyExchange != .tls13,
            (ProtocolVersion.ssl3.rawValue...ProtocolVersion.tls12.rawValue).contains(version.rawValue)
        else { throw .unsupportedVersion(version, suite) }
        guard
            let keys = KeyBlock(
                masterSecret: masterSecret,
                clientRandom: clientRandom,
                serverRandom: serverRandom,
                version: version,
                suite: suite,
                sizes: sizes,
                sender: sender
            ),
            var decryptor = make(suite, version, protection, keys, encryptThenMAC: encryptThenMAC)
        else { throw .unsupportedCipherSuite(suite) }
        if compressionMethod == Self.deflate { decryptor.inflater = StreamInflater() }
        return decryptor
    }

    private static let deflate: UInt8 = 1

    private static func make(
        _ suite: CipherSuite,
        _ version: ProtocolVersion,
        _ protection: CipherSuite.RecordProtection,
        _ keys: KeyBlock,
        encryptThenMAC: Bool
    ) -> RecordDecryptor? {
        guard let cipher = suite.bulkCipher else { return nil }
        switch protection {
        case .aead(let explicitNonceSize, let tagSize):
            guard let algorithm = CipherAlgorithm(cipher),
                let aead = AEADProtection(
                    algorithm,
                    key: keys.key.span,
                    iv: keys.iv.span,
                    tagSize: tagSize,
                    construction: explicitNonceSize == 0 ? .tls12 : .tls12ExplicitNonce
                )
            else { return nil }
            return RecordDecryptor(aead)
        case .cbc(let blockSize):
            guard let algorithm = CipherAlgorithm(cipher),
                let context = CipherContext(algorithm, key: keys.key.span, nonceSize: blockSize),
                let authenticator = authenticator(suite, version, keys)
            else { return nil }
            return RecordDecryptor(
                BlockProtection(
                    context,
                    authenticator,
                    iv: keys.iv,
                    version: version,
                    encryptThenMAC: encryptThenMAC
                )
            )
        case .stream:
            guard let algorithm = CipherAlgorithm(cipher),
                let context = CipherContext(algorithm, key: keys.key.span, nonceSize: 0),
                let authenticator = authenticator(suite, version, keys)
            else { return nil }
            return RecordDecryptor(StreamProtection(context, authenticator, macSize: keys.macKey.count))
        case .null:
            if suite == .TLS_NULL_WITH_NULL_NULL {
                return RecordDecryptor(StreamProtection(nil, nil, macSize: 0))
            }
            guard let authenticator = authenticator(suite, version, keys) else { return nil }
            return RecordDecryptor(StreamProtection(nil, authenticator, macSize: keys.macKey.count))
        }
    }

    private static func authenticator(
        _ suite: CipherSuite,
        _ version: ProtocolVersion,
        _ keys: KeyBlock
    ) -> RecordAuthenticator? {
        guard let hash = suite.recordMAC.flatMap({ HashFunction($0) }) else { return nil }
        return RecordAuthenticator(hash, key: keys.macKey, version: version)
    }
}

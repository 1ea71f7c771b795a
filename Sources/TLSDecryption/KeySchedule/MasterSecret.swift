import ByteParsing
import OpenSSLHandles
public import TLSWire

/// The master secret of SSL 3.0 to TLS 1.2, where a key log has only the premaster secret.
public enum MasterSecret {
    public static let byteCount = 48

    /// The master secret that the randoms of the hellos make (RFC 5246, section 8.1; RFC 6101, section 6.1).
    ///
    /// - Returns: `nil` for another version, or when OpenSSL lacks a hash.
    public static func derive(
        fromPremaster premaster: [UInt8],
        clientRandom: Random,
        serverRandom: Random,
        version: ProtocolVersion,
        suite: CipherSuite
    ) -> [UInt8]? {
        PseudorandomFunction(version, suite)?
            .expand(
                premaster,
                label: "master secret",
                seed: clientRandom.bytes + serverRandom.bytes,
                length: byteCount
            )
    }

    /// The master secret after both sides agreed on extended_master_secret (RFC 7627, section 4).
    ///
    /// The session hash is that of ``sessionHash(of:version:suite:)``; `nil` for SSL 3.0 and TLS 1.3, or when OpenSSL
    /// lacks a hash.
    public static func deriveExtended(
        fromPremaster premaster: [UInt8],
        sessionHash: [UInt8],
        version: ProtocolVersion,
        suite: CipherSuite
    ) -> [UInt8]? {
        guard version != .ssl3 else { return nil }
        return PseudorandomFunction(version, suite)?
            .expand(premaster, label: "extended master secret", seed: sessionHash, length: byteCount)
    }

    /// The hash of the messages from ClientHello to ClientKeyExchange, with their headers (RFC 7627, section 3);
    /// `nil` for SSL 3.0 and TLS 1.3.
    public static func sessionHash(
        of messages: Span<UInt8>,
        version: ProtocolVersion,
        suite: CipherSuite
    ) -> [UInt8]? {
        switch PseudorandomFunction(version, suite) {
        case .tls12(let hash): hash.digest(of: messages)
        case .tls10: HashFunction.md5.digest(of: messages) + HashFunction.sha1.digest(of: messages)
        case .ssl3, nil: nil
        }
    }
}

import ByteParsing
import OpenSSLHandles
public import TLSWire

/// What follows from a traffic secret (RFC 9846, section 7).
///
/// A key log gives the traffic secrets themselves, so that nothing before them is needed.
public enum TLS13KeySchedule {
    /// The size of the nonce of every AEAD that TLS 1.3 has (RFC 9846, section 5.3).
    static let ivSize = 12

    /// What protects one direction's records, until the secret changes.
    public struct TrafficKeys: Hashable, Sendable {
        public let key: [UInt8]
        public let iv: [UInt8]
    }

    /// The key and the IV of a secret; `nil` for a suite that is not of TLS 1.3 or whose hash OpenSSL lacks.
    public static func trafficKeys(secret: [UInt8], suite: CipherSuite) -> TrafficKeys? {
        guard let cipher = suite.bulkCipher,
            let key = expandLabel(secret, "key", length: cipher.keySize, suite),
            let iv = expandLabel(secret, "iv", length: ivSize, suite)
        else { return nil }
        return TrafficKeys(key: key, iv: iv)
    }

    /// The secret that follows a KeyUpdate (RFC 9846, section 7.2); `nil` as for ``trafficKeys(secret:suite:)``.
    public static func nextSecret(after secret: [UInt8], suite: CipherSuite) -> [UInt8]? {
        expandLabel(secret, "traffic upd", length: secret.count, suite)
    }

    /// The key of the Finished that a handshake traffic secret's owner sends (RFC 9846, section 4.5.3).
    static func finishedKey(secret: [UInt8], suite: CipherSuite) -> [UInt8]? {
        expandLabel(secret, "finished", length: secret.count, suite)
    }

    private static func expandLabel(
        _ secret: [UInt8],
        _ label: String,
        length: Int,
        _ suite: CipherSuite
    ) -> [UInt8]? {
        guard suite.keyExchange == .tls13, let hash = suite.handshakeHash.flatMap({ HashFunction($0) }),
            secret.count == hash.byteCount
        else { return nil }
        return expandLabel(secret, label, length: length, hash)
    }

    // struct {
    //     uint16 length = Length;
    //     opaque label<7..255> = "tls13 " + Label;
    //     opaque context<0..255> = Context;
    // } HkdfLabel;                                                  RFC 9846, section 7.1

    /// HKDF-Expand-Label with an empty context.
    ///
    /// `prefix` stands before the label: DTLS 1.3 has one of its own (RFC 9147, section 5.9).
    static func expandLabel(
        _ secret: [UInt8],
        _ label: String,
        length: Int,
        _ hash: HashFunction,
        prefix: String = "tls13 "
    ) -> [UInt8]? {
        guard var mac = HMACContext(hash) else { return nil }
        let info = self.label(label, length: length, prefix: prefix)
        // HKDF-Expand (RFC 5869, section 2.3).
        var output: [UInt8] = []
        var block: [UInt8] = []
        var counter: UInt8 = 1
        while output.count < length {
            let input = block + info + [counter]
            mac.start(key: secret.span)
            mac.update(input.span)
            block = mac.finish()
            if block.isEmpty { return nil }
            output += block
            counter += 1
        }
        return Array(output.prefix(length))
    }

    /// An HkdfLabel with an empty context.
    static func label(_ label: String, length: Int, prefix: String = "tls13 ") -> [UInt8] {
        let name = Array(prefix.utf8) + Array(label.utf8)
        return [UInt8(length >> 8), UInt8(length & 0xFF), UInt8(name.count)] + name + [0]
    }
}

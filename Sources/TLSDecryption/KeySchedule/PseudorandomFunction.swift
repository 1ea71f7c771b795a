import ByteParsing
import OpenSSLHandles
import TLSWire

/// How SSL 3.0 to TLS 1.2 stretch a secret: each has a way of its own.
enum PseudorandomFunction: Hashable, Sendable {
    /// MD5 over SHA-1, without labels (RFC 6101, section 6).
    case ssl3
    /// MD5 and SHA-1, each with one half of the secret (RFC 2246 and RFC 4346, section 5).
    case tls10
    /// The hash of the cipher suite (RFC 5246, section 5).
    case tls12(HashFunction)

    /// - Returns: `nil` for another version, or a suite without a hash that OpenSSL knows.
    init?(_ version: ProtocolVersion, _ suite: CipherSuite) {
        switch version.withoutDatagrams {
        case .ssl3: self = .ssl3
        case .tls10, .tls11: self = .tls10
        case .tls12:
            guard let hash = suite.handshakeHash.flatMap({ HashFunction($0) }) else { return nil }
            self = .tls12(hash)
        default: return nil
        }
    }

    /// - Returns: `length` bytes; `nil` when OpenSSL lacks a hash.
    func expand(_ secret: [UInt8], label: String, seed: [UInt8], length: Int) -> [UInt8]? {
        let labelled = Array(label.utf8) + seed
        switch self {
        case .ssl3: return Self.expandSSL3(secret, seed, length)
        case .tls10:
            // An odd secret's middle byte belongs to both halves.
            let half = (secret.count + 1) / 2
            guard let md5 = Self.expand(Array(secret.prefix(half)), labelled, length, .md5),
                let sha1 = Self.expand(Array(secret.suffix(half)), labelled, length, .sha1)
            else { return nil }
            return zip(md5, sha1).map { $0 ^ $1 }
        case .tls12(let hash): return Self.expand(secret, labelled, length, hash)
        }
    }

    /// P_hash (RFC 5246, section 5).
    private static func expand(
        _ secret: [UInt8],
        _ seed: [UInt8],
        _ length: Int,
        _ hash: HashFunction
    ) -> [UInt8]? {
        guard var mac = HMACContext(hash) else { return nil }
        var output: [UInt8] = []
        var iterated = seed
        while output.count < length {
            mac.start(key: secret.span)
            mac.update(iterated.span)
            iterated = mac.finish()
            mac.start(key: secret.span)
            mac.update(iterated.span)
            mac.update(seed.span)
            let block = mac.finish()
            if block.isEmpty { return nil }
            output += block
        }
        return Array(output.prefix(length))
    }

    // MD5(master_secret + SHA('A' + master_secret + seed)) +
    // MD5(master_secret + SHA('BB' + master_secret + seed)) + …     RFC 6101, section 6.2.2
    private static func expandSSL3(_ secret: [UInt8], _ seed: [UInt8], _ length: Int) -> [UInt8]? {
        var output: [UInt8] = []
        var letter = UInt8(ascii: "A")
        while output.count < length {
            guard letter <= UInt8(ascii: "Z") else { return nil }
            let salt = [UInt8](repeating: letter, count: Int(letter - UInt8(ascii: "A")) + 1)
            let inner = HashFunction.sha1.digest(of: (salt + secret + seed).span)
            let block = HashFunction.md5.digest(of: (secret + inner).span)
            if inner.isEmpty || block.isEmpty { return nil }
            output += block
            letter += 1
        }
        return Array(output.prefix(length))
    }
}

import ByteParsing
import OpenSSLHandles
import TLSWire

/// Checks the MAC of records whose cipher has none of its own.
struct RecordAuthenticator: ~Copyable {
    /// Of the code, in bytes.
    let size: Int
    private let hash: HashFunction
    private let key: [UInt8]
    private let isSSL3: Bool
    private var hmac: HMACContext

    /// - Returns: `nil` when OpenSSL lacks the hash.
    init?(_ hash: HashFunction, key: [UInt8], version: ProtocolVersion) {
        guard let hmac = HMACContext(hash) else { return nil }
        size = hash.byteCount
        self.hash = hash
        self.key = key
        isSSL3 = version == .ssl3
        self.hmac = hmac
    }

    /// Whether `code` is the MAC of `content` and of what the header makes, or of `data` and the length in its place;
    /// `content` stands in the record in plaintext or, with encrypt-then-MAC, encrypted.
    mutating func verify(
        _ code: Span<UInt8>,
        of content: Span<UInt8>,
        header: RecordHeader,
        sequenceNumber: UInt64,
        _ data: [UInt8] = []
    ) -> Bool {
        let prefix = header.authenticatedBytes(sequenceNumber: sequenceNumber, length: content.count)
        let expected: [UInt8]
        if isSSL3 {
            expected = ssl3Code(of: content, prefix.span)
        } else {
            // A copy of the reference, so that the key can be lent while the context changes.
            let key = key
            hmac.start(key: key.span)
            if data.isEmpty {
                hmac.update(prefix.span)
            } else {
                hmac.update((data + RecordHeader.bytes(ofLength: content.count)).span)
            }
            hmac.update(content)
            expected = hmac.finish()
        }
        guard expected.count == size, code.count == size else { return false }
        for index in code.indices where code[index] != expected[index] { return false }
        return true
    }

    /// The MAC from which HMAC grew; it leaves the version out (RFC 6101, section 5.2.3.1).
    private func ssl3Code(of content: Span<UInt8>, _ prefix: Span<UInt8>) -> [UInt8] {
        let padding = hash == .md5 ? 48 : 40
        var inner = key + [UInt8](repeating: 0x36, count: padding)
        inner.append(copying: prefix.extracting(0..<9))
        inner.append(copying: prefix.extracting(11..<13))
        inner.append(copying: content)
        let outer = key + [UInt8](repeating: 0x5C, count: padding) + hash.digest(of: inner.span)
        return hash.digest(of: outer.span)
    }
}

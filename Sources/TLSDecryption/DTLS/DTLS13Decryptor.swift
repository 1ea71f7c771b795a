import ByteParsing
import OpenSSLHandles
public import TLSWire

/// Opens the records that a traffic secret of DTLS 1.3 protects: first the number, then what it numbers
/// (RFC 9147, sections 4.2.2, 4.2.3 and 5.9).
public struct DTLS13Decryptor: ~Copyable {
    private var decryptor: RecordDecryptor
    /// Encrypts what hides the numbers.
    private var numbers: CipherContext
    /// One more than the highest number of a record that was opened.
    private var expected: UInt64 = 0
    private let secret: [UInt8]
    private let suite: CipherSuite

    /// Fails for a suite that is not of TLS 1.3 or that OpenSSL lacks, and for a secret of another size.
    public init?(secret: [UInt8], suite: CipherSuite) {
        guard suite.keyExchange == .tls13, let hash = suite.handshakeHash.flatMap({ HashFunction($0) }),
            secret.count == hash.byteCount, let cipher = suite.bulkCipher,
            let algorithm = CipherAlgorithm(cipher), let mask = CipherAlgorithm(hidingNumbersOf: algorithm),
            case .aead(_, let tagSize) = suite.recordProtection,
            let key = Self.expand(secret, "key", cipher.keySize, hash),
            let iv = Self.expand(secret, "iv", TLS13KeySchedule.ivSize, hash),
            let numberKey = Self.expand(secret, "sn", cipher.keySize, hash),
            let aead = AEADProtection(
                algorithm,
                key: key.span,
                iv: iv.span,
                tagSize: tagSize,
                construction: .tls13
            ), let numbers = CipherContext(mask, key: numberKey.span, nonceSize: Self.sampleSize)
        else { return nil }
        decryptor = RecordDecryptor(aead, traffic: (secret, suite))
        self.numbers = numbers
        self.secret = secret
        self.suite = suite
    }

    /// Of the ciphertext, so many bytes hide the number.
    private static let sampleSize = 16

    /// The secret after a KeyUpdate (RFC 9147, section 5.9); `nil` as above.
    public static func nextSecret(after secret: [UInt8], suite: CipherSuite) -> [UInt8]? {
        guard let hash = suite.handshakeHash.flatMap({ HashFunction($0) }) else { return nil }
        return expand(secret, "traffic upd", secret.count, hash)
    }

    private static func expand(
        _ secret: [UInt8],
        _ label: String,
        _ length: Int,
        _ hash: HashFunction
    ) -> [UInt8]? {
        TLS13KeySchedule.expandLabel(secret, label, length: length, hash, prefix: "dtls13")
    }

    /// What a record of a datagram holds, and its number; `nil` if it is not authentic.
    public mutating func open(
        _ record: DTLSRecord,
        in datagram: Span<UInt8>
    ) -> (type: ContentType, content: [UInt8], number: UInt64)? {
        let fragment = datagram.extracting(record.fragment)
        guard fragment.count == record.length, fragment.count >= Self.sampleSize,
            let mask = numbers.keyStream(from: fragment.extracting(0..<Self.sampleSize))
        else { return nil }
        var header = [UInt8](copying: datagram.extracting(record.header))
        let place = record.sequence.lowerBound - record.header.lowerBound
        var sent: UInt64 = 0
        for index in 0..<record.sequence.count {
            header[place + index] ^= mask[index]
            sent = sent << 8 | UInt64(header[place + index])
        }
        let number = Self.number(sent, bits: UInt64(record.sequence.count) * 8, expected: expected)
        let outcome = decryptor.decrypt(
            fragment,
            header: RecordHeader(
                contentType: .applicationData,
                legacyRecordVersion: .dtls12,
                length: UInt16(truncatingIfNeeded: fragment.count)
            ),
            number: number,
            authenticated: header
        )
        guard case .decrypted(let type, _) = outcome else { return nil }
        expected = max(expected, number &+ 1)
        return (type, decryptor.copyPlaintext(), number)
    }

    /// The number nearest to the one that is expected, of which the lowest bits were sent (RFC 9147, section 4.2.2).
    static func number(_ sent: UInt64, bits: UInt64, expected: UInt64) -> UInt64 {
        let window: UInt64 = 1 << bits
        let candidate = (expected & ~(window - 1)) | sent
        if candidate &+ window / 2 <= expected { return candidate &+ window }
        if candidate > expected &+ window / 2, candidate >= window { return candidate - window }
        return candidate
    }
}

extension CipherAlgorithm {
    /// What encrypts the numbers of records that an AEAD protects: a block of the cipher itself, which is the beginning of
    /// its key stream in counter mode (RFC 9147, section 4.2.3).
    fileprivate init?(hidingNumbersOf aead: CipherAlgorithm) {
        switch aead {
        case .aes128GCM, .aes128CCM: self = .aes128CTR
        case .aes256GCM, .aes256CCM: self = .aes256CTR
        case .chacha20Poly1305: self = .chacha20
        default: return nil
        }
    }
}

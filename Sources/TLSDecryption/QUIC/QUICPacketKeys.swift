import ByteParsing
import OpenSSLHandles
import TLSWire

/// What protects the packets of one sender at one level: the AEAD's key and IV, and the key of the header protection
/// (RFC 9001, section 5.1).
public struct QUICPacketKeys: Sendable {
    let algorithm: CipherAlgorithm
    let headerAlgorithm: CipherAlgorithm
    let tagSize: Int
    /// Key, IV and header key, one after the other.
    private var bytes = InlineArray<76, UInt8>(repeating: 0)
    private let keySize: Int

    /// Fails for sizes that do not fit the cipher.
    init?(
        _ algorithm: CipherAlgorithm,
        tagSize: Int,
        key: Span<UInt8>,
        iv: Span<UInt8>,
        headerKey: Span<UInt8>
    ) {
        switch algorithm {
        case .aes128GCM, .aes128CCM: headerAlgorithm = .aes128CTR
        case .aes256GCM: headerAlgorithm = .aes256CTR
        case .chacha20Poly1305: headerAlgorithm = .chacha20
        default: return nil
        }
        guard key.count <= 32, iv.count == TLS13KeySchedule.ivSize, headerKey.count == key.count else {
            return nil
        }
        self.algorithm = algorithm
        self.tagSize = tagSize
        keySize = key.count
        for index in key.indices { bytes[index] = key[index] }
        for index in iv.indices { bytes[key.count + index] = iv[index] }
        for index in headerKey.indices { bytes[key.count + iv.count + index] = headerKey[index] }
    }

    var key: Span<UInt8> {
        @_lifetime(borrow self) get { bytes.span.extracting(0..<keySize) }
    }

    var iv: Span<UInt8> {
        @_lifetime(borrow self) get { bytes.span.extracting(keySize..<keySize + TLS13KeySchedule.ivSize) }
    }

    var headerKey: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let start = keySize + TLS13KeySchedule.ivSize
            return bytes.span.extracting(start..<start + keySize)
        }
    }

    /// Whether the AEAD's key is the same, of the same algorithm.
    func isSame(as other: QUICPacketKeys) -> Bool {
        algorithm == other.algorithm && keySize == other.keySize && key.hasSameBytes(as: other.key)
    }

    /// The next keys have the header key of the first (RFC 9001, section 6).
    public mutating func keepHeaderKey(of first: QUICPacketKeys) {
        guard first.keySize == keySize else { return }
        let start = keySize + TLS13KeySchedule.ivSize
        for index in start..<start + keySize { bytes[index] = first.bytes[index] }
    }
}

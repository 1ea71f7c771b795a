import ByteParsing
import OpenSSLHandles
import TLSWire

/// Opens records that an AEAD protects, in TLS 1.2 and TLS 1.3.
struct AEADProtection: ~Copyable {
    /// How the nonce and the additional data of a record are made.
    enum Construction: Sendable {
        /// The IV and the sequence number; the header is authenticated (RFC 9846, sections 5.2 and 5.3).
        case tls13
        /// The IV and the sequence number, under the additional data of TLS 1.2 (RFC 7905, section 2).
        case tls12
        /// Four bytes of the key block and eight that the record begins with (RFC 5288, section 3; RFC 6655, section 3).
        case tls12ExplicitNonce

        var ivSize: Int { self == .tls12ExplicitNonce ? 4 : 12 }
        var explicitNonceSize: Int { self == .tls12ExplicitNonce ? 8 : 0 }
    }

    let construction: Construction
    private var cipher: CipherContext
    private let tagSize: Int
    /// The IV, from the left; what a record adds comes after it or on top of it.
    private let iv: InlineArray<12, UInt8>

    /// - Returns: `nil` when OpenSSL lacks the cipher, or when a size does not fit.
    init?(
        _ algorithm: CipherAlgorithm,
        key: Span<UInt8>,
        iv: Span<UInt8>,
        tagSize: Int,
        construction: Construction
    ) {
        guard iv.count == construction.ivSize,
            let cipher = CipherContext(algorithm, key: key, tagSize: tagSize, nonceSize: 12)
        else { return nil }
        self.construction = construction
        self.cipher = cipher
        self.tagSize = tagSize
        var padded = InlineArray<12, UInt8>(repeating: 0)
        for index in iv.indices { padded[index] = iv[index] }
        self.iv = padded
    }

    /// Puts the plaintext at the start of `buffer`, which is at least as long as the fragment, and returns its size;
    /// `nil` if the record is not authentic.
    mutating func open(
        _ fragment: Span<UInt8>,
        of header: RecordHeader,
        sequenceNumber: UInt64,
        _ data: [UInt8] = [],
        into buffer: inout [UInt8]
    ) -> Int? {
        let explicitSize = construction.explicitNonceSize
        let count = fragment.count - explicitSize - tagSize
        guard count >= 0 else { return nil }
        var nonce = iv
        if explicitSize > 0 {
            for index in 0..<8 { nonce[4 + index] = fragment[index] }
        } else {
            for index in 0..<8 {
                nonce[4 + index] ^= UInt8(truncatingIfNeeded: sequenceNumber >> UInt64(56 - index * 8))
            }
        }
        let sealed = fragment.extracting(explicitSize...)
        let isOpen =
            if construction == .tls13 {
                data.isEmpty
                    ? cipher.open(sealed, nonce: nonce.span, additionalData: header.bytes.span, into: &buffer)
                    : cipher.open(sealed, nonce: nonce.span, additionalData: data.span, into: &buffer)
            } else if !data.isEmpty {
                cipher.open(
                    sealed,
                    nonce: nonce.span,
                    additionalData: (data + RecordHeader.bytes(ofLength: count)).span,
                    into: &buffer
                )
            } else {
                cipher.open(
                    sealed,
                    nonce: nonce.span,
                    additionalData: header.authenticatedBytes(sequenceNumber: sequenceNumber, length: count)
                        .span,
                    into: &buffer
                )
            }
        return isOpen ? count : nil
    }
}

extension RecordHeader {
    /// A length as it is authenticated.
    static func bytes(ofLength length: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)]
    }

    /// As on the wire.
    var bytes: InlineArray<5, UInt8> {
        [
            contentType.rawValue, UInt8(legacyRecordVersion.rawValue >> 8),
            UInt8(legacyRecordVersion.rawValue & 0xFF), UInt8(truncatingIfNeeded: length >> 8),
            UInt8(truncatingIfNeeded: length),
        ]
    }

    /// What TLS 1.0 to 1.2 authenticate beside the content (RFC 5246, sections 6.2.3.1 and 6.2.3.3).
    ///
    /// The length is that of the content, not of the record.
    func authenticatedBytes(sequenceNumber: UInt64, length: Int) -> InlineArray<13, UInt8> {
        var bytes = InlineArray<13, UInt8>(repeating: 0)
        for index in 0..<8 {
            bytes[index] = UInt8(truncatingIfNeeded: sequenceNumber >> UInt64(56 - index * 8))
        }
        bytes[8] = contentType.rawValue
        bytes[9] = UInt8(legacyRecordVersion.rawValue >> 8)
        bytes[10] = UInt8(legacyRecordVersion.rawValue & 0xFF)
        bytes[11] = UInt8(truncatingIfNeeded: length >> 8)
        bytes[12] = UInt8(truncatingIfNeeded: length)
        return bytes
    }
}

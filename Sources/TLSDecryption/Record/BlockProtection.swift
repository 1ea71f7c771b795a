import ByteParsing
import OpenSSLHandles
import TLSWire

/// Opens records that a block cipher in CBC mode and a MAC protect.
///
///     MAC-then-encrypt    [IV] { content  MAC  padding  padding_length }
///     encrypt-then-MAC    [IV] { content  padding  padding_length }  MAC           (RFC 7366)
///
/// The IV stands in the record from TLS 1.1 on; before that it is the last block of the record before.
struct BlockProtection: ~Copyable {
    private var cipher: CipherContext
    private var authenticator: RecordAuthenticator
    private let blockSize: Int
    private let version: ProtocolVersion
    private let encryptsThenMACs: Bool
    /// The IV of the next record, where that does not stand in the record.
    private var chainedIV: [UInt8]

    init(
        _ cipher: consuming CipherContext,
        _ authenticator: consuming RecordAuthenticator,
        iv: [UInt8],
        version: ProtocolVersion,
        encryptThenMAC: Bool
    ) {
        self.cipher = cipher
        self.authenticator = authenticator
        blockSize = iv.count
        self.version = version
        encryptsThenMACs = encryptThenMAC
        chainedIV = iv
    }

    private var hasExplicitIV: Bool { version.rawValue >= ProtocolVersion.tls11.rawValue }

    /// Puts the plaintext at the start of `buffer`, which is at least as long as the fragment, and returns its size;
    /// `nil` if the record is not authentic.
    mutating func open(
        _ fragment: Span<UInt8>,
        of header: RecordHeader,
        sequenceNumber: UInt64,
        _ data: [UInt8] = [],
        into buffer: inout [UInt8]
    ) -> Int? {
        let sealedCount = fragment.count - (encryptsThenMACs ? authenticator.size : 0)
        let start = hasExplicitIV ? blockSize : 0
        let count = sealedCount - start
        guard count >= blockSize, count.isMultiple(of: blockSize) else { return nil }
        if encryptsThenMACs {
            let isAuthentic = authenticator.verify(
                fragment.extracting(sealedCount...),
                of: fragment.extracting(0..<sealedCount),
                header: header,
                sequenceNumber: sequenceNumber,
                data
            )
            guard isAuthentic else { return nil }
        }
        let iv = hasExplicitIV ? [UInt8](copying: fragment.extracting(0..<start)) : chainedIV
        guard cipher.decryptBlocks(fragment.extracting(start..<sealedCount), iv: iv.span, into: &buffer),
            let unpadded = countWithoutPadding(buffer.span.extracting(0..<count))
        else { return nil }
        if encryptsThenMACs { return unpadded }
        let contentCount = unpadded - authenticator.size
        guard contentCount >= 0 else { return nil }
        let isAuthentic = authenticator.verify(
            buffer.span.extracting(contentCount..<unpadded),
            of: buffer.span.extracting(0..<contentCount),
            header: header,
            sequenceNumber: sequenceNumber,
            data
        )
        return isAuthentic ? contentCount : nil
    }

    /// Remembers what the next record's decryption begins with, whether this one's succeeded or not.
    mutating func follow(_ fragment: Span<UInt8>) {
        guard !hasExplicitIV else { return }
        let end = fragment.count - (encryptsThenMACs ? authenticator.size : 0)
        guard end >= blockSize else { return }
        chainedIV = [UInt8](copying: fragment.extracting(end - blockSize..<end))
    }

    /// - Returns: `nil` if it ends with no valid padding (RFC 5246, section 6.2.3.2; RFC 6101, section 5.2.3.2).
    private func countWithoutPadding(_ plaintext: Span<UInt8>) -> Int? {
        let length = plaintext[plaintext.count - 1]
        let count = plaintext.count - 1 - Int(length)
        guard count >= 0 else { return nil }
        if version == .ssl3 { return Int(length) < blockSize ? count : nil }
        for index in count..<plaintext.count where plaintext[index] != length { return nil }
        return count
    }
}

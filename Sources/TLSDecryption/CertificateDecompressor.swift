import CompressionHandles
public import TLSWire

/// Undoes certificate compression (RFC 8879).
public enum CertificateDecompressor {
    /// The longest certificate message that is decompressed: no longer one would be collected uncompressed.
    public static let maximumLength = HandshakeDeframer.maximumMessageLength

    public enum Failure: Error, Hashable, Sendable {
        /// None of zlib, brotli and zstd.
        case unknownAlgorithm(CertificateCompressionAlgorithm)
        /// The sender claims more than ``maximumLength``.
        case tooLong(UInt32)
        /// Damaged, or more than the sender claims.
        case corrupt
        /// Less than the sender claims.
        case wrongLength(Int)
    }

    /// The body of the Certificate message, without its header.
    ///
    /// No more memory is used than the sender claims to need, within the limit.
    ///
    /// - Throws: What a receiver would answer with bad_certificate.
    public static func decompress(_ message: TLS13.CompressedCertificate) throws(Failure) -> [UInt8] {
        guard message.uncompressedLength <= maximumLength else { throw .tooLong(message.uncompressedLength) }
        let method: Decompression
        switch message.algorithm {
        case .zlib: method = .zlib
        case .brotli: method = .brotli
        case .zstd: method = .zstd
        default: throw .unknownAlgorithm(message.algorithm)
        }
        let length = Int(message.uncompressedLength)
        guard let bytes = method.decompress(message.compressedCertificateMessage.span, limit: length) else {
            throw .corrupt
        }
        guard bytes.count == length else { throw .wrongLength(bytes.count) }
        return bytes
    }
}

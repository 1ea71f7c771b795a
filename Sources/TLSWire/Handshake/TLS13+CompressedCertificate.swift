public import ByteParsing

extension TLS13 {
    /// A ``TLS13/Certificate`` that is still compressed.
    public struct CompressedCertificate: Hashable, Sendable {
        public let algorithm: CertificateCompressionAlgorithm
        /// What the sender claims; never allocate by it.
        public let uncompressedLength: UInt32
        public let compressedCertificateMessage: [UInt8]

        // struct {
        //     CertificateCompressionAlgorithm algorithm;
        //     uint24 uncompressed_length;
        //     opaque compressed_certificate_message<1..2^24-1>;
        // } CompressedCertificate;                                  RFC 8879, section 4
        public init(parsing reader: inout ByteReader) throws(ParseError) {
            algorithm = CertificateCompressionAlgorithm(
                rawValue: try reader.readUInt16("CompressedCertificate.algorithm")
            )
            uncompressedLength = try reader.readUInt24("CompressedCertificate.uncompressed_length")
            compressedCertificateMessage = try reader.readOpaque(
                width: 3,
                bytes: 1...0xFF_FFFF,
                "CompressedCertificate.compressed_certificate_message"
            )
            try reader.finish("CompressedCertificate")
        }
    }
}

import ByteParsing
import CompressionHandles
import TLSDecryption
import TLSWire
import Testing

@Suite struct `Certificate decompressor` {
    /// The bytes 0 to 63, eight times, as zlib, Node.js and the zstd command compressed them.
    static let content = (0..<512).map { UInt8($0 % 64) }
    static let compressed: [(CertificateCompressionAlgorithm, String)] = [
        (
            .zlib,
            """
            789c6360646266616563e7e0e4e2e6e1e5e3171014121611151397909492969195935750545256515553d7d0d4d2d6d1d5d3373034\
            3236313533b7b0b4b2b6b1b5b36718d53fa4f503007a843f01
            """
        ),
        (
            .brotli,
            "1bff01e865715cca3bc43284c344ba61824d1cbbf7570f10269471219536d6f910532eb5f531d73ef7fd08"
        ),
        (
            .zstd,
            """
            28b52ffd04584d02000404000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223242526272829\
            2a2b2c2d2e2f303132333435363738393a3b3c3d3e3f010040efa08628a3919de1
            """
        ),
    ]

    private static func message(
        _ algorithm: CertificateCompressionAlgorithm,
        length: Int,
        _ compressed: [UInt8]
    ) throws -> TLS13.CompressedCertificate {
        func uint24(_ value: Int) -> [UInt8] {
            [UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
        }
        let bytes =
            [UInt8(algorithm.rawValue >> 8), UInt8(algorithm.rawValue & 0xFF)] + uint24(length)
            + uint24(compressed.count) + compressed
        var reader = ByteReader(bytes.span)
        return try TLS13.CompressedCertificate(parsing: &reader)
    }

    @Test func `gives what was compressed`() throws {
        for (algorithm, hexadecimal) in Self.compressed {
            let message = try Self.message(algorithm, length: 512, bytes(hexadecimal))
            let decompressed = try CertificateDecompressor.decompress(message)
            #expect(decompressed == Self.content)
        }
    }

    @Test func `refuses another length than the sender claims`() throws {
        for (algorithm, hexadecimal) in Self.compressed {
            let more = try Self.message(algorithm, length: 511, bytes(hexadecimal))
            #expect(throws: CertificateDecompressor.Failure.corrupt) {
                try CertificateDecompressor.decompress(more)
            }
            let less = try Self.message(algorithm, length: 513, bytes(hexadecimal))
            #expect(throws: CertificateDecompressor.Failure.wrongLength(512)) {
                try CertificateDecompressor.decompress(less)
            }
        }
    }

    @Test func `refuses every proper prefix, and anything behind`() throws {
        for (algorithm, hexadecimal) in Self.compressed {
            let whole = try bytes(hexadecimal)
            for count in 1..<whole.count {
                let message = try Self.message(algorithm, length: 512, Array(whole.prefix(count)))
                #expect(throws: CertificateDecompressor.Failure.self, "\(count) bytes") {
                    try CertificateDecompressor.decompress(message)
                }
            }
            let longer = try Self.message(algorithm, length: 512, whole + [0])
            #expect(throws: CertificateDecompressor.Failure.self) {
                try CertificateDecompressor.decompress(longer)
            }
        }
    }

    @Test func `takes lengths up to the limit`() throws {
        let limit = CertificateDecompressor.maximumLength
        for length in [limit - 1, limit, limit + 1, 0xFF_FFFF] {
            let message = try Self.message(.zlib, length: length, bytes(Self.compressed[0].1))
            let expected: CertificateDecompressor.Failure =
                length <= limit ? .wrongLength(512) : .tooLong(UInt32(length))
            #expect(throws: expected) { try CertificateDecompressor.decompress(message) }
        }
    }

    @Test func `names an algorithm that nobody knows`() throws {
        let algorithm = CertificateCompressionAlgorithm(rawValue: 4)
        let message = try Self.message(algorithm, length: 1, [0])
        #expect(throws: CertificateDecompressor.Failure.unknownAlgorithm(algorithm)) {
            try CertificateDecompressor.decompress(message)
        }
    }

    @Test func `is never stopped by what it is given`() throws {
        var generator = SeededGenerator(state: 15)
        for (algorithm, hexadecimal) in Self.compressed {
            let whole = try bytes(hexadecimal)
            for _ in 0..<500 {
                var changed = whole
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    let index = Int.random(in: changed.indices, using: &generator)
                    changed[index] = UInt8.random(in: 0...255, using: &generator)
                }
                let message = try Self.message(algorithm, length: 512, changed)
                let decompressed = try? CertificateDecompressor.decompress(message)
                #expect((decompressed?.count ?? 512) == 512)
            }
        }
    }

    @Test func `stops at the limit`() throws {
        for limit in [0, 1, 100] {
            for (algorithm, hexadecimal) in Self.compressed {
                let method: Decompression =
                    switch algorithm {
                    case .zlib: .zlib
                    case .brotli: .brotli
                    default: .zstd
                    }
                let compressed = try bytes(hexadecimal)
                let decompressed = method.decompress(compressed.span, limit: limit)
                #expect(decompressed == nil)
            }
        }
    }
}

public import ByteParsing

/// The 32 random bytes of a hello, kept without an allocation: they are also the key by which key logs name secrets.
public struct Random: Hashable, Sendable {
    static let byteCount = 32

    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The bytes as sent.
    public var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
    }

    /// The last four bytes, by which few hellos are taken for each other.
    public var tail: UInt32 { UInt32(truncatingIfNeeded: words.3) }

    // struct {
    //     uint32 gmt_unix_time;
    //     opaque random_bytes[28];
    // } Random;                                                     RFC 5246, section 7.4.1.2
    // opaque Random[32];                                            RFC 9846, section 4.2.2
    public init(parsing reader: inout ByteReader) throws(ParseError) {
        if reader.remaining >= Self.byteCount {
            words = (
                try reader.readUInt64("random"), try reader.readUInt64("random"),
                try reader.readUInt64("random"), try reader.readUInt64("random")
            )
            return
        }
        // It is cut short: the error names the two bytes that are missing first.
        words = (
            try Self.readWord(&reader), try Self.readWord(&reader), try Self.readWord(&reader),
            try Self.readWord(&reader)
        )
    }

    /// The last 32 of the bytes, after zeros if there are fewer: what an SSL 2.0 challenge stands for.
    public init(rightJustifying bytes: [UInt8]) {
        var all = InlineArray<4, UInt64>(repeating: 0)
        for (index, byte) in bytes.suffix(32).reversed().enumerated() {
            all[3 - index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
        }
        words = (all[0], all[1], all[2], all[3])
    }

    private static func readWord(_ reader: inout ByteReader) throws(ParseError) -> UInt64 {
        let high = try reader.readUInt32("random")
        return UInt64(high) << 32 | UInt64(try reader.readUInt32("random"))
    }

    public static func == (left: Random, right: Random) -> Bool { left.words == right.words }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

// MARK: - What a server's random can say

extension Random {
    /// Whether a ServerHello with it is a HelloRetryRequest: SHA-256 of "HelloRetryRequest" (RFC 9846, section 4.2.3).
    public var isHelloRetryRequest: Bool {
        words.0 == 0xCF21_AD74_E59A_6111 && words.1 == 0xBE1D_8C02_1E65_B891
            && words.2 == 0xC2A2_1116_7ABB_8C5E
            && words.3 == 0x079E_09E2_C8A8_339C
    }

    /// Reads a random for ``isHelloRetryRequest`` alone, which the first word denies to all others.
    @inline(__always)
    static func readHelloRetryRequest(from reader: inout ByteReader) throws(ParseError) -> Bool {
        var ahead = reader
        if reader.remaining >= byteCount, try ahead.readUInt64("random") != 0xCF21_AD74_E59A_6111 {
            try reader.skip(byteCount, "random")
            return false
        }
        return try Random(parsing: &reader).isHelloRetryRequest
    }

    /// The version to which a server that speaks a higher one says it was held (RFC 9846, section 4.2.3).
    public var downgradeSentinel: DowngradeSentinel? {
        switch words.3 {
        case 0x444F_574E_4752_4401: .toTLS12
        case 0x444F_574E_4752_4400: .toTLS11OrBelow
        default: nil
        }
    }

    public enum DowngradeSentinel: Hashable, Sendable {
        /// The server speaks TLS 1.3 and answers in TLS 1.2.
        case toTLS12
        /// The server speaks TLS 1.2 or higher and answers below it.
        case toTLS11OrBelow
    }
}

import TestSupport
import Testing

@testable import HandshakeAnalysis

/// The examples of RFC 7541, appendix C, and what breaks its rules.
@Suite struct ApplicationHPACKTests {
    private static let plainResponses = [
        """
        4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133
        2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70
        6c65 2e63 6f6d
        """,
        "4803 3330 37c1 c0bf",
        """
        88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d
        54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049
        5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e
        3d31
        """,
    ]

    private static let codedResponses = [
        """
        4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6
        2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3
        """,
        "4883 640e ffc1 c0bf",
        """
        88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab
        77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f
        9587 3160 65c0 03ed 4ee5 b106 3d50 07
        """,
    ]

    private static let date = "Mon, 21 Oct 2013 20:13:21 GMT"
    private static let responses: [[HPACKField]] = [
        [
            HPACKField(":status", "302"), HPACKField("cache-control", "private"), HPACKField("date", date),
            HPACKField("location", "https://www.example.com"),
        ],
        [
            HPACKField(":status", "307"), HPACKField("cache-control", "private"), HPACKField("date", date),
            HPACKField("location", "https://www.example.com"),
        ],
        [
            HPACKField(":status", "200"), HPACKField("cache-control", "private"),
            HPACKField("date", "Mon, 21 Oct 2013 20:13:22 GMT"),
            HPACKField("location", "https://www.example.com"),
            HPACKField("content-encoding", "gzip"),
            HPACKField("set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"),
        ],
    ]

    /// The table is held at 256 bytes, so that the later responses evict entries of the earlier ones.
    @Test(arguments: [plainResponses, codedResponses])
    func `Decodes the responses of appendix C, with eviction`(blocks: [String]) throws {
        var decoder = HPACKDecoder()
        _ = try decoder.decode(bytes("3FE101"))
        for (block, expected) in zip(blocks, Self.responses) {
            #expect(try decoder.decode(bytes(block)) == expected)
        }
    }

    @Test func `Decodes a string of appendix C, and an empty one`() {
        #expect(
            HuffmanCode.hpack.decode(bytes("f1e3 c2e5 f23a 6ba0 ab90 f4ff")) == Array("www.example.com".utf8)
        )
        #expect(HuffmanCode.hpack.decode([]) == [])
    }

    @Test(
        arguments: [
            ("EOS spelled out", "ffffffff"), ("eight bits of padding", "1fff"), ("padding of zeros", "18"),
        ] as [(String, String)]
    )
    func `A string that is not of the code is refused`(name: String, hex: String) {
        #expect(HuffmanCode.hpack.decode(bytes(hex)) == nil)
    }

    @Test(
        arguments: [
            ("80", .indexOutOfRange(0)), ("BE", .indexOutOfRange(62)), ("FF8001", .indexOutOfRange(255)),
            ("48", .truncated), ("4803", .truncated), ("480334", .truncated), ("7F", .truncated),
            ("FFFFFFFFFFFF", .integerTooLarge), ("3FE2FF03", .tableSizeTooLarge(65537)),
            ("4884FFFFFFFF", .badHuffmanString),
        ] as [(String, HPACKError)]
    )
    func `A block that breaks the rules is refused`(hex: String, error: HPACKError) {
        var decoder = HPACKDecoder()
        #expect(throws: error) { try decoder.decode(bytes(hex)) }
    }

    @Test func `A block cannot repeat a large entry without end`() throws {
        var decoder = HPACKDecoder()
        let value = [UInt8](repeating: 0x61, count: 100)
        // One literal of 1 + 100 + 32 bytes that enters the table, and then only its index.
        let block = [0x40, 1, 0x78, 100] + value
        let most = HPACKDecoder.maximumBlockSize / 133 - 1
        _ = try decoder.decode(block + [UInt8](repeating: 0xBE, count: most))
        #expect(throws: HPACKError.tooManyFields) {
            try decoder.decode(block + [UInt8](repeating: 0xBE, count: most + 1))
        }
    }
}

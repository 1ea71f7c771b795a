import Testing

@testable import CertificateInspection

@Suite struct `DER reader` {
    /// A length's octets, what they say, and whether DER writes it so.
    static let lengths: [([UInt8], Int, Bool)] = [
        ([0x00], 0, true), ([0x7F], 127, true), ([0x81, 0x80], 128, true), ([0x81, 0xFF], 255, true),
        ([0x82, 0x01, 0x00], 256, true), ([0x82, 0x12, 0x34], 0x1234, true),
        ([0x83, 0x01, 0x00, 0x00], 65_536, true),
        ([0x81, 0x00], 0, false), ([0x81, 0x7F], 127, false), ([0x82, 0x00, 0x80], 128, false),
        ([0x82, 0x00, 0xFF], 255, false), ([0x83, 0x00, 0x01, 0x00], 256, false),
    ]

    @Test(arguments: lengths) func `reads lengths of every form`(
        _ octets: [UInt8],
        _ count: Int,
        _ isStrict: Bool
    ) {
        let bytes = [0x30] + octets + [UInt8](repeating: 0, count: count) + [0xAA]
        var reader = DERReader(bytes.span)
        var cursor = reader.whole
        let value = reader.next(&cursor)
        #expect(value?.identifier == 0x30 && value?.contentStart == 1 + octets.count)
        #expect(value?.count == count && value?.end == bytes.count - 1 && cursor.offset == bytes.count - 1)
        #expect(reader.isStrict == isStrict)
    }

    @Test(arguments: lengths) func `refuses every proper prefix`(_ octets: [UInt8], _ count: Int, _: Bool) {
        let bytes = [0x30] + octets + [UInt8](repeating: 0, count: count)
        for length in Set([0, 1, octets.count, octets.count + 1, bytes.count / 2, bytes.count - 1])
        where length < bytes.count {
            let prefix = Array(bytes.prefix(length))
            var reader = DERReader(prefix.span)
            var cursor = reader.whole
            let value = reader.next(&cursor)
            #expect(value == nil && cursor.offset == 0, "\(length)")
        }
    }
}

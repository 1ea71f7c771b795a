import ByteParsing
import CertificateInspection
import Testing

@Suite struct `Distinguished names` {
    @Test(arguments: [
        ("3000", ""),
        ("3000 00", nil),
        ("", nil),
        ("3002 3100", ""),
        // A type that nobody knows, with an arc of more than 64 bits, keeps its value as DER.
        (
            "3019 3117 3015 060f 2b ffffffffffffffffffffff7f 0102 0c02 6869",
            "1.3.xffffffffffffffffffffff7f.1.2=#0C026869"
        ),
        // 2.999 has a first subidentifier of more than 80.
        ("300e 310c 300a 0603 883703 0c03 616263", "2.999.3=#0C03616263"),
        // CN as an INTEGER is no string.
        ("300c 310a 3008 0603 550403 0201 05", "CN=#020105"),
        // CN as a UTF8String that is not UTF-8.
        ("300d 310b 3009 0603 550403 0c02 c328", #"CN=\C3("#),
        // CN as a BMPString of an odd length, and one with half a surrogate pair.
        ("300c 310a 3008 0603 550403 1e01 41", "CN=#1E0141"),
        ("300d 310b 3009 0603 550403 1e02 d83d", "CN=#1E02D83D"),
        // CN as a UniversalString beyond Unicode.
        ("300f 310d 300b 0603 550403 1c04 00110000", "CN=#1C0400110000"),
        // An attribute without a value.
        ("3009 3107 3005 0603 550403", nil),
    ]) func `are written as RFC 4514 asks, or not at all`(_ hex: String, _ expected: String?) {
        #expect(DistinguishedName.text(ofDER: bytes(hex)) == expected)
    }

    // MARK: In text

    struct Row: CustomTestStringConvertible, Sendable {
        let text: String
        let pairs: [String]
        var testDescription: String { text }

        init(_ text: String, _ pairs: [String]) {
            self.text = text
            self.pairs = pairs
        }
    }

    @Test(arguments: [
        Row("CN=device-7,O=Example", ["CN|device-7", "O|Example"]),
        Row(#"CN=device-7,OU=Plant\, North"#, ["CN|device-7", "OU|Plant, North"]),
        Row("OU=Devices+CN=device-7,C=CH", ["OU|Devices", "+CN|device-7", "C|CH"]),
        Row(" cn = device 7 , o=Example ", ["cn|device 7", "o|Example"]),
        Row(##"CN=\ device\ ,O=\#1"##, ["CN| device ", "O|#1"]),
        Row(#"CN=Z\C3\BCrich"#, ["CN|Zürich"]),
        Row(#"CN=a\=b=c"#, ["CN|a=b=c"]),
        Row("1.2.3=#0C0161", ["1.2.3|#0C0161"]),
        Row("CN=", ["CN|"]),
        Row("device-7", ["|device-7"]),
        Row("", []),
        Row(#",,=,\"#, ["|", #"|\"#]),
    ]) func `are taken apart as RFC 4514 writes them`(_ row: Row) {
        let pairs = DistinguishedName.attributes(ofText: row.text).map {
            "\($0.isJoined ? "+" : "")\($0.type)|\($0.value)"
        }
        #expect(pairs == row.pairs)
    }

    @Test func `have the values of a type, whatever the case of its letters`() {
        let name = "CN=device-7,CN=devices,O=Example"
        #expect(DistinguishedName.values(of: "cn", inText: name) == ["device-7", "devices"])
        #expect(DistinguishedName.commonName(inText: name) == "device-7")
        #expect(DistinguishedName.commonName(inText: "O=Example") == nil)
    }

    /// What is written is read as it was, with every byte that a common name may have.
    @Test func `are read as they were written`() throws {
        for byte in UInt8(0)..<0x80 {
            let value = [byte, 0x61, byte, 0x62, byte]
            let attribute: [UInt8] = [0x06, 3, 0x55, 4, 3, 0x0C, UInt8(value.count)] + value
            let sequence: [UInt8] = [0x30, UInt8(attribute.count)] + attribute
            let set: [UInt8] = [0x31, UInt8(sequence.count)] + sequence
            let text = try #require(DistinguishedName.text(ofDER: [0x30, UInt8(set.count)] + set))
            #expect(DistinguishedName.commonName(inText: text).map { Array($0.utf8) } == value)
        }
    }
}

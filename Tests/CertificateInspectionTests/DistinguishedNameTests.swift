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
}

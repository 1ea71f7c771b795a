import ByteParsing
import Testing

@testable import CertificateInspection

@Suite struct `Certificate times` {
    @Test(
        arguments: [
            ("700101000000Z", 0), ("700101000001Z", 1), ("691231235959Z", -1), ("7001010000Z", 0),
            ("000229000000Z", 951_782_400), ("260101000000+0100", 1_767_222_000),
            ("260101000000-0130", 1_767_231_000),
            ("2601010000", nil), ("261301000000Z", nil), ("260101240000Z", nil), ("260101000000Zx", nil),
            ("26o101000000Z", nil), ("", nil), ("260100000000Z", nil), ("2601010000+01", nil),
        ] as [(String, Int64?)]
    ) func `reads UTCTime`(_ text: String, _ expected: Int64?) {
        #expect(CertificateTime(utcTime: Array(text.utf8).span)?.seconds == expected)
    }

    @Test(
        arguments: [
            ("19700101000000Z", 0), ("20260101000000.5Z", 1_767_225_600),
            ("99991231235959Z", 253_402_300_799),
            ("00000101000000Z", -62_167_219_200), ("20260101000000", nil), ("2026", nil),
            ("20260101000000.Z", 1_767_225_600),
        ] as [(String, Int64?)]
    ) func `reads GeneralizedTime`(_ text: String, _ expected: Int64?) {
        #expect(CertificateTime(generalizedTime: Array(text.utf8).span)?.seconds == expected)
    }

    /// The usual form is read eight characters at a time: whatever stands in them, it has to mean the same.
    @Test func `reads the usual UTCTime like a GeneralizedTime of this century`() {
        for place in 0..<13 {
            for byte in UInt8.min ... .max {
                var short = Array("260102030405Z".utf8)
                short[place] = byte
                // 50 and later are years of the century before.
                guard short[0] < UInt8(ascii: "5") || short[0] > UInt8(ascii: "9") else { continue }
                let long = Array("20".utf8) + short
                #expect(CertificateTime(utcTime: short.span) == CertificateTime(generalizedTime: long.span))
            }
        }
    }
}

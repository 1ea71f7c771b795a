import Testing

@testable import Reporting

@Suite struct `Date and time` {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000000Z"),
            (1, "1970-01-01T00:00:00.000000001Z"),
            (-1, "1969-12-31T23:59:59.999999999Z"),
            (-1_000_000_000, "1969-12-31T23:59:59.000000000Z"),
            (1_767_225_600_123_456_789, "2026-01-01T00:00:00.123456789Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
            (.max, "2262-04-11T23:47:16.854775807Z"),
            (.min, "1677-09-21T00:12:43.145224192Z"),
        ] as [(Int64, String)]
    ) func `of nanoseconds`(_ nanoseconds: Int64, _ expected: String) {
        #expect(DateTime.text(nanoseconds: nanoseconds) == expected)
    }

    @Test(
        arguments: [
            (253_402_300_799, "9999-12-31T23:59:59.000000000Z"),
            (253_402_300_800, "+010000-01-01T00:00:00.000000000Z"),
            (-62_167_219_200, "0000-01-01T00:00:00.000000000Z"),
            (-62_167_219_201, "-0001-12-31T23:59:59.000000000Z"),
            (-2_203_891_200, "1900-03-01T00:00:00.000000000Z"),
            (-2_203_891_201, "1900-02-28T23:59:59.000000000Z"),
        ] as [(Int64, String)]
    ) func `of seconds`(_ seconds: Int64, _ expected: String) {
        #expect(DateTime.text(seconds: seconds) == expected)
    }

    @Test func `of moments one after the other, also within a second`() {
        var clock = DateTime.Clock()
        let moments: [Int64] = [
            0, 1, 123_456_789, 999_999_999, 1_000_000_000, 1, -1, -1_000_000_000, .max, .max, .max - 1, .min,
            .max,
            .min + 1, .min, 0,
        ]
        for moment in moments {
            var buffer = ByteBuffer(capacity: 64)
            clock.append("<", nanoseconds: moment, ">", to: &buffer)
            let expected = "<" + DateTime.text(nanoseconds: moment) + ">"
            #expect(String(decoding: buffer.copy(), as: UTF8.self) == expected)
        }
    }
}

import Reporting
import Testing

@Suite struct `JSON writer` {
    @Test(arguments: [
        ("plain", #""plain""#),
        ("", #""""#),
        (#"quote " and \ backslash"#, #""quote \" and \\ backslash""#),
        ("line\nfeed\r\ttab", #""line\nfeed\r\ttab""#),
        ("\u{0}\u{1F}\u{7F}\u{9B}", #""\u0000\u001f\u007f\u009b""#),
        ("\u{2028}\u{2029}", #""\u2028\u2029""#),
        ("Zoë 東京 💡", #""Zoë 東京 💡""#),
        (String(decoding: [0x61, 0xFF, 0x62], as: UTF8.self), #""a�b""#),
    ]) func `escapes what JSON or a terminal would stumble over`(_ text: String, _ expected: String) {
        var writer = JSONWriter()
        writer.value(text)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }

    private func write(isPretty: Bool) -> String {
        var writer = JSONWriter(isPretty: isPretty)
        writer.object { object in
            object.field("a", 1)
            object.field("b", Int?.none)
            object.field("c", ["x", "y"])
            object.field("d") { inner in
                inner.field("e", true)
                inner.key("f")
                inner.array { _ in }
            }
            object.field("g", hexadecimal: [0x0A, 0xFF])
            object.key("h")
            object.object { _ in }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `puts everything on one line`() {
        let line = #"{"a":1,"b":null,"c":["x","y"],"d":{"e":true,"f":[]},"g":"0aff","h":{}}"#
        #expect(write(isPretty: false) == line)
    }

    @Test func `indents by two spaces`() {
        #expect(
            write(isPretty: true) == """
                {
                  "a": 1,
                  "b": null,
                  "c": [
                    "x",
                    "y"
                  ],
                  "d": {
                    "e": true,
                    "f": []
                  },
                  "g": "0aff",
                  "h": {}
                }
                """
        )
    }

    @Test(
        arguments: [
            0, 7, 9, 10, 99, 100, 1005, 10_000, 99_999, 999_999, 1_000_000, 99_999_999, 100_000_000,
            100_000_001,
            1_234_567_890, 10_000_000_000_000_000, -1, -10, .max, .min,
        ] as [Int64]
    ) func `writes numbers of any size`(_ number: Int64) {
        var writer = JSONWriter()
        writer.value(number)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == String(number))
        writer = JSONWriter()
        writer.object { $0.field("a", number) }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "{\"a\":\(number)}")
    }

    @Test(arguments: 0...20) func `indents what stands between strings, whatever is in them`(_ length: Int) {
        let start = String(repeating: "x", count: length)
        for text in [
            start, start + #"{"a":[1,2],"b":{}}"#, start + #"\\"#, start + #"\""#, start + "\u{0}é:,",
            "[" + start,
        ] {
            var line = JSONWriter()
            line.value(text)
            let string = String(decoding: line.bytes, as: UTF8.self)
            var writer = JSONWriter(isPretty: true, depth: 1)
            writer.object { object in
                object.key("k" + start)
                object.array { array in
                    array.value(text)
                    array.object { $0.field("l", text) }
                    array.array { _ in }
                }
                object.field("m", text)
            }
            let expected = """
                {
                    "k\(start)": [
                      \(string),
                      {
                        "l": \(string)
                      },
                      []
                    ],
                    "m": \(string)
                  }
                """
            #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
            #expect(writer.take() == Array(expected.utf8))
        }
    }

    @Test func `escapes texts of any length`() {
        for length in 0...40 {
            let text = String(repeating: "a", count: length) + "\u{1F}"
            var writer = JSONWriter()
            writer.value(text)
            #expect(String(decoding: writer.bytes, as: UTF8.self) == "\"\(text.dropLast())\\u001f\"")
        }
    }

    @Test func `writes numbers of every length`() {
        var number: UInt64 = 1
        var numbers: [UInt64] = [0]
        while number < UInt64.max / 10 {
            numbers += [number - 1, number, number + 1, number * 7]
            number *= 10
        }
        for number in numbers + [.max] {
            var writer = JSONWriter()
            writer.value(number)
            #expect(String(decoding: writer.bytes, as: UTF8.self) == String(number))
        }
    }

    @Test(arguments: 0...24) func `finds what has to be escaped at any place`(_ place: Int) {
        for special in ["\"", "\\", "\u{1F}", "\u{7F}", "é"] {
            let text =
                String(repeating: "~", count: place) + special + String(repeating: " ", count: 24 - place)
            var writer = JSONWriter()
            writer.value(text)
            let written = String(decoding: writer.bytes, as: UTF8.self)
            let isPlain = special == "é"
            #expect((written == "\"\(text)\"") == isPlain)
            #expect(
                written.count == text.count + 2
                    + (isPlain ? 0 : special.utf8.first ?? 0 > 0x20 && special != "\u{7F}" ? 1 : 5)
            )
        }
    }

    @Test func `starts anew after its bytes were taken`() {
        var writer = JSONWriter()
        writer.value(1)
        #expect(writer.take() == Array("1".utf8))
        writer.value(2)
        #expect(writer.take() == Array("2".utf8))
    }
}

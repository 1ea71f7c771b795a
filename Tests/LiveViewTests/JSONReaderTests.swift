import Testing

@testable import LiveView

@Suite struct `A reader of JSON` {
    private func read(_ text: String) -> JSONValue? { JSONReader.value(of: Array(text.utf8)[...]) }

    @Test(arguments: [
        ("null", JSONValue.null), ("true", .bool(true)), (" false ", .bool(false)), ("0", .number("0")),
        ("-12.5e+3", .number("-12.5e+3")), ("18446744073709551615", .number("18446744073709551615")),
        (#""a\n\"\\\/\u0041""#, .string("a\n\"\\/A")), (#""\ud83d\ude00""#, .string("😀")),
        (#""\ud83d""#, .string("\u{FFFD}")), ("[]", .array([])),
        ("[1, [2]]", .array([.number("1"), .array([.number("2")])])),
        ("{}", .object([:])), (#"{"a": {"b": null}}"#, .object(["a": .object(["b": .null])])),
    ]) func `reads`(_ text: String, _ expected: JSONValue) {
        #expect(read(text) == expected)
    }

    @Test(arguments: [
        "", "nul", "tru", "+1", "01x", "1.", "1e", "-", "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\n\"", "[",
        "[1", "[1,",
        "[1,]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{a:1}", "1 2", "]",
    ]) func `refuses what is none`(_ text: String) {
        #expect(read(text) == nil)
    }

    @Test func `refuses what is nested too deeply`() {
        let limit = JSONReader.greatestDepth
        #expect(read(String(repeating: "[", count: limit) + String(repeating: "]", count: limit)) != nil)
        #expect(
            read(String(repeating: "[", count: limit + 1) + String(repeating: "]", count: limit + 1)) == nil
        )
        #expect(read(String(repeating: "[", count: 100_000)) == nil)
    }

    @Test func `refuses every proper prefix of a record`() {
        let record = Array(#"{"a":[1,{"b":"c\u0041"},true],"d":-1.5e3,"e":null}"#.utf8)
        #expect(JSONReader.value(of: record[...]) != nil)
        for end in 0..<record.count { #expect(JSONReader.value(of: record[..<end]) == nil) }
    }
}

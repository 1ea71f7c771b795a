import Testing

@testable import Reporting

@Suite struct `Terminal text` {
    @Test(arguments: [
        ("api.example", "api.example"),
        ("\u{1B}[31m\u{7}", #"\u{1b}[31m\u{7}"#),
        ("\u{9B}31m", #"\u{9b}31m"#),
        ("a\u{202E}b\u{2066}c\u{200F}", #"a\u{202e}b\u{2066}c\u{200f}"#),
        ("zero\u{200B}width\u{FEFF}", #"zero\u{200b}width\u{feff}"#),
        ("line\u{2028}end\n", #"line\u{2028}end\u{a}"#),
        ("\u{E0041}\u{E000}", #"\u{e0041}\u{e000}"#),
        ("Zoë 東京 💡 العربية", "Zoë 東京 💡 العربية"),
    ]) func `escapes what a terminal would obey or hide`(_ text: String, _ expected: String) {
        #expect(TerminalText.escaped(text) == expected)
    }

    @Test(arguments: [("abc", 3), ("Zoë", 3), ("Zoe\u{308}", 3), ("東京", 4), ("→", 1), ("💡", 2)])
    func `counts cells`(_ text: String, _ expected: Int) {
        #expect(TerminalText.width(text) == expected)
    }

    @Test(arguments: [
        ("", ["" as String]),
        ("one two three", ["one two", "three"]),
        ("a verylongword b", ["a", "verylongword", "b"]),
        ("exactly8 eight..8", ["exactly8", "eight..8"]),
    ]) func `breaks at spaces`(_ text: String, _ expected: [String]) {
        #expect(TerminalText.wrapped(text, to: 8) == expected)
    }
}

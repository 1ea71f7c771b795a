/// A text as it was pasted, cut into words that can be compared.
///
/// Letters are lower-cased, and everything but letters and digits of ASCII separates words: so `SSLV3_ALERT_HANDSHAKE_FAILURE`
/// reads like `sslv3 alert handshake failure`. What terminals, JSON, logs and shells add to a line is left out: colours, escapes
/// such as `\u0027` and `\x22`, entities such as `&quot;`, and the zero bytes of UTF-16.
struct PastedText {
    /// Of longer input only so much is looked at.
    static let mostBytes = 1 << 20
    /// A longer run of letters is no word of an error text.
    private static let longestWord = 64

    struct Word: Hashable {
        let text: String
        /// Where it stands, to tell overlapping matches apart and to quote them.
        let bytes: Range<Int>

        /// Its value, if it is a decimal number of at most nine digits.
        var number: UInt32? {
            text.utf8.count <= 9 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt32(text) : nil
        }
    }

    private(set) var words: [Word] = []
    let isCut: Bool
    private let bytes: [UInt8]

    init(_ text: some Sequence<UInt8>) {
        var bytes: [UInt8] = []
        var isCut = false
        for byte in text {
            if bytes.count == Self.mostBytes {
                isCut = true
                break
            }
            if byte != 0 { bytes.append(byte) }
        }
        self.bytes = bytes
        self.isCut = isCut
        readWords()
        addCodes()
        addChromeError()
    }

    /// What stands in the text from the first of some words to the last.
    func quote(_ range: Range<Int>) -> String {
        guard let first = words[range].first, let last = words[range].last else { return "" }
        guard first.bytes.lowerBound < last.bytes.upperBound else { return first.text }
        return String(decoding: bytes[first.bytes.lowerBound..<last.bytes.upperBound], as: UTF8.self)
    }

    // MARK: Words

    private mutating func readWords() {
        var start: Int?
        var position = 0
        while position < bytes.count {
            let skipped = lengthOfNoise(at: position)
            if skipped == 0, Self.isWordByte(bytes[position]) {
                start = start ?? position
                position += 1
                continue
            }
            endWord(from: &start, to: position)
            position += max(1, skipped)
        }
        endWord(from: &start, to: position)
    }

    private mutating func endWord(from start: inout Int?, to end: Int) {
        guard let first = start else { return }
        start = nil
        guard end - first <= Self.longestWord else { return }
        let letters = bytes[first..<end].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        words.append(Word(text: String(decoding: letters, as: UTF8.self), bytes: first..<end))
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// How many bytes of an escape sequence or an entity stand here.
    private func lengthOfNoise(at position: Int) -> Int {
        switch bytes[position] {
        case 0x1B: lengthOfTerminalSequence(at: position)
        case UInt8(ascii: "\\"): lengthOfEscape(at: position)
        case UInt8(ascii: "&"): lengthOfEntity(at: position)
        default: 0
        }
    }

    /// ECMA-48: ESC [, parameters, a final byte.
    private func lengthOfTerminalSequence(at position: Int) -> Int {
        guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "[") else { return 1 }
        var end = position + 2
        while end < bytes.count, (0x20...0x3F).contains(bytes[end]), end - position < 32 { end += 1 }
        return min(end + 1, bytes.count) - position
    }

    private func lengthOfEscape(at position: Int) -> Int {
        guard position + 1 < bytes.count else { return 1 }
        let digits: Int
        switch bytes[position + 1] {
        case UInt8(ascii: "u"), UInt8(ascii: "U"): digits = 4
        case UInt8(ascii: "x"), UInt8(ascii: "X"): digits = 2
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return 2
        default: return 1
        }
        let end = position + 2 + digits
        guard end <= bytes.count, bytes[(position + 2)..<end].allSatisfy(Self.isHexadecimal) else { return 1 }
        return 2 + digits
    }

    private func lengthOfEntity(at position: Int) -> Int {
        var end = position + 1
        while end < bytes.count, end - position < 8,
            Self.isWordByte(bytes[end]) || bytes[end] == UInt8(ascii: "#")
        {
            end += 1
        }
        return end > position + 1 && end < bytes.count && bytes[end] == UInt8(ascii: ";")
            ? end + 1 - position : 1
    }

    // MARK: Codes

    /// Appends what the numbers of OpenSSL and BoringSSL mean as words of their own: `sslreason199`, `alert 48`.
    private mutating func addCodes() {
        for (index, word) in words.enumerated().prefix(Self.mostBytes) {
            let follows = index > 0 ? words[index - 1].text : ""
            guard let meaning = OpenSSLCode(word.text, follows: follows) else { continue }
            // A word between, so that none of the text's patterns reaches over.
            words.append(Word(text: "", bytes: word.bytes))
            switch meaning.reason {
            case 1000...1255:
                words.append(Word(text: "alertcode", bytes: word.bytes))
                words.append(Word(text: String(meaning.reason - 1000), bytes: word.bytes))
            case let reason:
                let library = meaning.isBoringSSL ? "boringreason" : "sslreason"
                words.append(Word(text: "\(library)\(reason)", bytes: word.bytes))
            }
        }
    }

    /// A negative number by itself is Chrome's.
    private mutating func addChromeError() {
        guard words.count == 1, let word = words.first, word.number != nil, word.bytes.lowerBound > 0,
            bytes[word.bytes.lowerBound - 1] == UInt8(ascii: "-")
        else { return }
        words = ["net", "error", word.text].map { Word(text: $0, bytes: word.bytes) }
    }
}

/// A text as it was pasted, cut into words that can be compared.
///
/// Letters are lower-cased, and everything but letters and digits separates words: so `SSLV3_ALERT_HANDSHAKE_FAILURE`
/// reads like `sslv3 alert handshake failure`. Letters of other scripts count, quotes and dashes of Unicode do not. What
/// terminals, JSON, logs and shells add to a line is left out: colours, escapes such as `\u0027` and `\x22`, entities such as
/// `&quot;`, and the zero bytes of UTF-16. `<<<` and `>>>`, by which `openssl -msg` tells the direction, are words.
struct PastedText {
    /// Of longer input only so much is looked at.
    static let mostBytes = 1 << 20
    /// A longer run of letters is no word of an error text.
    private static let longestWord = 64
    /// Where no spaces are written, a word is a clause.
    private static let longestWordOfOtherScripts = 192

    struct Word: Hashable {
        let text: String
        /// Where it stands, to tell overlapping matches apart and to quote them.
        let bytes: Range<Int>
        /// The line that it stands in, from 0.
        var line = 0

        /// Its value, if it is a decimal number of at most nine digits.
        var number: UInt32? {
            text.utf8.count <= 9 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt32(text) : nil
        }
    }

    var words: [Word] = []
    let isCut: Bool
    let bytes: [UInt8]
    private(set) var speaksOfTLS = false

    /// Cuts a text into words; a pattern has none of what its numbers may mean.
    init(_ text: some Sequence<UInt8>, withCodes: Bool = true) {
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
        speaksOfTLS = Self.speaksOfTLS(words)
        if withCodes { addCodes() }
    }

    /// What stands in the text from the first of some words to the last.
    func quote(_ range: Range<Int>) -> String {
        guard let first = words[range].first, let last = words[range].last else { return "" }
        guard first.bytes.lowerBound < last.bytes.upperBound else { return first.text }
        let start = isNegative(first) ? first.bytes.lowerBound - 1 : first.bytes.lowerBound
        return String(decoding: bytes[start..<last.bytes.upperBound], as: UTF8.self)
    }

    // MARK: Words

    private mutating func readWords() {
        var start: Int?
        var position = 0
        var line = 0
        while position < bytes.count {
            let skipped = lengthOfNoise(at: position)
            let letter = skipped == 0 ? lengthOfLetter(at: position) : 0
            if letter > 0 {
                start = start ?? position
                position += letter
                continue
            }
            endWord(from: &start, to: position, line)
            if bytes[position] == 0x0A { line += 1 }
            if skipped == 0, let arrows = arrows(at: position) {
                words.append(Word(text: arrows, bytes: position..<(position + 3), line: line))
                position += 3
                continue
            }
            position += max(1, skipped)
        }
        endWord(from: &start, to: position, line)
    }

    private mutating func endWord(from start: inout Int?, to end: Int, _ line: Int) {
        guard let first = start else { return }
        start = nil
        let longest = bytes[first] < 0x80 ? Self.longestWord : Self.longestWordOfOtherScripts
        guard end - first <= longest else { return }
        let letters = bytes[first..<end].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        var text = String(decoding: letters, as: UTF8.self)
        if letters.contains(where: { $0 >= 0x80 }) { text = text.lowercased() }
        words.append(Word(text: text, bytes: first..<end, line: line))
    }

    /// How many bytes of a letter or digit stand here.
    private func lengthOfLetter(at position: Int) -> Int {
        let first = bytes[position]
        guard first >= 0x80 else { return Self.isWordByte(first) ? 1 : 0 }
        let length =
            switch first {
            case 0xC3...0xDF: 2
            case 0xE0...0xEE: 3
            default: 0
            }
        guard length > 0, position + length <= bytes.count,
            bytes[(position + 1)..<(position + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
        else { return 0 }
        // U+2000 to U+2BFF are punctuation, arrows and boxes, and U+3000 to U+303F the punctuation of East Asia.
        if first == 0xE2, bytes[position + 1] < 0xB0 { return 0 }
        if first == 0xE3, bytes[position + 1] == 0x80 { return 0 }
        return length
    }

    /// `<<<` or `>>>`, and no more of them.
    private func arrows(at position: Int) -> String? {
        let arrow = bytes[position]
        guard arrow == UInt8(ascii: "<") || arrow == UInt8(ascii: ">"), position + 3 <= bytes.count,
            bytes[position..<(position + 3)].allSatisfy({ $0 == arrow }),
            position + 3 == bytes.count || bytes[position + 3] != arrow
        else { return nil }
        return arrow == UInt8(ascii: "<") ? "<<<" : ">>>"
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
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
}

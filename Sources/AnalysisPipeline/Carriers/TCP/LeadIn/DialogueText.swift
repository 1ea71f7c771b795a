import ByteParsing
import TLSWire

// Lines and words of dialogues in text.

enum DialogueText {
    /// A line may have so many bytes; HTTP's are the longest, with a ticket of Kerberos in one.
    static let longestLine = 16_384
    /// Characters that are kept of what a server says.
    static let longestReply = 160

    /// What a server said, short enough to keep, in one line.
    static func reply(_ text: some StringProtocol) -> String {
        let words = text.split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
        return String(words.prefix(longestReply))
    }
}

/// Texts that a dialogue begins with, in capitals or not.
struct Openings: Sendable {
    private struct Opening {
        let text: [UInt8]
        /// The first byte, as a small letter if it is one: most texts differ in it.
        let first: UInt8
        /// The first eight bytes as one number, and which of its bits the text has.
        let word: UInt64
        let mask: UInt64
        let role: Role

        init(_ text: String, _ role: Role) {
            self.text = Array(text.utf8)
            self.role = role
            first = Span<UInt8>.lowercase(self.text[0])
            let start = self.text.prefix(Openings.wordLength)
            let unused = 8 * UInt64(Openings.wordLength - start.count)
            mask = .max << unused
            word = (start.reduce(0) { $0 << 8 | UInt64($1) } << unused | Openings.smallLetters) & mask
        }
    }

    private static let wordLength = 8
    /// The bit in which a small letter differs from a capital, of each byte; other bytes may become equal by it as well.
    private static let smallLetters: UInt64 = 0x2020_2020_2020_2020

    private let all: [Opening]

    init(client: [String] = [], server: [String] = []) {
        all = client.map { Opening($0, .client) } + server.map { Opening($0, .server) }
    }

    /// Whether a side's first bytes are one of them, or as much of it as there is.
    func recognize(_ bytes: Span<UInt8>) -> Recognition {
        guard bytes.count < Self.wordLength else { return recognizeLong(bytes) }
        guard bytes.count > 0 else { return .undecided }
        var found = Recognition.no
        let first = Span<UInt8>.lowercase(bytes[0])
        for index in all.indices where all[index].first == first {
            let text = all[index].text
            switch bytes.match(text.span) {
            case .whole: return .begins(all[index].role)
            case .part: found = .undecided
            case .none: continue
            }
        }
        return found
    }

    /// The same of eight bytes or more, which most texts differ from in one comparison.
    private func recognizeLong(_ bytes: Span<UInt8>) -> Recognition {
        var found = Recognition.no
        let word = bytes.bigEndianUInt64(at: 0) | Self.smallLetters
        for index in all.indices where all[index].word == word & all[index].mask {
            let text = all[index].text
            switch bytes.match(text.span) {
            case .whole: return .begins(all[index].role)
            case .part: found = .undecided
            case .none: continue
            }
        }
        return found
    }
}

extension Span where Element == UInt8 {
    enum Match { case none, part, whole }

    /// Whether these bytes begin with a text, in capitals or not; `part` if they are too few to tell.
    func match(_ text: String) -> Match {
        let text = text.utf8Span
        return match(text.span)
    }

    func match(_ text: Span<UInt8>) -> Match {
        for place in text.indices {
            guard place < count else { return .part }
            if self[place] != text[place], Self.lowercase(self[place]) != Self.lowercase(text[place]) {
                return .none
            }
        }
        return .whole
    }

    fileprivate static func lowercase(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }

    /// The first line without its end, and how many bytes it has with it; `nil` while there is no end.
    var line: (text: String, count: Int)? {
        guard let end = firstPlace(of: 0x0A) else { return nil }
        let length = end > 0 && self[end - 1] == 0x0D ? end - 1 : end
        return (text(0..<length), end + 1)
    }

    func firstPlace(of byte: UInt8, from start: Int = 0) -> Int? {
        var place = start
        while place < count {
            if self[place] == byte { return place }
            place += 1
        }
        return nil
    }

    /// Bytes as text; what is not UTF-8 becomes U+FFFD.
    func text(_ range: Range<Int>) -> String {
        String(decoding: [UInt8](copying: extracting(range)), as: UTF8.self)
    }

    func littleEndianUInt16(at offset: Int) -> UInt16 { bigEndianUInt16(at: offset).byteSwapped }

    func littleEndianUInt32(at offset: Int) -> UInt32 { bigEndianUInt32(at: offset).byteSwapped }
}

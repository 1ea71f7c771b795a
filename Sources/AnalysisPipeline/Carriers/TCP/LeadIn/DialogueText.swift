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

    /// The recognition of a dialogue that a side begins with one of these.
    static func recognize(
        _ bytes: Span<UInt8>,
        client: [String] = [],
        server: [String] = []
    ) -> Recognition {
        var found = Recognition.no
        for (texts, role) in [(client, Role.client), (server, Role.server)] {
            for text in texts {
                switch bytes.match(text) {
                case .whole: return .begins(role)
                case .part: found = .undecided
                case .none: continue
                }
            }
        }
        return found
    }
}

extension Span where Element == UInt8 {
    enum Match { case none, part, whole }

    /// Whether these bytes begin with a text, in capitals or not; `part` if they are too few to tell.
    func match(_ text: String) -> Match {
        var place = 0
        for wanted in text.utf8 {
            guard place < count else { return .part }
            if self[place] != wanted, Self.lowercase(self[place]) != Self.lowercase(wanted) { return .none }
            place += 1
        }
        return .whole
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
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

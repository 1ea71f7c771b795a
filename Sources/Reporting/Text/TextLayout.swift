/// How wide a text may be, and how its lines are broken.
struct TextLayout: Sendable {
    /// In cells.
    let width: Int
    /// Nothing may be wider, as on a terminal; elsewhere a word that is longer than a line stays whole.
    let isStrict: Bool

    static let narrowest = 80
    /// Where nobody says how wide it is.
    static let usual = 100

    init(width: Int? = nil, isStrict: Bool = false) {
        self.width = width ?? Self.usual
        self.isStrict = isStrict
    }

    /// Breaks a paragraph whose first line begins after `column` cells, and the others below that.
    func paragraph(_ text: String, at column: Int) -> [String] {
        let room = max(20, width - column)
        let lines = TerminalText.wrapped(text, to: room)
        return isStrict ? lines.flatMap { TerminalText.broken($0, to: room) } : lines
    }

    /// A label, and a paragraph that hangs beside it; `head` is the label as it is printed, `column` cells wide.
    func hanging(_ head: String, _ text: String, at column: Int) -> [String] {
        let indent = String(repeating: " ", count: column)
        return paragraph(text, at: column).enumerated().map { ($0 == 0 ? head : indent) + $1 }
    }

    /// A word that must fit: cut in its middle on a terminal, whole elsewhere.
    func fitted(_ word: String, to room: Int) -> String {
        isStrict ? TerminalText.cutInMiddle(word, to: room) : word
    }
}

extension TerminalText {
    /// Breaks a line without regard to words, best behind a mark.
    public static func broken(_ line: String, to width: Int) -> [String] {
        guard self.width(line) > width, width > 1 else { return [line] }
        var lines: [String] = []
        var piece = ""
        var cells = 0
        for character in line {
            let own = self.width(String(character))
            if cells + own > width {
                lines.append(piece)
                (piece, cells) = ("", 0)
            }
            piece.append(character)
            cells += own
        }
        return lines + [piece]
    }

    /// `CN=client-exp…do not trust`: at most `width` cells.
    public static func cutInMiddle(_ text: String, to width: Int) -> String {
        guard self.width(text) > width, width > 2 else { return text }
        var tail = ""
        for character in text.reversed() {
            guard self.width(tail) + self.width(String(character)) <= (width - 1) / 2 else { break }
            tail = String(character) + tail
        }
        var head = ""
        for character in text {
            let cells = self.width(head) + self.width(String(character)) + 1 + self.width(tail)
            guard cells <= width else { break }
            head.append(character)
        }
        return head + "…" + tail
    }
}

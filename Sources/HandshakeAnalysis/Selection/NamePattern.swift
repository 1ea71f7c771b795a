/// A name as a person writes it to search by: `*` stands for any characters, ASCII letters match in either case.
public struct NamePattern: Hashable, Sendable {
    private let pieces: [[UInt8]]
    /// A pattern without an asterisk may stand anywhere within the name.
    private let isPart: Bool

    /// If it `matchesPart`, a pattern without an asterisk may be a part of the name.
    public init(_ text: String, matchesPart: Bool = false) {
        let bytes = Self.folded(text)
        pieces = bytes.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
        isPart = matchesPart && pieces.count == 1
    }

    public func matches(_ name: String) -> Bool {
        let name = Self.folded(name)
        if isPart { return Self.position(of: pieces[0], in: name[...]) != nil }
        guard pieces.count > 1 else { return name == pieces[0] }
        let (first, last) = (pieces[0], pieces[pieces.count - 1])
        guard name.count >= first.count + last.count, name.starts(with: first),
            name.suffix(last.count) == last[...]
        else { return false }
        var rest = name[first.count..<(name.count - last.count)]
        // The earliest place of each piece leaves the most to those that follow.
        for piece in pieces.dropFirst().dropLast() {
            guard let position = Self.position(of: piece, in: rest) else { return false }
            rest = rest[(position + piece.count)...]
        }
        return true
    }

    private static func position(of piece: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        guard !piece.isEmpty else { return text.startIndex }
        guard text.count >= piece.count else { return nil }
        return (text.startIndex...(text.endIndex - piece.count)).first {
            text[$0] == piece[0] && text[$0..<($0 + piece.count)] == piece[...]
        }
    }

    private static func folded(_ text: String) -> [UInt8] {
        text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}

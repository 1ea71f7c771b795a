/// What a body of JSON says to a person: the strings under keys such as `message` or `error_description` (RFC 6749, section 5.2;
/// RFC 9457).
///
/// Any other string may be a token or a name, and is not kept.
struct SpokenValues: Sendable {
    /// The keys that are read, the most telling first.
    private static let keys = [
        "error_description", "message", "detail", "reason", "msg", "description", "error", "title",
    ].map { Array($0.utf8) }

    private(set) var isInString = false
    private var name: [UInt8] = []
    /// A colon has come behind the last string, so it is the name of the next.
    private var isNamed = false
    private var best: (rank: Int, value: [UInt8])?

    /// The most telling value so far, with its escapes resolved; empty if there is none.
    var value: [UInt8] { best?.value ?? [] }

    /// Takes what stands before a quotation mark; `false` if that is escaped, and so a part of the string.
    mutating func end(_ piece: [UInt8]) -> Bool {
        guard isInString else {
            isNamed = piece.contains(UInt8(ascii: ":"))
            isInString = true
            return true
        }
        let backslashes = piece.reversed().prefix { $0 == UInt8(ascii: "\\") }.count
        guard backslashes.isMultiple(of: 2) else { return false }
        isInString = false
        guard isNamed else {
            name = piece.map(\.lowercased)
            return true
        }
        isNamed = false
        if let rank = Self.keys.firstIndex(of: name), rank < best?.rank ?? Self.keys.count,
            piece.contains(where: { $0 > .space })
        {
            best = (rank, Self.unescaped(piece))
        }
        return true
    }

    /// Without the backslashes; what they make of line ends and the like is a blank.
    static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                isEscaped = false
                switch byte {
                case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"),
                    UInt8(ascii: "f"):
                    result.append(.space)
                case UInt8(ascii: "u"): result += [UInt8(ascii: "\\"), byte]
                default: result.append(byte)
                }
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                result.append(byte)
            }
        }
        return result
    }
}

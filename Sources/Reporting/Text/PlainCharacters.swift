/// Text for terminals that take ASCII only, as where the locale is C.
///
/// Each of our own signs has one that is as wide, so that nothing moves; what the wire brought becomes question marks.
public enum PlainCharacters {
    /// The same text in ASCII, as wide.
    public static func text(_ text: String) -> String {
        text.utf8.allSatisfy { $0 < 0x80 } ? text : String(decoding: bytes(Array(text.utf8)), as: UTF8.self)
    }

    static func bytes(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(where: { $0 >= 0x80 }) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            if scalar.value < 0x80 {
                result.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                let width = TerminalText.width(String(scalar))
                result += [UInt8](repeating: byte(for: scalar), count: width)
            }
        }
        return result
    }

    private static func byte(for scalar: Unicode.Scalar) -> UInt8 {
        switch scalar {
        case "✓": UInt8(ascii: "+")
        case "✗", "≠": UInt8(ascii: "x")
        case "–", "─", "—": UInt8(ascii: "-")
        case "○": UInt8(ascii: "o")
        case "…": UInt8(ascii: "~")
        case "→", "▶": UInt8(ascii: ">")
        case "←", "◀": UInt8(ascii: "<")
        case "│": UInt8(ascii: "|")
        case "·": UInt8(ascii: ";")
        case "’": UInt8(ascii: "'")
        default: UInt8(ascii: "?")
        }
    }
}

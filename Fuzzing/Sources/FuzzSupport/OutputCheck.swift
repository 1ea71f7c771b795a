/// What must hold of everything that is printed; ends the program where it does not.
public enum OutputCheck {
    /// One JSON value on each line, and nothing that acts on a terminal.
    public static func lines(ofJSON bytes: [UInt8]) {
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            var reader = StrictJSON(Array(line))
            precondition(reader.readDocument(), "a line that is not JSON")
        }
        text(bytes)
    }

    /// One JSON document on any number of lines.
    public static func document(_ bytes: [UInt8]) {
        var reader = StrictJSON(bytes)
        precondition(reader.readDocument(), "a document that is not JSON")
        text(bytes)
    }

    /// UTF-8, and of control characters the end of a line alone.
    public static func text(_ bytes: [UInt8]) {
        if bytes.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x0A }) { return }
        guard let text = String(validating: bytes, as: UTF8.self) else { preconditionFailure("no UTF-8") }
        for scalar in text.unicodeScalars where scalar != "\n" {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: preconditionFailure("a control character")
            default: break
            }
        }
    }

    /// The same for a terminal: nothing either that cannot be seen, or that turns the direction of reading.
    public static func terminal(_ bytes: [UInt8]) {
        text(bytes)
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            precondition(scalar.properties.generalCategory != .format, "a character that cannot be seen")
        }
    }
}

/// Reads JSON as RFC 8259 has it, and nothing beyond.
struct StrictJSON {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func readDocument() -> Bool {
        guard readValue(depth: 0) else { return false }
        skipSpace()
        return offset == bytes.count
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func take(_ byte: Character) -> Bool {
        guard next == byte.asciiValue else { return false }
        offset += 1
        return true
    }

    private mutating func take(word: String) -> Bool {
        guard bytes[offset...].starts(with: word.utf8) else { return false }
        offset += word.utf8.count
        return true
    }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
    }

    private mutating func readValue(depth: Int) -> Bool {
        guard depth < 200 else { return false }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"):
            return readSequence("{", "}") { reader in
                reader.skipSpace()
                guard reader.readString() else { return false }
                reader.skipSpace()
                return reader.take(":") && reader.readValue(depth: depth + 1)
            }
        case UInt8(ascii: "["): return readSequence("[", "]") { $0.readValue(depth: depth + 1) }
        case UInt8(ascii: "\""): return readString()
        case UInt8(ascii: "t"): return take(word: "true")
        case UInt8(ascii: "f"): return take(word: "false")
        case UInt8(ascii: "n"): return take(word: "null")
        default: return readNumber()
        }
    }

    private mutating func readSequence(
        _ opening: Character,
        _ closing: Character,
        _ readElement: (inout StrictJSON) -> Bool
    ) -> Bool {
        guard take(opening) else { return false }
        skipSpace()
        if take(closing) { return true }
        repeat {
            guard readElement(&self) else { return false }
            skipSpace()
        } while take(",")
        return take(closing)
    }

    private mutating func readString() -> Bool {
        guard take("\"") else { return false }
        while let byte = next {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case 0..<0x20: return false
            case UInt8(ascii: "\\"):
                guard let escaped = next else { return false }
                offset += 1
                if escaped == UInt8(ascii: "u") {
                    for _ in 0..<4 where !readHexadecimalDigit() { return false }
                } else if !"\"\\/bfnrt".utf8.contains(escaped) {
                    return false
                }
            default: break
            }
        }
        return false
    }

    private mutating func readHexadecimalDigit() -> Bool {
        guard let byte = next, Character(Unicode.Scalar(byte)).isHexDigit else { return false }
        offset += 1
        return true
    }

    private mutating func readDigits() -> Bool {
        let start = offset
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        return offset > start
    }

    private mutating func readNumber() -> Bool {
        _ = take("-")
        if !take("0") { guard readDigits() else { return false } }
        if take(".") { guard readDigits() else { return false } }
        if take("e") || take("E") {
            if !take("-") { _ = take("+") }
            guard readDigits() else { return false }
        }
        return true
    }
}

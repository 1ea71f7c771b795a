extension JSONWriter {
    /// Escapes what was written from `start` on, if it has to be.
    @inline(__always)
    mutating func escape(from start: Int) {
        if !buffer.isPlain(from: start) { rewriteEscaped(from: start) }
    }

    /// Needed rarely, so what was written is simply written again.
    @inline(never)
    private mutating func rewriteEscaped(from start: Int) {
        let text = String(decoding: buffer.copy(from: start), as: UTF8.self)
        buffer.removeAll(after: start)
        for scalar in text.unicodeScalars { appendEscaped(scalar) }
    }

    private mutating func appendEscaped(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": buffer.append("\\\"" as StaticString)
        case "\\": buffer.append("\\\\" as StaticString)
        case "\n": buffer.append("\\n" as StaticString)
        case "\r": buffer.append("\\r" as StaticString)
        case "\t": buffer.append("\\t" as StaticString)
        case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}", "\u{2028}", "\u{2029}":
            buffer.append("\\u" as StaticString)
            for shift in [12, 8, 4, 0] as [UInt32] {
                buffer.append(Self.digit(UInt8(scalar.value >> shift & 15)))
            }
        default:
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { buffer.append(byte) }
        }
    }

    @inline(__always)
    static func digit(_ value: UInt8) -> UInt8 {
        value &+ (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
    }
}

extension ByteBuffer {
    /// Appends lower-case hexadecimal.
    @inline(__always)
    mutating func append(hexadecimal bytes: [UInt8]) {
        for byte in bytes {
            append(JSONWriter.digit(byte >> 4))
            append(JSONWriter.digit(byte & 15))
        }
    }
}

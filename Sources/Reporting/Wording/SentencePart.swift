internal import HandshakeAnalysis
internal import TLSWire

/// What stands in a sentence between words of ours.
///
/// Sentences of a report are put together in its buffer: as strings, which each would need memory of its own, they took
/// ten times as long, and a report has several a connection.
protocol SentencePart {
    func write(to text: inout ByteBuffer)
}

extension ByteBuffer {
    /// Appends a sentence: words and what stands between them in turn, beginning with words.
    @inline(__always)
    mutating func say(_ words: StaticString, _ part: some SentencePart, _ rest: StaticString = "") {
        append(words)
        part.write(to: &self)
        append(rest)
    }

    @inline(__always)
    mutating func say(
        _ words: StaticString,
        _ first: some SentencePart,
        _ between: StaticString,
        _ second: some SentencePart,
        _ rest: StaticString = ""
    ) {
        say(words, first)
        say(between, second, rest)
    }

    @inline(__always)
    mutating func say(
        _ words: StaticString,
        _ first: some SentencePart,
        _ between: StaticString,
        _ second: some SentencePart,
        _ further: StaticString,
        _ third: some SentencePart,
        _ rest: StaticString = ""
    ) {
        say(words, first, between, second)
        say(further, third, rest)
    }
}

extension UInt64: SentencePart {
    @inline(__always)
    func write(to text: inout ByteBuffer) { text.append(decimal: self) }
}

extension Int: SentencePart {
    @inline(__always)
    func write(to text: inout ByteBuffer) {
        if self < 0 { text.append(UInt8(ascii: "-")) }
        text.append(decimal: UInt64(magnitude))
    }
}

extension String: SentencePart {
    @inline(__always)
    func write(to text: inout ByteBuffer) { text.append(self) }
}

extension Role: SentencePart {
    /// As ``Wording/name(of:)`` has it.
    @inline(__always)
    func write(to text: inout ByteBuffer) {
        switch self {
        case .client: text.append("client" as StaticString)
        case .server: text.append("server" as StaticString)
        }
    }
}

extension FrameName: SentencePart {
    func write(to text: inout ByteBuffer) {
        text.append("frame ", decimal: number)
        guard let place else { return }
        text.append(" of " as StaticString)
        text.append(place)
    }
}

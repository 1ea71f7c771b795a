// Keys with values.
extension JSONWriter {
    @inline(__always)
    public mutating func field(_ name: StaticString, _ text: String?) {
        guard let text else { return nullField(name) }
        key(name)
        value(text)
    }

    /// Writes a text of our own that needs no escape.
    @inline(__always)
    mutating func field(_ name: StaticString, token text: String?) {
        guard let text else { return nullField(name) }
        key(name)
        value(token: text)
    }

    @inline(__always)
    mutating func field(_ name: StaticString, _ literal: StaticString) {
        key(name)
        value(literal)
    }

    @inline(__always)
    public mutating func field(_ name: StaticString, _ number: (some FixedWidthInteger)?) {
        if let number { field(name, number) } else { nullField(name) }
    }

    @inline(__always)
    public mutating func field(_ name: StaticString, _ flag: Bool) {
        if flag { field(name, raw: "true,") } else { field(name, raw: "false,") }
    }

    @inline(__always)
    public mutating func field(_ name: StaticString, hexadecimal bytes: [UInt8]?) {
        guard let bytes else { return nullField(name) }
        key(name)
        hexadecimal(bytes)
    }

    public mutating func field(_ name: StaticString, _ texts: [String]?) {
        guard let texts else { return nullField(name) }
        arrayField(name) { for text in texts { $0.value(text) } }
    }

    @inline(__always)
    public mutating func nullField(_ name: StaticString) { field(name, raw: "null,") }
}

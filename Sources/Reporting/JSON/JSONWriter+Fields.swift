// Keys with values.
extension JSONWriter {
    @inline(__always)
    public mutating func field(_ name: StaticString, _ text: String?) {
        key(name)
        if let text { value(text) } else { null() }
    }

    /// Writes a text of our own that needs no escape.
    @inline(__always)
    mutating func field(_ name: StaticString, token text: String?) {
        key(name)
        if let text { value(token: text) } else { null() }
    }

    @inline(__always)
    mutating func field(_ name: StaticString, _ literal: StaticString) {
        key(name)
        value(literal)
    }

    @inline(__always)
    public mutating func field(_ name: StaticString, _ number: (some FixedWidthInteger)?) {
        key(name)
        if let number { value(number) } else { null() }
    }

    @inline(__always)
    public mutating func field(_ name: StaticString, _ flag: Bool) {
        key(name)
        value(flag)
    }

    @inline(__always)
    public mutating func field(_ name: StaticString, hexadecimal bytes: [UInt8]?) {
        key(name)
        if let bytes { hexadecimal(bytes) } else { null() }
    }

    public mutating func field(_ name: StaticString, _ texts: [String]?) {
        key(name)
        guard let texts else { return null() }
        array { for text in texts { $0.value(text) } }
    }

    @inline(__always)
    public mutating func nullField(_ name: StaticString) {
        key(name)
        null()
    }

    @inline(__always)
    public mutating func field(_ name: StaticString, object body: (inout JSONWriter) -> Void) {
        key(name)
        object(body)
    }
}

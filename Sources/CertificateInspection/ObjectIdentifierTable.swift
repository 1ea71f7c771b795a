internal import ByteParsing

/// Names of object identifiers, looked up by their encoded bytes.
struct ObjectIdentifierTable: Sendable {
    private struct Entry {
        let encoded: Range<Int>
        let name: Range<Int>
    }

    /// What the entries are made of.
    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// Open addressing, at most half full; 0 is a free slot, another number that of an entry, plus one.
    private var slots: [UInt16]

    /// Reads a line for each identifier: its numbers with dots, a space, and its name.
    init(_ text: String) {
        var lines = 1
        for byte in text.utf8 where byte == UInt8(ascii: "\n") { lines += 1 }
        var size = 8
        while size < lines * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        entries.reserveCapacity(lines)
        var encoder = ObjectIdentifierEncoder()
        var encoded = 0
        var name: Int?
        // Byte by byte, since this is part of starting, and splitting strings takes a millisecond.
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n") {
                insert(encoded, name)
                encoded = bytes.count
                name = nil
            } else if name != nil {
                bytes.append(byte)
            } else if byte == UInt8(ascii: " ") {
                bytes += encoder.finish()
                name = bytes.count
            } else {
                encoder.append(byte)
            }
        }
        insert(encoded, name)
    }

    func contains(_ content: Span<UInt8>) -> Bool { find(content) != nil }

    subscript(content: Span<UInt8>) -> String? {
        find(content).map { String(decoding: bytes[$0.name], as: UTF8.self) }
    }

    /// Appends the name; returns whether the table has one.
    @_lifetime(output: copy output)
    func appendName(_ content: Span<UInt8>, to output: inout OutputSpan<UInt8>) -> Bool {
        guard let entry = find(content) else { return false }
        output.put(bytes.span.extracting(entry.name))
        return true
    }

    /// Appends the name, or the numbers when the table has none.
    @_lifetime(output: copy output)
    func append(_ content: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
        if !appendName(content, to: &output) { ObjectIdentifierText.append(content, to: &output) }
    }

    private func find(_ content: Span<UInt8>) -> Entry? {
        let bytes = bytes.span
        var slot = Self.hash(content) & (slots.count - 1)
        while slots[slot] != 0 {
            let entry = entries[Int(slots[slot]) - 1]
            if Self.areSame(content, bytes.extracting(entry.encoded)) { return entry }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Room for what ``append(_:to:)`` writes.
    static func capacity(for count: Int) -> Int { longestName + ObjectIdentifierText.capacity(for: count) }

    private static let longestName = 64

    // MARK: Building

    private mutating func insert(_ encoded: Int, _ name: Int?) {
        let name = name ?? bytes.count
        let entry = Entry(encoded: encoded..<name, name: name..<bytes.count)
        var slot = Self.hash(bytes.span.extracting(entry.encoded)) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        entries.append(entry)
        slots[slot] = UInt16(entries.count)
    }

    /// By the length and the last bytes, in which most identifiers differ.
    ///
    /// No certificate says how the tables are filled, so nobody can make a slot crowded.
    @inline(__always)
    private static func hash(_ content: Span<UInt8>) -> Int {
        let count = content.count
        var end: UInt32 = 0
        if count == 3 {
            end = UInt32(content.bigEndianUInt16(at: 0)) << 8 | UInt32(content[2])
        } else if count >= 4 {
            end = content.bigEndianUInt32(at: count &- 4)
        } else {
            for index in content.indices { end = end << 8 | UInt32(content[index]) }
        }
        let mixed = (UInt64(end) << 8 | UInt64(count & 0xFF)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 48)
    }

    /// Compares identifiers of up to 16 bytes by two loads that may overlap.
    @inline(__always)
    private static func areSame(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        let count = one.count
        guard count == other.count else { return false }
        // Those of X.509's own attributes and extensions.
        if count == 3 {
            return one.bigEndianUInt16(at: 0) == other.bigEndianUInt16(at: 0) && one[2] == other[2]
        }
        guard 8...16 ~= count else { return one.hasSameBytes(as: other) }
        return one.bigEndianUInt64(at: 0) == other.bigEndianUInt64(at: 0)
            && one.bigEndianUInt64(at: count &- 8) == other.bigEndianUInt64(at: count &- 8)
    }
}

/// Encodes numbers with dots (X.690, section 8.19); only for the tables, whose arcs are known to be sound.
private struct ObjectIdentifierEncoder {
    private var encoded: [UInt8] = []
    private var arc: UInt64 = 0
    /// What the first arc adds to the second, with which it shares a number.
    private var root: UInt64?

    mutating func append(_ character: UInt8) {
        guard character == UInt8(ascii: ".") else {
            arc = arc * 10 + UInt64(character - UInt8(ascii: "0"))
            return
        }
        if root == nil { root = arc * 40 } else { endArc() }
        arc = 0
    }

    mutating func finish() -> [UInt8] {
        endArc()
        let whole = encoded
        self = Self()
        return whole
    }

    private mutating func endArc() {
        let value = encoded.isEmpty ? (root ?? 0) + arc : arc
        var shift: UInt64 = 63
        while shift > 0 {
            shift -= 7
            if value >> shift != 0 || shift == 0 {
                encoded.append(UInt8(value >> shift & 0x7F) | (shift > 0 ? 0x80 : 0))
            }
        }
    }
}

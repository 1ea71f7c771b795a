internal import ByteParsing

/// A part of a certificate's bytes, as small as offsets below ``CertificateParser/largestCertificate`` allow.
struct DERRange: Hashable, Sendable {
    let start: UInt32
    let end: UInt32

    /// The caller has checked the bounds, which the largest certificate keeps far below 32 bits.
    init(_ start: Int, _ end: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
    }

    var count: Int { Int(end) - Int(start) }

    var cursor: DERCursor { DERCursor(offset: Int(start), end: Int(end)) }
}

/// Where reading stands within a constructed value; copying it is how a caller looks ahead.
struct DERCursor {
    fileprivate(set) var offset: Int
    let end: Int

    var isAtEnd: Bool { offset == end }
}

/// One ASN.1 value: where its parts lie, counted from the start of the bytes.
struct DERValue {
    /// The first identifier octet: class, whether it is constructed, and a tag number below 31.
    let identifier: UInt8
    let start: Int
    let contentStart: Int
    let contentEnd: Int
    /// Beyond the content by the end-of-contents octets that close an indefinite length.
    let end: Int

    var content: DERCursor { DERCursor(offset: contentStart, end: contentEnd) }
    var contentRange: DERRange { DERRange(contentStart, contentEnd) }
    var range: DERRange { DERRange(start, end) }
    var count: Int { contentEnd - contentStart }
    var isConstructed: Bool { identifier & 0x20 != 0 }
    var isContextSpecific: Bool { identifier & 0xC0 == 0x80 }
    /// 31 for all numbers above 30.
    var tagNumber: UInt8 { identifier & 0x1F }
}

/// Identifier octets of the universal types that certificates hold (X.690, section 8).
enum DERTag {
    static let boolean: UInt8 = 0x01
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let objectIdentifier: UInt8 = 0x06
    static let utf8String: UInt8 = 0x0C
    static let numericString: UInt8 = 0x12
    static let printableString: UInt8 = 0x13
    static let teletexString: UInt8 = 0x14
    static let videotexString: UInt8 = 0x15
    static let ia5String: UInt8 = 0x16
    static let utcTime: UInt8 = 0x17
    static let generalizedTime: UInt8 = 0x18
    static let graphicString: UInt8 = 0x19
    static let visibleString: UInt8 = 0x1A
    static let generalString: UInt8 = 0x1B
    static let universalString: UInt8 = 0x1C
    static let bmpString: UInt8 = 0x1E
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31
}

/// Walks over ASN.1 values where they lie, by DER, and where a length is not DER's, by BER as most TLS stacks do.
///
/// It builds no tree: a caller asks for one value after the other and descends into those that it knows.
struct DERReader: ~Escapable {
    /// How deep values may nest.
    static let deepestNesting = 50
    /// How deep values of indefinite length may nest: each level is scanned once more for its end.
    static let deepestIndefiniteNesting = 16

    let bytes: Span<UInt8>
    /// Whether every identifier and length so far was as DER wants it.
    private(set) var isStrict = true

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) { self.bytes = bytes }

    var whole: DERCursor { DERCursor(offset: 0, end: bytes.count) }

    func lies(_ range: DERRange) -> Bool { range.start <= range.end && Int(range.end) <= bytes.count }

    // MARK: Values

    /// Reads one value; `nil`, with the cursor where it was, at the end and for what is not a value.
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func next(_ cursor: inout DERCursor) -> DERValue? {
        let start = cursor.offset
        var offset = start
        guard cursor.end &- offset >= 2 else { return nil }
        let header = bytes.bigEndianUInt16(at: offset)
        let identifier = UInt8(truncatingIfNeeded: header >> 8)
        let length = UInt8(truncatingIfNeeded: header)
        // Nearly all that certificates hold has one octet for its tag, and most has one for its length.
        if identifier & 0x1F != 0x1F, identifier != 0, length < 0x80 {
            offset &+= 2
            let end = offset &+ Int(length)
            guard end <= cursor.end else { return nil }
            cursor.offset = end
            return DERValue(
                identifier: identifier,
                start: start,
                contentStart: offset,
                contentEnd: end,
                end: end
            )
        }
        return nextLong(&cursor)
    }

    /// Reads the value that has to be next.
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func next(_ cursor: inout DERCursor, _ identifier: UInt8) -> DERValue? {
        let start = cursor
        guard let value = next(&cursor) else { return nil }
        if value.identifier == identifier { return value }
        cursor = start
        return nil
    }

    /// Reads the one value that a range consists of.
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func only(_ range: DERRange) -> DERValue? {
        var cursor = range.cursor
        guard let value = next(&cursor), cursor.isAtEnd else { return nil }
        return value
    }

    /// Whether everything within a value is made of values, down to the primitive ones.
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func isWellFormed(_ value: DERValue) -> Bool {
        !value.isConstructed || isWellFormed(value.content, depth: 1)
    }

    @_lifetime(self: copy self)
    private mutating func isWellFormed(_ content: DERCursor, depth: Int) -> Bool {
        guard depth < Self.deepestNesting else { return false }
        var cursor = content
        while let inner = next(&cursor) {
            guard !inner.isConstructed || isWellFormed(inner.content, depth: depth + 1) else { return false }
        }
        return cursor.isAtEnd
    }

    // MARK: Identifiers and lengths

    private enum Length {
        case definite(Int)
        case indefinite
    }

    @inline(never)
    @_lifetime(self: copy self)
    private mutating func nextLong(_ cursor: inout DERCursor) -> DERValue? {
        let start = cursor.offset
        var offset = start
        // A length of one or two octets more, as what is larger than a name has, and no fewer than it takes.
        if cursor.end &- start >= 4 {
            let header = bytes.bigEndianUInt32(at: start)
            let identifier = UInt8(truncatingIfNeeded: header >> 24)
            let isShort = header & 0xFF_8000 == 0x81_8000
            if identifier & 0x1F != 0x1F, identifier != 0,
                isShort || (header & 0xFF_0000 == 0x82_0000 && header & 0xFF00 != 0)
            {
                let content = isShort ? start &+ 3 : start &+ 4
                let end = content &+ Int(isShort ? header >> 8 & 0xFF : header & 0xFFFF)
                guard end <= cursor.end else { return nil }
                cursor.offset = end
                return DERValue(
                    identifier: identifier,
                    start: start,
                    contentStart: content,
                    contentEnd: end,
                    end: end
                )
            }
        }
        guard let identifier = readIdentifier(&offset, cursor.end),
            let length = readLength(&offset, cursor.end)
        else { return nil }
        switch length {
        case .definite(let count):
            guard count <= cursor.end - offset else { return nil }
            cursor.offset = offset + count
            return DERValue(
                identifier: identifier,
                start: start,
                contentStart: offset,
                contentEnd: offset + count,
                end: offset + count
            )
        case .indefinite:
            guard identifier & 0x20 != 0, let end = endOfContents(from: offset, to: cursor.end) else {
                return nil
            }
            cursor.offset = end + 2
            return DERValue(
                identifier: identifier,
                start: start,
                contentStart: offset,
                contentEnd: end,
                end: end + 2
            )
        }
    }

    /// Reads a tag of any number (X.690, section 8.1.2); the octet 0, which marks an end, is none.
    @_lifetime(self: copy self)
    private mutating func readIdentifier(_ offset: inout Int, _ end: Int) -> UInt8? {
        guard offset < end, bytes[offset] != 0 else { return nil }
        let identifier = bytes[offset]
        offset += 1
        guard identifier & 0x1F == 0x1F else { return identifier }
        let first = offset
        while offset < end, bytes[offset] & 0x80 != 0 { offset += 1 }
        guard offset < end else { return nil }
        if bytes[first] == 0x80 || (first == offset && bytes[first] < 31) { isStrict = false }
        offset += 1
        return identifier
    }

    /// Reads a length (X.690, section 8.1.3); leading zeros are BER's.
    @_lifetime(self: copy self)
    private mutating func readLength(_ offset: inout Int, _ end: Int) -> Length? {
        guard offset < end else { return nil }
        let first = bytes[offset]
        offset += 1
        guard first >= 0x80 else { return .definite(Int(first)) }
        guard first > 0x80 else {
            isStrict = false
            return .indefinite
        }
        let stop = offset + Int(first & 0x7F)
        guard stop <= end else { return nil }
        if bytes[offset] == 0 { isStrict = false }
        while offset < stop, bytes[offset] == 0 { offset += 1 }
        guard stop - offset <= 4 else { return nil }
        var length = 0
        while offset < stop {
            length = length << 8 | Int(bytes[offset])
            offset += 1
        }
        if length < 0x80 { isStrict = false }
        return .definite(length)
    }

    /// Finds the end-of-contents octets that close a value of indefinite length.
    @_lifetime(self: copy self)
    private mutating func endOfContents(from start: Int, to end: Int) -> Int? {
        var offset = start
        var open = 1
        while end - offset >= 2 {
            if bytes[offset] == 0 {
                guard bytes[offset + 1] == 0 else { return nil }
                open -= 1
                if open == 0 { return offset }
                offset += 2
                continue
            }
            guard let identifier = readIdentifier(&offset, end), let length = readLength(&offset, end) else {
                return nil
            }
            switch length {
            case .definite(let count):
                guard count <= end - offset else { return nil }
                offset += count
            case .indefinite:
                guard identifier & 0x20 != 0, open < Self.deepestIndefiniteNesting else { return nil }
                open += 1
            }
        }
        return nil
    }
}

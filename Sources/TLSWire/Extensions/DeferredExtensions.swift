internal import ByteParsing

/// The extensions of a hello where they lie in its bytes, each read when somebody asks for it.
///
/// A ClientHello carries some twenty, of which a verdict needs three: reading them all would cost twenty allocations
/// for every handshake.
struct DeferredExtensions: Hashable, Sendable {
    /// The whole body of the hello, so that offsets in errors count from its start.
    let message: [UInt8]
    /// Where the first extension begins; the list ends with the message.
    private let start: UInt32
    /// The bits of the types that the list has: see ``bit(of:)``.
    private let present: UInt64

    /// A hello without extensions.
    init(none message: [UInt8]) {
        self.message = message
        start = UInt32(truncatingIfNeeded: message.count)
        present = 0
    }

    // struct {
    //     ExtensionType extension_type;
    //     opaque extension_data<0..2^16-1>;
    // } Extension;                                                  RFC 9846, section 4.3
    /// Checks `Extension extensions<0..2^16-1>`, with which the hello has to end; their bodies are not looked into.
    init(
        of message: [UInt8],
        parsing reader: inout ByteReader,
        field: String
    ) throws(ParseError) {
        let list = try reader.readVector(width: 2, bytes: 0...0xFFFF, field)
        start = UInt32(truncatingIfNeeded: list.offset)
        let bytes = message.span
        let end = list.offset + list.remaining
        var offset = list.offset
        var present: UInt64 = 0
        while end - offset >= 4 {
            let header = bytes.bigEndianUInt32(at: offset)
            present |= Self.bit(of: UInt16(header >> 16))
            offset += 4 + Int(header & 0xFFFF)
        }
        if offset != end { try Self.refuse(list) }
        self.message = message
        self.present = present
    }

    /// Finds the extension that does not end with the list or before it.
    private static func refuse(_ list: ByteReader) throws(ParseError) {
        var list = list
        while !list.isAtEnd {
            _ = try list.readUInt16("Extension.extension_type")
            try list.skipVector(width: 2, bytes: 0...0xFFFF, "Extension.extension_data")
        }
    }

    /// Whether the list has an extension of this type.
    func contains(_ type: ExtensionType) -> Bool { body(of: type) != nil }

    /// The body of the first extension of a type, where it lies.
    @_lifetime(borrow self)
    func bytes(of type: ExtensionType) -> Span<UInt8>? {
        guard let range = body(of: type) else { return nil }
        return message.span.extracting(range)
    }

    /// What `read` makes of the first extension of a type; `nil` when there is none or it cannot be read.
    func value<Value>(
        of type: ExtensionType,
        _ read: (inout ByteReader) throws(ParseError) -> Value
    ) -> Value? {
        guard let range = body(of: type) else { return nil }
        var reader = ByteReader(message.span.extracting(0..<range.upperBound))
        do throws(ParseError) {
            try reader.skip(range.lowerBound, "Extension.extension_data")
            return try read(&reader)
        } catch {
            return nil
        }
    }

    /// The types as sent, and what is wrong with the bodies, each shown to `read` once.
    func list(reading read: (ExtensionType, inout ByteReader) throws(ParseError) -> Void) -> ExtensionList {
        guard Int(start) < message.count else { return ExtensionList() }
        var reader = ByteReader(message.span)
        do throws(ParseError) {
            // The list's length stands right before it.
            try reader.skip(Int(start) - 2, "extensions")
            return try ExtensionList(parsing: &reader, field: "extensions", read: read)
        } catch {
            return ExtensionList()
        }
    }

    // MARK: Steps

    /// One bit for each type below 64; those above share eight of them, with each other and with types that are rare.
    @inline(__always)
    private static func bit(of type: UInt16) -> UInt64 {
        1 << UInt64(type < 64 ? type : 52 + (type ^ type >> 8) & 7)
    }

    private func body(of type: ExtensionType) -> Range<Int>? {
        let wanted = type.rawValue
        if present & Self.bit(of: wanted) == 0 { return nil }
        let message = message.span
        var offset = Int(start)
        // The lengths were checked when the hello came.
        while offset + 4 <= message.count {
            let found = message.bigEndianUInt16(at: offset)
            let length = Int(message.bigEndianUInt16(at: offset + 2))
            if found == wanted { return offset + 4..<offset + 4 + length }
            offset += 4 + length
        }
        return nil
    }
}

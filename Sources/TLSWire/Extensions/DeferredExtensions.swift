public import ByteParsing

/// The extensions of a hello where they lie in its bytes, each read when somebody asks for it.
///
/// A ClientHello carries some twenty, of which a verdict needs three: reading them all would cost twenty allocations
/// for every handshake.
public struct DeferredExtensions: Hashable, Sendable {
    /// The whole body of the hello, so that offsets in errors count from its start.
    @usableFromInline let message: [UInt8]
    /// Three numbers, in one, since what has many fields is copied by a call: ``start``, ``serverName`` and ``protocols``.
    @usableFromInline let places: UInt64
    /// The bits of the types that the list has: see ``bit(of:)``.
    @usableFromInline let present: UInt64

    /// A hello without extensions.
    init(none message: [UInt8]) {
        self.message = message
        places = UInt64(UInt32(truncatingIfNeeded: message.count))
        present = 0
    }

    // struct {
    //     ExtensionType extension_type;
    //     opaque extension_data<0..2^16-1>;
    // } Extension;                                                  RFC 9846, section 4.3
    /// Checks `Extension extensions<0..2^16-1>`, with which the hello has to end; their bodies are not looked into.
    @inline(__always)
    init(
        of message: [UInt8],
        parsing reader: inout ByteReader,
        field: @autoclosure () -> String
    ) throws(ParseError) {
        let list = try reader.readVector(width: 2, bytes: 0...0xFFFF, field())
        self = Self(message, from: list.offset, to: list.offset + list.remaining)
        if start == Int(UInt32.max) { try Self.refuse(list) }
    }

    /// Walks over the list, once; one that does not end where it should gets the start `UInt32.max`.
    private init(_ message: [UInt8], from first: Int, to end: Int) {
        let bytes = message.span
        var offset = first
        var present: UInt64 = 0
        var serverName = 0
        var protocols = 0
        while end - offset >= 4 {
            let header = bytes.bigEndianUInt32(at: offset)
            let type = UInt16(header >> 16)
            present |= Self.bit(of: type)
            offset += 4
            // The first of a type counts.
            if type == ExtensionType.serverName.rawValue, serverName == 0 { serverName = offset - first }
            if type == ExtensionType.applicationLayerProtocolNegotiation.rawValue, protocols == 0 {
                protocols = offset - first
            }
            offset += Int(header & 0xFFFF)
        }
        self.message = message
        let start = offset == end ? UInt32(truncatingIfNeeded: first) : .max
        // A list has at most 65,535 bytes.
        places = UInt64(start) | UInt64(serverName) << 32 | UInt64(protocols) << 48
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
    @inlinable @inline(__always)
    public func contains(_ type: ExtensionType) -> Bool { body(of: type) != nil }

    /// The body of the first extension of a type, where it lies; empty where there is none.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func bytes(of type: ExtensionType) -> Span<UInt8> {
        message.span.extracting(body(of: type) ?? 0..<0)
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

    /// Whether there is an extension of a type that says something by being there, and has no body (RFC 6066 and others).
    func hasFlag(_ type: ExtensionType) -> Bool {
        value(of: type) { body throws(ParseError) in try body.readFlag("flag") } ?? false
    }

    /// The types as sent, and what is wrong with the bodies, each shown to `read` once.
    func list(reading read: (ExtensionType, inout ByteReader) throws(ParseError) -> Void) -> ExtensionList {
        guard start < message.count else { return ExtensionList() }
        var reader = ByteReader(message.span)
        do throws(ParseError) {
            // The list's length stands right before it.
            try reader.skip(start - 2, "extensions")
            return try ExtensionList(parsing: &reader, field: "extensions", read: read)
        } catch {
            return ExtensionList()
        }
    }

    // MARK: Steps

    /// Where the first extension begins; the list ends with the message.
    @inlinable @inline(__always)
    var start: Int { Int(places & 0xFFFF_FFFF) }

    /// Where the body of server_name lies, from the list's start; 0 where there is none.
    @inlinable @inline(__always)
    var serverName: Int { Int(places >> 32 & 0xFFFF) }

    /// The same of application_layer_protocol_negotiation: every verdict asks for these two.
    @inlinable @inline(__always)
    var protocols: Int { Int(places >> 48) }

    /// One bit for each type below 64, which the others share: a list with the bit may have the type.
    ///
    /// Those that come often, such as GREASE and renegotiation_info, share none that is often asked for.
    @inlinable @inline(__always)
    static func bit(of type: UInt16) -> UInt64 { 1 << UInt64((type ^ type >> 7) & 63) }

    @inlinable @inline(__always)
    func body(of type: ExtensionType) -> Range<Int>? {
        if type == .serverName { return body(at: serverName) }
        if type == .applicationLayerProtocolNegotiation { return body(at: protocols) }
        return present & Self.bit(of: type.rawValue) == 0 ? nil : search(for: type)
    }

    @inlinable @inline(__always)
    func body(at distance: Int) -> Range<Int>? {
        guard distance != 0 else { return nil }
        let first = start + distance
        return first..<first + Int(message.span.bigEndianUInt16(at: first - 2))
    }

    @usableFromInline
    @inline(never)
    func search(for type: ExtensionType) -> Range<Int>? {
        let wanted = UInt32(type.rawValue)
        let message = message.span
        var offset = start
        // The lengths were checked when the hello came.
        while message.count - offset >= 4 {
            let header = message.bigEndianUInt32(at: offset)
            offset += 4
            if header >> 16 == wanted { return offset..<offset + Int(header & 0xFFFF) }
            offset += Int(header & 0xFFFF)
        }
        return nil
    }
}

internal import ByteParsing

/// SSL 2.0 and the ClientHello in its form that later clients sent to reach old servers.
///
/// Each message is a record of its own: two bytes of length with the highest bit set, and no more framing.
public enum SSL2 {
    /// A cipher of SSL 2.0, or after a zero byte a ``CipherSuite`` of later versions.
    public struct CipherKind: Hashable, Sendable {
        /// Three bytes.
        public let rawValue: UInt32

        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// What a server of SSL 3.0 or later reads in it; `nil` for a cipher of SSL 2.0 alone.
        public var cipherSuite: CipherSuite? { UInt16(exactly: rawValue).map(CipherSuite.init(rawValue:)) }
    }

    /// Reads the two-byte header and refuses a record that is not there whole; returns where it ends.
    static func readHeader(
        from reader: inout ByteReader,
        type expected: UInt8,
        _ name: String
    ) throws(ParseError) -> Int {
        let start = reader.offset
        let header = try reader.readUInt16(name + ".msg_length")
        let length = Int(header & 0x7FFF)
        guard header & 0x8000 != 0 else {
            throw ParseError(.illegalValue(UInt64(header)), field: name + ".msg_length", offset: start)
        }
        guard length <= reader.remaining else {
            let reason = ParseError.Reason.truncated(needed: length, available: reader.remaining)
            throw ParseError(reason, field: name + ".msg_length", offset: start)
        }
        let end = reader.offset + length
        let typeOffset = reader.offset
        let type = try reader.readUInt8(name + ".msg_type")
        guard type == expected else {
            throw ParseError(.illegalValue(UInt64(type)), field: name + ".msg_type", offset: typeOffset)
        }
        return end
    }

    /// Refuses a record whose inner lengths do not fill it exactly.
    static func requireBody(
        _ size: Int,
        from reader: borrowing ByteReader,
        to end: Int,
        _ name: String
    ) throws(ParseError) {
        let available = end - reader.offset
        guard size == available else {
            let reason = ParseError.Reason.lengthOutOfBounds(size, allowed: available...available)
            throw ParseError(reason, field: name, offset: reader.offset)
        }
    }

    static func readCipherKinds(
        from reader: inout ByteReader,
        size: Int,
        _ field: String
    ) throws(ParseError) -> [CipherKind] {
        guard size.isMultiple(of: 3) else {
            throw ParseError(.illegalValue(UInt64(size)), field: field, offset: reader.offset)
        }
        var kinds: [CipherKind] = []
        kinds.reserveCapacity(size / 3)
        for _ in 0..<size / 3 { kinds.append(CipherKind(rawValue: try reader.readUInt24(field))) }
        return kinds
    }
}

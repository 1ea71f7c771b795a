public import ByteParsing

/// The answer of a server of DTLS up to 1.2 that wants to see whether the client is where it says it is.
public struct HelloVerifyRequest: Hashable, Sendable {
    public let serverVersion: ProtocolVersion
    public let cookie: [UInt8]

    // struct {
    //     ProtocolVersion server_version;
    //     opaque cookie<0..2^8-1>;
    // } HelloVerifyRequest;                                         RFC 6347, section 4.2.1
    public init(parsing reader: inout ByteReader) throws(ParseError) {
        serverVersion = ProtocolVersion(rawValue: try reader.readUInt16("HelloVerifyRequest.server_version"))
        cookie = try reader.readOpaque(width: 1, bytes: 0...0xFF, "HelloVerifyRequest.cookie")
        try reader.finish("HelloVerifyRequest")
    }
}

extension ByteReader {
    // opaque ConnectionId<0..2^8-1>;                                RFC 9146, section 3
    mutating func readConnectionID() throws(ParseError) -> [UInt8] {
        let id = try readOpaque(width: 1, bytes: 0...0xFF, "connection_id")
        try finish("connection_id")
        return id
    }
}

public import ByteParsing

/// One side changes its key, and may want the other to do so (TLS 1.3).
public struct KeyUpdate: Hashable, Sendable {
    public let requestsUpdate: Bool

    // enum { update_not_requested(0), update_requested(1), (255) } KeyUpdateRequest;
    // struct { KeyUpdateRequest request_update } KeyUpdate;          RFC 9846, section 4.7.3
    public init(parsing reader: inout ByteReader) throws(ParseError) {
        let start = reader.offset
        let value = try reader.readUInt8("KeyUpdate.request_update")
        guard value <= 1 else {
            throw ParseError(.illegalValue(UInt64(value)), field: "KeyUpdate.request_update", offset: start)
        }
        requestsUpdate = value == 1
        try reader.finish("KeyUpdate")
    }
}

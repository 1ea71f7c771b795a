public import ByteParsing

/// The last message of a handshake, of every version; one that can be read is decrypted, or a suite without encryption.
public struct Finished: Hashable, Sendable {
    /// 12 bytes up to TLS 1.2 (36 in SSL 3.0), the size of the hash in TLS 1.3.
    public let verifyData: [UInt8]

    // struct { opaque verify_data[verify_data_length] } Finished;    RFC 5246, section 7.4.9
    public init(parsing reader: inout ByteReader) throws(ParseError) {
        guard reader.remaining >= 12 else {
            let reason = ParseError.Reason.truncated(needed: 12, available: reader.remaining)
            throw ParseError(reason, field: "Finished.verify_data", offset: reader.offset)
        }
        verifyData = try reader.readRemaining("Finished.verify_data")
    }
}

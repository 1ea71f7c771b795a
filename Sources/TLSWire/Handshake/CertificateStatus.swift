public import ByteParsing

/// A stapled response about the sender's certificate, not judged here.
public struct CertificateStatus: Hashable, Sendable {
    /// 1 is ocsp, 2 is ocsp_multi.
    public let statusType: UInt8
    /// The response, or for ocsp_multi the list of them, in the message's own encoding.
    public let response: [UInt8]

    // struct {
    //     CertificateStatusType status_type;
    //     opaque response<1..2^24-1>;
    // } CertificateStatus;                                          RFC 6066, section 8, and RFC 6961
    public init(parsing reader: inout ByteReader) throws(ParseError) {
        statusType = try reader.readUInt8("CertificateStatus.status_type")
        response = try reader.readOpaque(width: 3, bytes: 1...0xFF_FFFF, "CertificateStatus.response")
        try reader.finish("CertificateStatus")
    }
}

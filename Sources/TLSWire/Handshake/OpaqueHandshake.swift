public import ByteParsing

/// A message that is known but says nothing to a verdict, such as CertificateURL or SupplementalData.
public struct OpaqueHandshake: Hashable, Sendable {
    public let type: HandshakeType
    public let body: [UInt8]

    public init(parsing reader: inout ByteReader, type: HandshakeType) throws(ParseError) {
        self.type = type
        body = try reader.readRemaining("Handshake.body")
    }
}

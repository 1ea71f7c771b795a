public import ByteParsing

extension TLS12 {
    /// The end of the server's flight; it has no body.
    public struct ServerHelloDone: Hashable, Sendable {
        // struct { } ServerHelloDone;                               RFC 5246, section 7.4.5
        public init(parsing reader: inout ByteReader) throws(ParseError) {
            try reader.finish("ServerHelloDone")
        }
    }
}

public import ByteParsing

extension TLS13 {
    /// The server's answers that need no eavesdropper.
    public struct EncryptedExtensions: Hashable, Sendable {
        public private(set) var extensions = ExtensionList()
        public private(set) var applicationProtocol: String?
        public private(set) var supportedGroups: [NamedGroup] = []
        /// client_certificate_type: what the client has to present; `nil` means X.509.
        public private(set) var clientCertificateType: CertificateType?
        /// server_certificate_type: what the server will present; `nil` means X.509.
        public private(set) var serverCertificateType: CertificateType?
        public private(set) var acceptsEarlyData = false
        public private(set) var acknowledgesServerName = false

        // struct { Extension extensions<0..2^16-1> } EncryptedExtensions;      RFC 9846, section 4.4.1
        public init(parsing reader: inout ByteReader) throws(ParseError) {
            extensions = try ExtensionList(parsing: &reader, field: "EncryptedExtensions.extensions") {
                (type, body) throws(ParseError) in
                try readExtension(type, from: &body)
            }
            try reader.finish("EncryptedExtensions")
        }

        private mutating func readExtension(
            _ type: ExtensionType,
            from body: inout ByteReader
        ) throws(ParseError) {
            switch type {
            case .applicationLayerProtocolNegotiation: applicationProtocol = try body.readChosenProtocolName()
            case .supportedGroups:
                supportedGroups = try body.readSupportedGroups()
            case .clientCertificateType:
                clientCertificateType = try body.readCodePoint("client_certificate_type")
            case .serverCertificateType:
                serverCertificateType = try body.readCodePoint("server_certificate_type")
            case .earlyData: acceptsEarlyData = try body.readFlag("early_data")
            case .serverName: acknowledgesServerName = try body.readFlag("server_name")
            default: break
            }
        }
    }
}

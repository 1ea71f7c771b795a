public import ByteParsing

/// What has to be known about a handshake so far to read its next message.
public struct HandshakeContext: Hashable, Sendable {
    /// Who sent the message.
    public var sender: Role
    /// As negotiated; `nil` before the ServerHello, or when it was not seen, and then TLS 1.2 is assumed.
    public var version: ProtocolVersion? { didSet { isTLS13 = version?.isTLS13 == true } }
    public var cipherSuite: CipherSuite? { didSet { keyExchange = cipherSuite?.keyExchange } }
    /// How the suite exchanges keys; kept, since both sides' messages are read by it.
    public private(set) var keyExchange: CipherSuite.KeyExchange?
    /// Whether messages are those of TLS 1.3; kept, since every message asks for it.
    public private(set) var isTLS13: Bool
    public var clientCertificateType: CertificateType
    public var serverCertificateType: CertificateType

    public init(
        sender: Role,
        version: ProtocolVersion? = nil,
        cipherSuite: CipherSuite? = nil,
        clientCertificateType: CertificateType = .x509,
        serverCertificateType: CertificateType = .x509
    ) {
        self.sender = sender
        self.version = version
        self.cipherSuite = cipherSuite
        keyExchange = cipherSuite?.keyExchange
        self.clientCertificateType = clientCertificateType
        self.serverCertificateType = serverCertificateType
        isTLS13 = version?.isTLS13 == true
    }
}

/// One message of the handshake protocol, read.
public enum HandshakeMessage: Hashable, Sendable {
    case helloRequest
    case clientHello(ClientHello)
    case serverHello(ServerHello)
    indirect case newSessionTicket(TLS12.NewSessionTicket)
    indirect case certificate(TLS12.Certificate)
    indirect case serverKeyExchange(TLS12.ServerKeyExchange)
    indirect case certificateRequest(TLS12.CertificateRequest)
    case serverHelloDone
    indirect case certificateVerify(TLS12.CertificateVerify)
    indirect case clientKeyExchange(TLS12.ClientKeyExchange)
    indirect case certificateStatus(CertificateStatus)
    case finished(Finished)

    indirect case encryptedExtensions(TLS13.EncryptedExtensions)
    indirect case certificateRequest13(TLS13.CertificateRequest)
    indirect case certificate13(TLS13.Certificate)
    indirect case compressedCertificate(TLS13.CompressedCertificate)
    indirect case certificateVerify13(TLS13.CertificateVerify)
    indirect case newSessionTicket13(TLS13.NewSessionTicket)
    case endOfEarlyData
    case keyUpdate(KeyUpdate)

    /// A message that is known and not read further.
    indirect case opaque(OpaqueHandshake)
    /// A type without a registration, or of another version than the negotiated one.
    case unknown(HandshakeType, length: Int)

    /// Reads the body of a message, without its four-byte header; every byte must belong to it.
    public init(
        parsing body: Span<UInt8>,
        type: HandshakeType,
        context: HandshakeContext
    ) throws(ParseError) {
        var reader = ByteReader(body)
        switch type {
        case .clientHello: self = .clientHello(try ClientHello(parsing: &reader))
        case .serverHello: self = .serverHello(try ServerHello(parsing: &reader))
        case .finished: self = .finished(try Finished(parsing: &reader))
        case .certificateURL, .supplementalData, .helloVerifyRequest, .helloRetryRequest:
            self = .opaque(try OpaqueHandshake(parsing: &reader, type: type))
        default:
            if context.isTLS13 {
                self = try Self.readTLS13(from: &reader, type)
            } else {
                self = try Self.readTLS12(from: &reader, type, context)
            }
        }
    }
}

// MARK: - By version

extension HandshakeMessage {
    private static func readTLS12(
        from reader: inout ByteReader,
        _ type: HandshakeType,
        _ context: HandshakeContext
    ) throws(ParseError) -> HandshakeMessage {
        let version = context.version ?? .tls12
        switch type {
        case .helloRequest:
            try reader.finish("HelloRequest")
            return .helloRequest
        case .serverHelloDone:
            _ = try TLS12.ServerHelloDone(parsing: &reader)
            return .serverHelloDone
        case .certificate:
            let certificateType =
                switch context.sender {
                case .client: context.clientCertificateType
                case .server: context.serverCertificateType
                }
            return .certificate(try TLS12.Certificate(parsing: &reader, type: certificateType))
        case .certificateRequest:
            return .certificateRequest(try TLS12.CertificateRequest(parsing: &reader, version: version))
        case .certificateVerify:
            return .certificateVerify(try TLS12.CertificateVerify(parsing: &reader, version: version))
        case .serverKeyExchange:
            return .serverKeyExchange(try TLS12.ServerKeyExchange(parsing: &reader, context: context))
        case .clientKeyExchange:
            return .clientKeyExchange(try TLS12.ClientKeyExchange(parsing: &reader, context: context))
        case .newSessionTicket: return .newSessionTicket(try TLS12.NewSessionTicket(parsing: &reader))
        case .certificateStatus: return .certificateStatus(try CertificateStatus(parsing: &reader))
        default: return .unknown(type, length: reader.remaining)
        }
    }

    private static func readTLS13(
        from reader: inout ByteReader,
        _ type: HandshakeType
    ) throws(ParseError) -> HandshakeMessage {
        switch type {
        case .encryptedExtensions:
            return .encryptedExtensions(try TLS13.EncryptedExtensions(parsing: &reader))
        case .certificateRequest: return .certificateRequest13(try TLS13.CertificateRequest(parsing: &reader))
        case .certificate: return .certificate13(try TLS13.Certificate(parsing: &reader))
        case .compressedCertificate:
            return .compressedCertificate(try TLS13.CompressedCertificate(parsing: &reader))
        case .certificateVerify: return .certificateVerify13(try TLS13.CertificateVerify(parsing: &reader))
        case .newSessionTicket: return .newSessionTicket13(try TLS13.NewSessionTicket(parsing: &reader))
        case .endOfEarlyData:
            try reader.finish("EndOfEarlyData")
            return .endOfEarlyData
        case .keyUpdate: return .keyUpdate(try KeyUpdate(parsing: &reader))
        default: return .unknown(type, length: reader.remaining)
        }
    }
}

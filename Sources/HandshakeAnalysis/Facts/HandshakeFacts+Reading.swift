public import ByteParsing
public import TLSWire

extension HandshakeFacts {
    /// Takes in a handshake message where it lies, without a ``HandshakeMessage`` in between: for a caller that keeps no
    /// log, and of what the facts have no use for, nothing is copied.
    ///
    /// Says the same as recording the message would. Certificate and, up to TLS 1.2, CertificateRequest have methods of
    /// their own, since who calls has mostly read the like before.
    public mutating func readMessage(
        _ type: HandshakeType,
        _ body: Span<UInt8>,
        _ context: HandshakeContext,
        _ event: Sighting
    ) throws(ParseError) {
        var reader = ByteReader(body)
        switch type {
        case .clientHello:
            let hello = try ClientHello(parsing: &reader)
            noteMessage(of: event.sender)
            recordClientHello(hello, event.packet)
        case .serverHello:
            let hello = try ServerHello(parsing: &reader)
            noteMessage(of: event.sender)
            recordServerHello(hello, event.packet)
        case .serverKeyExchange where !context.isTLS13:
            let exchange = try TLS12.ServerKeyExchange(parsing: &reader, context: context)
            noteMessage(of: event.sender)
            recordServerKeyExchange(exchange, event.packet)
        case .clientKeyExchange where !context.isTLS13:
            let exchange = try TLS12.ClientKeyExchange(parsing: &reader, context: context)
            noteMessage(of: event.sender)
            recordClientKeyExchange(exchange, event.packet)
        case .certificateVerify where !context.isTLS13:
            _ = try TLS12.CertificateVerify(parsing: &reader, version: context.version ?? .tls12)
            noteMessage(of: event.sender)
            recordProof(event)
        case .serverHelloDone where !context.isTLS13:
            try reader.finish("ServerHelloDone")
            noteMessage(of: event.sender)
            serverHelloDone = event.packet
        default:
            let message = try HandshakeMessage(parsing: body, type: type, context: context)
            noteMessage(of: event.sender)
            recordMessage(message, event)
        }
    }

    /// Takes in a ChangeCipherSpec.
    public mutating func noteChangeCipherSpec(_ event: Sighting) {
        noteMessage(of: event.sender)
        recordChangeCipherSpec(event)
    }

    /// Takes in a handshake record under encryption.
    public mutating func noteEncryptedHandshake(length: Int, _ event: Sighting) {
        noteMessage(of: event.sender)
        recordEncryptedHandshake(length, event)
    }

    /// Takes in a record of data that nobody opened.
    public mutating func noteApplicationData(length: Int, _ event: Sighting) {
        noteMessage(of: event.sender)
        recordApplicationData(length, event)
    }

    /// Takes in a Certificate message that the caller has read.
    public mutating func noteCertificate(_ chain: consuming CertificateChain, _ event: Sighting) {
        noteMessage(of: event.sender)
        recordCertificate(chain, event)
    }

    /// Takes in a CertificateRequest up to TLS 1.2 that the caller has read.
    public mutating func noteRequest(_ requested: consuming RequestedCertificates, _ event: Sighting) {
        noteMessage(of: event.sender)
        recordRequest(requested, event)
    }
}

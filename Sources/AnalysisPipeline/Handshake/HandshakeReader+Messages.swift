import ByteParsing
import HandshakeAnalysis
import TLSWire

// How messages are read: each into a value of its own type, which goes into the facts and the log.

extension HandshakeReader {
    /// Reads what belongs to messages of which a piece came before, or is still to come.
    mutating func readPieces(_ bytes: Span<UInt8>, _ event: Sighting) {
        // Taken out, so that the messages can be logged while it is at work.
        var deframer = HandshakeDeframer()
        swap(&deframer, &sides[event.sender].deframer)
        deframer.receive(bytes) { output in
            switch output {
            case .message(let type, let body): readMessage(type, body, event)
            case .tooLong(let type, let length):
                let error = ParseError(
                    .lengthOutOfBounds(length, allowed: 0...HandshakeDeframer.maximumMessageLength),
                    field: "Handshake.length",
                    offset: 1
                )
                log(.malformed(type, error), event)
                transcript = nil
            }
        }
        swap(&deframer, &sides[event.sender].deframer)
    }

    /// Reads a message, once, whoever wants to know of it.
    @inline(__always)
    mutating func readMessage(
        _ type: HandshakeType,
        _ body: Span<UInt8>,
        sequence: UInt16 = 0,
        _ event: Sighting
    ) {
        guard admits(event) else { return }
        context.sender = event.sender
        // Certificates that were met before are shared; the store counts the others.
        let isCertificate = type == .certificate || type == .compressedCertificate
        let madeBytes = certificates.madeBytes
        let size = body.count
        defer { keptBytes &+= isCertificate ? certificates.madeBytes &- madeBytes : size }
        do throws(ParseError) {
            switch type {
            case .certificate, .compressedCertificate:
                let chain =
                    facts.isTLS13
                    ? try readChain13(body, type, event.sender) : try readChain(body, context, event.sender)
                record(chain, event)
            case .certificateRequest where !context.isTLS13:
                record(try readRequest(body, context), event)
            default: try readOther(type, body, event)
            }
        } catch {
            log(.malformed(type, error), event)
        }
        if transcript != nil || (type == .clientHello && keepsTranscript) {
            keepForTranscript(type, body, sequence, event.sender)
        }
    }

    /// Messages that nothing is remembered of; the common ones each as what they are, which costs no copy.
    @inline(never)
    private mutating func readOther(
        _ type: HandshakeType,
        _ body: Span<UInt8>,
        _ event: Sighting
    ) throws(ParseError) {
        var reader = ByteReader(body)
        switch type {
        case .clientHello:
            record(try ClientHello(parsing: &reader), event)
            settleContext()
        case .serverHello:
            record(try ServerHello(parsing: &reader), event)
            settleContext()
        case .serverKeyExchange where !context.isTLS13:
            let exchange = try TLS12.ServerKeyExchange(parsing: &reader, context: context)
            record(exchange, event)
            if certificates.signatures != nil { checkSignature(.serverKeyExchange(exchange), body, event) }
        case .serverHelloDone where !context.isTLS13:
            record(try TLS12.ServerHelloDone(parsing: &reader), event)
        case .clientKeyExchange where !context.isTLS13:
            record(try TLS12.ClientKeyExchange(parsing: &reader, context: context), event)
        case .certificateVerify where !context.isTLS13:
            let verify = try TLS12.CertificateVerify(parsing: &reader, version: context.version ?? .tls12)
            record(verify, event)
            if certificates.signatures != nil { checkSignature(.certificateVerify(verify), body, event) }
        default:
            let message = try HandshakeMessage(parsing: body, type: type, context: context)
            if event.basis == .decrypted { noteKeyChange(message, event.sender) }
            record(message, event)
            checkSignature(message, body, event)
        }
    }
}

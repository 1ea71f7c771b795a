import ByteParsing
import HandshakeAnalysis
import TLSWire

// How messages are read: into the facts where they lie, or as values where more is wanted of them.

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

    /// Whether messages are wanted for more than the facts.
    func makesMessages(_ basis: Basis) -> Bool { readsInFull || transcript != nil || basis == .decrypted }

    /// Reads a message into the facts, if there is nothing else that it is read for.
    @inline(__always)
    mutating func readMessage(
        _ type: HandshakeType,
        _ body: Span<UInt8>,
        sequence: UInt16 = 0,
        _ event: Sighting
    ) {
        context.sender = event.sender
        // Certificates that were met before are shared; the store counts the others.
        let isCertificate = type == .certificate || type == .compressedCertificate
        let madeBytes = certificates.madeBytes
        let size = body.count
        defer { keptBytes &+= isCertificate ? certificates.madeBytes &- madeBytes : size }
        if makesMessages(event.basis) || (type == .clientHello && keepsTranscript) {
            readInFull(type, body, sequence, event)
            return
        }
        do throws(ParseError) {
            switch type {
            case .certificate, .compressedCertificate:
                let chain =
                    facts.isTLS13
                    ? try readChain13(body, type, event.sender) : try readChain(body, context, event.sender)
                facts.noteCertificate(chain, event)
            case .certificateRequest where !context.isTLS13:
                facts.noteRequest(try readRequest(body, context), event)
            default:
                try facts.readMessage(type, body, context, event)
                if type == .clientHello || type == .serverHello { settleContext() }
            }
        } catch {
            log(.malformed(type, error), event)
        }
        hasNews = true
    }

    /// Takes in a Certificate that was read before.
    mutating func noteCertificate(_ chain: CertificateChain, _ event: Sighting) {
        facts.noteCertificate(chain, event)
        hasNews = true
    }

    @inline(never)
    private mutating func readInFull(
        _ type: HandshakeType,
        _ body: Span<UInt8>,
        _ sequence: UInt16,
        _ event: Sighting
    ) {
        defer { if keepsTranscript { keepForTranscript(type, body, sequence, event.sender) } }
        do throws(ParseError) {
            if type == .certificate || type == .compressedCertificate {
                let chain =
                    facts.isTLS13
                    ? try readChain13(body, type, event.sender) : try readChain(body, context, event.sender)
                log(.certificate(chain), event)
                return
            }
            let message = try HandshakeMessage(parsing: body, type: type, context: context)
            if event.basis == .decrypted { noteKeyChange(message, event.sender) }
            log(.message(message), event)
            if type == .clientHello || type == .serverHello { settleContext() }
            if let checker = certificates.signatures { checkSignature(message, body, checker, event) }
        } catch {
            log(.malformed(type, error), event)
        }
    }
}

internal import ByteParsing
internal import HandshakeAnalysis
internal import TLSWire

extension Wording {
    /// The name of an event as a ladder shows it: the RFC's for a message, in parentheses for what cannot be read.
    static func name(of kind: HandshakeEvent.Kind) -> String {
        switch kind {
        case .message(let message): name(of: message)
        case .certificate: "Certificate"
        case .proof: "(signature)"
        case .malformed(let type, _): "(malformed \(type.displayName))"
        case .changeCipherSpec: "ChangeCipherSpec"
        case .encryptedHandshake: "(encrypted handshake)"
        case .alert: "Alert"
        case .encryptedAlert: "(encrypted alert)"
        case .applicationData: "(application data)"
        case .refusedByApplication: "(application refuses)"
        case .answeredByApplication: "(application answers)"
        case .secretsRefused: "(the secrets do not open these records)"
        case .inferred(let message, _): name(of: message)
        case .tunnelsTLS: "(another TLS connection begins inside)"
        case .flightAgain: "(flight again)"
        case .gap: "(gap)"
        case .cut: "(cut)"
        case .foreignSpeech: "(not TLS)"
        case .lostSynchronization: "(records lost)"
        case .sealedPacket(let packet): "(\(packet.type.name))"
        case .connectionClose: "CONNECTION_CLOSE"
        case .handshakeDone: "HANDSHAKE_DONE"
        case .carrier(let outcome): word(of: outcome) ?? "(silence)"
        case .closed: "FIN"
        case .reset: "RST"
        }
    }

    private static func name(of message: HandshakeMessage) -> String {
        switch message {
        case .helloRequest: "HelloRequest"
        case .clientHello: "ClientHello"
        case .serverHello(let hello): hello.isHelloRetryRequest ? "HelloRetryRequest" : "ServerHello"
        case .newSessionTicket, .newSessionTicket13: "NewSessionTicket"
        case .certificate, .certificate13: "Certificate"
        case .serverKeyExchange: "ServerKeyExchange"
        case .certificateRequest, .certificateRequest13: "CertificateRequest"
        case .serverHelloDone: "ServerHelloDone"
        case .certificateVerify, .certificateVerify13: "CertificateVerify"
        case .clientKeyExchange: "ClientKeyExchange"
        case .certificateStatus: "CertificateStatus"
        case .finished: "Finished"
        case .encryptedExtensions: "EncryptedExtensions"
        case .compressedCertificate: "CompressedCertificate"
        case .endOfEarlyData: "EndOfEarlyData"
        case .keyUpdate: "KeyUpdate"
        case .opaque(let message):
            message.type == .helloVerifyRequest ? "HelloVerifyRequest" : message.type.displayName
        case .unknown(let type, _): type.displayName
        }
    }

    private static func name(of message: InferredMessage) -> String {
        switch message {
        case .encryptedExtensions: "EncryptedExtensions"
        case .certificateRequest: "CertificateRequest"
        case .certificate: "Certificate"
        case .emptyCertificate: "empty Certificate"
        case .certificateVerify: "CertificateVerify"
        case .finished: "Finished"
        case .serverFlight: "EncryptedExtensions to Finished"
        case .presentingFlight: "Certificate to Finished"
        case .decliningFlight: "empty Certificate, Finished"
        case .alert: "Alert"
        }
    }

    /// `ClientHello.cipher_suites is cut off at byte 38`.
    static func text(of error: ParseError) -> String {
        let what =
            switch error.reason {
            case .truncated(let needed, let available): "needs \(count(needed, "byte")) and has \(available)"
            case .lengthOutOfBounds(let length, let allowed):
                "has length \(length), not \(allowed.lowerBound) to \(allowed.upperBound)"
            case .trailingBytes(let bytes): "is followed by \(count(bytes, "unexpected byte"))"
            case .illegalValue(let value): "has the illegal value \(value)"
            }
        return "\(error.field) \(what), at byte \(error.offset)"
    }
}

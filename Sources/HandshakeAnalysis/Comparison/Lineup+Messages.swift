import TLSWire

extension HandshakeMessage {
    /// The type that its header has.
    var handshakeType: HandshakeType {
        switch self {
        case .helloRequest: .helloRequest
        case .clientHello: .clientHello
        case .serverHello: .serverHello
        case .newSessionTicket, .newSessionTicket13: .newSessionTicket
        case .certificate, .certificate13: .certificate
        case .serverKeyExchange: .serverKeyExchange
        case .certificateRequest, .certificateRequest13: .certificateRequest
        case .serverHelloDone: .serverHelloDone
        case .certificateVerify, .certificateVerify13: .certificateVerify
        case .clientKeyExchange: .clientKeyExchange
        case .certificateStatus: .certificateStatus
        case .finished: .finished
        case .encryptedExtensions: .encryptedExtensions
        case .compressedCertificate: .compressedCertificate
        case .endOfEarlyData: .endOfEarlyData
        case .keyUpdate: .keyUpdate
        case .opaque(let message): message.type
        case .unknown(let type, _): type
        }
    }
}

extension ComparedAspect {
    /// Whether the aspect is one of this message's, and not of another in the same packet.
    func belongs(to event: HandshakeEvent) -> Bool {
        switch (self, event.kind) {
        case (.certificate(let role, .proof), .message(let message)),
            (.certificate(let role, .scheme), .message(let message)):
            message.handshakeType == .certificateVerify && event.sender == role
        case (.certificate(let role, _), .certificate),
            (.certificate(let role, _), .inferred(.certificate, _)):
            event.sender == role
        case (.certificateRequest, .message(let message)), (.requestedAuthorities, .message(let message)),
            (.requestedCertificateTypes, .message(let message)),
            (.requestedSignatureAlgorithms, .message(let message)):
            message.handshakeType == .certificateRequest
        case (.requestSize, .inferred(.certificateRequest, _)): true
        case (_, .message(.clientHello)): isOffered
        case (_, .message(.serverHello)): isSettled
        case (.group, .message(.serverKeyExchange)): true
        case (.applicationProtocol, .message(.encryptedExtensions)): true
        default: false
        }
    }

    private var isOffered: Bool {
        switch self {
        case .offeredVersions, .offeredCipherSuites, .serverName, .offeredApplicationProtocols,
            .offeredGroups,
            .offeredSignatureAlgorithms, .offeredExtensions, .offeredSession, .postHandshakeAuth:
            true
        default: false
        }
    }

    private var isSettled: Bool {
        switch self {
        case .version, .cipherSuite, .group, .applicationProtocol, .resumption: true
        default: false
        }
    }
}

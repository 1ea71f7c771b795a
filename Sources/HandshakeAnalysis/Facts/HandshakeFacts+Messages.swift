import ByteParsing
import TLSWire

extension HandshakeFacts {
    /// Takes in a handshake message, however it came to be known.
    mutating func recordMessage(_ message: HandshakeMessage, _ event: Sighting) {
        let packet = event.packet
        switch message {
        case .clientHello(let hello): recordClientHello(hello, packet)
        case .serverHello(let hello):
            if hello.isHelloRetryRequest {
                helloRetryRequest = packet
            } else if serverHello == nil {
                settle(on: Seen(message: hello, packet: packet))
            }
        case .encryptedExtensions(let extensions):
            encryptedExtensions = Seen(message: extensions, packet: packet)
        case .certificateRequest(let request):
            certificateRequest = CertificateRequestFacts(
                packet: packet,
                stage: renegotiation == nil ? .handshake : .renegotiation,
                certificateTypes: request.certificateTypes,
                signatureAlgorithms: request.supportedSignatureAlgorithms,
                certificateAuthorities: request.certificateAuthorities,
                basis: event.basis
            )
        case .certificateRequest13(let request): recordRequest(request, event)
        case .serverHelloDone: serverHelloDone = packet
        case .clientKeyExchange(let exchange):
            clientKeyExchange = packet
            pskIdentity = exchange.pskIdentity
        case .certificateVerify, .certificateVerify13:
            if event.sender == .client {
                clientCertificate?.provenAt = packet
            } else {
                serverCertificate?.provenAt = packet
            }
        case .serverKeyExchange(let exchange):
            if exchange.signature != nil { serverCertificate?.provenAt = packet }
        case .newSessionTicket(let ticket): keep(ticket.ticket)
        case .newSessionTicket13(let ticket):
            keep(ticket.ticket)
            if finished.client != nil { ticketAfterHandshake = packet }
        case .finished: finished[event.sender] = finished[event.sender] ?? packet
        default: break
        }
    }

    private mutating func keep(_ ticket: [UInt8]) {
        if newSessionTickets.count < Self.maximumTickets { newSessionTickets.append(ticket) }
    }

    /// After a HelloRetryRequest the second hello counts: it is the one that is answered.
    ///
    /// After a finished handshake another begins, and what the first one settled about the client no longer holds.
    private mutating func recordClientHello(_ hello: ClientHello, _ packet: PacketReference) {
        guard serverHello != nil else {
            clientHello = Seen(message: hello, packet: packet)
            return
        }
        guard isComplete, !isTLS13 else { return }
        renegotiation = packet
        clientHello = Seen(message: hello, packet: packet)
        settle(on: nil)
        certificateRequest = nil
        clientCertificate = nil
        serverCertificate = nil
        noCertificateAlert = nil
        serverHelloDone = nil
        clientKeyExchange = nil
        changeCipherSpec = PerRole(nil)
        finished = PerRole(nil)
        applicationData = PerRole(nil)
        isRenegotiationRead = true
    }

    /// A request after the handshake asks anew (RFC 9846, section 4.7.2).
    private mutating func recordRequest(_ request: TLS13.CertificateRequest, _ event: Sighting) {
        let isLater = finished.client != nil
        if isLater {
            clientCertificate = nil
            applicationData = PerRole(nil)
            finished.client = nil
        }
        certificateRequest = CertificateRequestFacts(
            packet: event.packet,
            stage: isLater ? .postHandshake : .handshake,
            certificateTypes: [],
            signatureAlgorithms: request.signatureAlgorithms,
            certificateAuthorities: request.certificateAuthorities,
            basis: event.basis
        )
    }
}

import ByteParsing
import TLSWire

extension HandshakeFacts {
    /// Takes in a handshake message, however it came to be known.
    mutating func recordMessage(_ message: HandshakeMessage, _ event: Sighting) {
        let packet = event.packet
        switch message {
        case .clientHello(let hello): recordClientHello(hello, packet)
        case .serverHello(let hello): recordServerHello(hello, packet)
        case .encryptedExtensions(let extensions):
            encryptedExtensions = Seen(message: extensions, packet: packet)
        case .certificateRequest(let request): recordRequest(RequestedCertificates(request), event)
        case .certificateRequest13(let request): recordRequest(request, event)
        case .serverHelloDone: serverHelloDone = packet
        case .clientKeyExchange(let exchange): recordClientKeyExchange(exchange, packet)
        case .certificateVerify, .certificateVerify13: recordProof(event)
        case .serverKeyExchange(let exchange): recordServerKeyExchange(exchange, packet)
        case .newSessionTicket(let ticket): keep(ticket.ticket)
        case .newSessionTicket13(let ticket):
            keep(ticket.ticket)
            if finished.client != nil { ticketAfterHandshake = packet }
        case .finished:
            finished[event.sender] = finished[event.sender] ?? packet
            if isComplete { keepEarlierAnswer() }
        case .helloRequest where isComplete && !isTLS13: noteStrayHandshake()
        default: break
        }
    }

    private mutating func keep(_ ticket: [UInt8]) {
        if newSessionTickets.count < Self.maximumTickets { newSessionTickets.append(ticket) }
    }

    // MARK: One by one

    mutating func recordCertificate(_ chain: consuming CertificateChain, _ event: Sighting) {
        let facts = CertificateFacts(packet: event.packet, chain: chain, basis: event.basis)
        if event.sender == .client {
            if isAnswerOwed { beginAnswer() }
            clientCertificate = facts
            ends.clientCertificate = event.reach.end
        } else {
            serverCertificate = facts
            ends.serverCertificate = event.reach.end
        }
    }

    mutating func recordRequest(_ requested: consuming RequestedCertificates, _ event: Sighting) {
        ends.certificateRequest = event.reach.end
        certificateRequest = CertificateRequestFacts(
            packet: event.packet,
            stage: renegotiation == nil ? .handshake : .renegotiation,
            requested: requested,
            basis: event.basis
        )
    }

    mutating func recordServerKeyExchange(_ exchange: TLS12.ServerKeyExchange, _ packet: PacketReference) {
        if exchange.signature != nil { serverCertificate?.provenAt = packet }
    }

    mutating func recordClientKeyExchange(_ exchange: TLS12.ClientKeyExchange, _ packet: PacketReference) {
        clientKeyExchange = packet
        pskIdentity = exchange.pskIdentity
    }

    mutating func recordProof(_ event: Sighting) {
        if event.sender == .client {
            // Nobody proves that they have the key of no certificate: that is what was lost.
            if framing != .tls, clientCertificate == nil { noteUnseenCertificate(at: event.packet) }
            clientCertificate?.provenAt = event.packet
        } else {
            serverCertificate?.provenAt = event.packet
        }
    }

    mutating func recordServerHello(_ hello: consuming ServerHello, _ packet: PacketReference) {
        if hello.isHelloRetryRequest {
            helloRetryRequest = packet
        } else if serverHello == nil {
            settle(on: Seen(message: hello, packet: packet))
            // A hello after a HelloRetryRequest that came before it, as between two clocks: TLS 1.3 has no such Finished.
            if isTLS13, finished.client != nil { finished.client = nil }
        } else if isComplete, !isTLS13, renegotiation == nil {
            // The hello that it answers was not seen. Over datagrams, what follows it is read all the same.
            guard framing == .dtls, isDecrypted else { return hasStrayHandshake = true }
            beginAnew(nil, packet)
            settle(on: Seen(message: hello, packet: packet))
        }
    }

    /// After a HelloRetryRequest the second hello counts: it is the one that is answered.
    ///
    /// After a finished handshake another begins, and what the first one settled about the client no longer holds.
    mutating func recordClientHello(_ hello: consuming ClientHello, _ packet: PacketReference) {
        guard serverHello != nil else {
            clientHello = Seen(message: hello, packet: packet)
            return
        }
        guard isComplete, !isTLS13 else { return }
        beginAnew(Seen(message: hello, packet: packet), packet)
    }

    /// Another handshake begins, with this hello if that was seen, and its messages are read.
    private mutating func beginAnew(_ hello: consuming Seen<ClientHello>?, _ packet: PacketReference) {
        earlierHandshake = SettledHandshake(self)
        renegotiation = packet
        isAskedAgain = false
        SettledHandshake(begunBy: hello).restore(in: &self)
        forgetData()
        isRenegotiationRead = true
    }

    /// The server turns another handshake down, or leaves instead: what was settled before it stands.
    mutating func withdrawRenegotiation() {
        isAskedAgain = false
        guard isRenegotiationRead, serverHello == nil, let earlier = earlierHandshake else { return }
        earlier.restore(in: &self)
        isRenegotiationRead = false
        renegotiation = nil
    }

    /// A renegotiation that asked for nothing takes nothing back of what was settled before it.
    mutating func keepEarlierAnswer() {
        guard isRenegotiationRead, !isRequested, let earlier = earlierHandshake else { return }
        certificateRequest = earlier.certificateRequest
        clientCertificate = earlier.clientCertificate
        noCertificateAlert = earlier.noCertificateAlert
        guard serverHelloDone == nil, clientKeyExchange == nil else { return }
        // It resumed the session of the handshake before it.
        serverCertificate = earlier.serverCertificate
        serverHelloDone = earlier.serverHelloDone
        clientKeyExchange = earlier.clientKeyExchange
    }

    /// The client answers a request that came after the handshake: what came before says nothing of that.
    private mutating func beginAnswer() {
        isAnswerOwed = false
        forgetData()
        finished.client = nil
        if ticketAfterHandshake != nil { ticketAfterHandshake = nil }
    }

    /// A request after the handshake asks anew (RFC 9846, section 4.7.2).
    private mutating func recordRequest(_ request: TLS13.CertificateRequest, _ event: Sighting) {
        // In the handshake it stands before the server's Finished, whatever of the client came first in the capture.
        let isLater = finished.client != nil && (finished.server != nil || isHandshakeHoled.server)
        if isLater {
            isAnswerOwed = true
            forgetData()
        }
        ends.certificateRequest = event.reach.end
        certificateRequest = CertificateRequestFacts(
            packet: event.packet,
            stage: isLater ? .postHandshake : .handshake,
            requested: RequestedCertificates(request),
            basis: event.basis
        )
    }
}

import ByteParsing
import TLSWire

// What was inferred, in the shape of what others read or decrypt.

extension Inference {
    /// The CertificateRequest, where it was; nothing of what it says is known.
    public var certificateRequest: CertificateRequestFacts? {
        if let postHandshake { return request(at: postHandshake.request, .postHandshake) }
        switch clientFlight?.answer {
        case .finishedOnly?: return nil
        case .declined?, .presented?:
            guard conclusion.confidence != nil || clientFlight?.isExact == true, serverPlaces.count > 0 else {
                return nil
            }
            return request(at: serverPlaces[serverFlight?.requestPosition ?? 0], .handshake)
        case .alert?, nil:
            guard let position = serverFlight?.requestPosition else { return nil }
            return request(at: serverPlaces[position], .handshake)
        }
    }

    private func request(at place: Int, _ stage: CertificateRequestFacts.Stage) -> CertificateRequestFacts {
        CertificateRequestFacts(
            packet: packet(place),
            stage: stage,
            certificateTypes: [],
            signatureAlgorithms: [],
            certificateAuthorities: [],
            basis: .inferred
        )
    }

    /// The client's Certificate: whether it has entries is all that is known.
    public var clientCertificate: CertificateFacts? {
        if let answer = postHandshake {
            let proof = answer.verify == nil ? nil : packet(answer.last - 1)
            return certificate(at: answer.first, isPresented: answer.isPresented, provenAt: proof)
        }
        guard let flight = clientFlight, flight.answer == .presented || flight.answer == .declined,
            conclusion.confidence != nil || flight.isExact
        else { return nil }
        let proof = flight.verify == nil ? nil : packet(clientPlaces[flight.first + flight.recordCount - 2])
        return certificate(at: start(of: flight), isPresented: flight.answer == .presented, provenAt: proof)
    }

    private func certificate(at place: Int, isPresented: Bool, provenAt: PacketReference?) -> CertificateFacts
    {
        CertificateFacts(
            packet: packet(place),
            chain: CertificateChain(isPresented ? .hidden : .x509([])),
            provenAt: provenAt,
            basis: .inferred
        )
    }

    // MARK: Events

    /// What the record at a place carries, as far as that was inferred.
    func message(at place: Int) -> InferredMessage? {
        if let postHandshake, let message = message(at: place, of: postHandshake) { return message }
        for position in 0..<serverPlaces.count where serverPlaces[position] == place {
            return serverMessage(at: position)
        }
        for position in 0..<clientPlaces.count where clientPlaces[position] == place {
            return clientMessage(at: position)
        }
        return nil
    }

    private func message(at place: Int, of answer: PostHandshake) -> InferredMessage? {
        switch place {
        case answer.request: .certificateRequest
        case answer.first: answer.isPresented ? .certificate : .emptyCertificate
        case answer.last: .finished
        case answer.first + 1: .certificateVerify
        default: nil
        }
    }

    private func serverMessage(at position: Int) -> InferredMessage? {
        if isAlert(serverPlaces[position], of: .server) { return .alert }
        guard let flight = serverFlight else {
            return position == 0 && isServerFlightTogether ? .serverFlight : nil
        }
        switch position {
        case 0: return .encryptedExtensions
        case flight.recordCount - 1: return .finished
        case flight.recordCount - 2: return .certificateVerify
        case flight.requestPosition: return .certificateRequest
        case ..<(flight.recordCount - 2): return flight.isRequested == nil ? nil : .certificate
        default: return nil
        }
    }

    private func clientMessage(at position: Int) -> InferredMessage? {
        guard let flight = clientFlight, position >= flight.first,
            position < flight.first + max(1, flight.recordCount)
        else { return isAlert(clientPlaces[position], of: .client) ? .alert : nil }
        switch flight.answer {
        case .alert: return isAlert(clientPlaces[position], of: .client) ? .alert : nil
        case .finishedOnly: return .finished
        case .declined where flight.isTogether: return .decliningFlight
        case .presented where flight.isTogether: return .presentingFlight
        case .declined: return position == flight.first ? .emptyCertificate : .finished
        case .presented:
            let fromEnd = flight.first + flight.recordCount - 1 - position
            return fromEnd == 0 ? .finished : fromEnd == 1 ? .certificateVerify : .certificate
        }
    }

    private func isAlert(_ place: Int, of sender: Role) -> Bool {
        conclusion.failure?.alert.map { $0.sender == sender && $0.packet == packet(place) } ?? false
            && arithmetic.holds(
                length(place),
                RecordArithmetic.alert,
                sender == .server ? serverPadding : clientFlight?.padding ?? .none
            )
    }
}

extension ConnectionReport {
    /// The log, with what is inferred of encrypted records in place of "application data".
    ///
    /// Worked out anew from the events: only who wants to see every message pays for it.
    public var eventsWithInference: [HandshakeEvent] {
        guard let inference = Inference(of: ConcludedFacts(HandshakeFacts(events))) else { return events }
        var place = 0
        var isEncrypted = false
        return events.map { event in
            switch event.kind {
            case .message(.serverHello(let hello)):
                if !hello.isHelloRetryRequest { isEncrypted = true }
                return event
            case .applicationData(let length)
            where isEncrypted && place < inference.facts.encryptedRecords.count:
                defer { place += 1 }
                guard let message = inference.message(at: place) else { return event }
                return HandshakeEvent(
                    .inferred(message, length: length),
                    from: event.sender,
                    at: event.packet,
                    basis: .inferred
                )
            default: return event
            }
        }
    }
}

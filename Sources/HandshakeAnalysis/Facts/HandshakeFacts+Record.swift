public import ByteParsing
public import TLSWire

extension HandshakeFacts {
    /// Takes in the next event of the log.
    public mutating func record(_ event: HandshakeEvent) {
        note(
            event.kind,
            Sighting(sender: event.sender, packet: event.packet, basis: event.basis, reach: event.reach)
        )
        updateProspects()
    }

    /// The same, for a caller that keeps no log, and that says itself when to ``updateProspects()``.
    public mutating func note(_ kind: borrowing HandshakeEvent.Kind, _ event: Sighting) {
        if event.basis == .decrypted { isDecrypted = true }
        switch kind {
        case .closed: recordDeparture(event, isReset: false)
        case .reset: recordDeparture(event, isReset: true)
        case .connectionClose(let close):
            noteConnectionClose(close, event)
            recordDeparture(event, isReset: false)
        case .sealedPacket(let packet): noteSealed(packet)
        case .handshakeDone: noteHandshakeDone(at: event.packet)
        case .gap(let bytes): recordMissing(bytes, of: event.sender)
        case .cut(let bytes):
            cutBytes[event.sender] += bytes
            recordMissing(bytes, of: event.sender)
        case .lostSynchronization:
            if lostSynchronization[event.sender] == nil { lostSynchronization[event.sender] = event.packet }
            if finished[event.sender] == nil { isHandshakeHoled[event.sender] = true }
        case .alert(let alert): recordAlert(alert, event)
        case .foreignSpeech(let speech):
            if foreignSpeech?.isGreeting ?? true { foreignSpeech = speech }
        case .carrier(let outcome): recordOutcome(outcome, event)
        case .proof(let proof):
            if event.sender == .client {
                clientCertificate?.proof = proof
            } else {
                serverCertificate?.proof = proof
            }
        case .flightAgain(let count):
            repetitions[event.sender] = FlightRepetition(count: count, packet: event.packet)
        case .encryptedAlert(let length):
            recordAlert(nil, event)
            renegotiationRecords?.receiveAlert(
                RenegotiationRecords.Record(length: length, sender: event.sender, packet: event.packet)
            )
        default:
            receiveMessage(event)
            recordMessage(kind, event)
        }
    }

    /// A carrier that ends an exchange ends it like a close.
    private mutating func recordOutcome(_ outcome: CarrierOutcome, _ event: Sighting) {
        carrierOutcome = outcome
        switch outcome.kind {
        case .rejected, .left: recordDeparture(event, isReset: false)
        case .accepted, .silent, .owing: break
        }
    }

    private mutating func recordMissing(_ bytes: Int, of sender: Role) {
        missingBytes[sender] += bytes
        recordsBeforeGap[sender] = encryptedRecords.count
        if finished[sender] == nil {
            isHandshakeHoled[sender] = true
        } else {
            isAftermathHoled[sender] = true
        }
    }

    /// Takes in what is to be said of a side's certificate, once nothing more will come.
    public mutating func noteTrust(
        _ role: Role,
        _ trust: ChainTrust?,
        isExpected: Bool?,
        expectedNames: [String] = []
    ) {
        if role == .client {
            clientCertificate?.trust = trust
            clientCertificate?.isExpected = isExpected
            if isExpected == false { self.expectedNames = expectedNames }
        } else {
            serverCertificate?.trust = trust
        }
    }

    private mutating func recordDeparture(_ event: Sighting, isReset: Bool) {
        if recordsBeforeDeparture[event.sender] == nil {
            recordsBeforeDeparture[event.sender] = encryptedRecords.count
        }
        let departure = Departure(
            role: event.sender,
            isReset: isReset,
            packet: event.packet,
            reach: event.reach
        )
        if firstDeparture.map({ departure.comes(before: $0) }) ?? true { firstDeparture = departure }
        if departures.count < 4 { departures.append(departure) }
    }

    private mutating func recordAlert(_ alert: Alert?, _ event: Sighting) {
        isSeen[event.sender] = true
        if let alert, alert.description == .noCertificate, event.sender == .client, alert.level != .fatal {
            noCertificateAlert = event.packet
            return
        }
        if let alert, alert.description == .noRenegotiation || alert.description == .closeNotify {
            withdrawRenegotiation()
        }
        if firstDeparture == nil, alert?.description == .closeNotify {
            firstDeparture = Departure(
                role: event.sender,
                isReset: false,
                packet: event.packet,
                reach: event.reach
            )
        }
        guard alerts.count < 16 else { return }
        let fact = AlertFact(alert, from: event.sender, at: event.packet, basis: event.basis)
        alerts.append(
            AlertSighting(
                fact: fact,
                isAfterHandshake: isComplete,
                isAfterDeparture: hasDeparted(event.sender.opposite),
                reach: event.reach
            )
        )
    }

    private mutating func recordMessage(_ kind: borrowing HandshakeEvent.Kind, _ event: Sighting) {
        switch kind {
        case .message(let message): recordMessage(message, event)
        case .certificate(let chain):
            recordCertificate(chain, event)
        case .malformed(let type, _):
            if malformed.count < 16 { malformed.append((type, event.sender, event.packet)) }
            if finished[event.sender] == nil { isHandshakeHoled[event.sender] = true }
        case .changeCipherSpec: recordChangeCipherSpec(event)
        case .encryptedHandshake(let length): recordEncryptedHandshake(length, event)
        // Secrets that opened anything are this connection's: then what is lost of a later handshake made other keys.
        case .secretsRefused: if !isDecrypted { hasRefusedSecrets = true }
        case .refusedByApplication(let refusal): recordRefusal(refusal)
        case .answeredByApplication(let code):
            let isAfterRefusal = applicationRefusal.map { $0.packet.comes(before: event.packet) } ?? false
            if applicationAnswer == nil || isAfterRefusal {
                applicationAnswer = ApplicationAnswer(code: code, packet: event.packet)
            }
        case .tunnelsTLS(let target): innerTLS = InnerTLS(target: target, packet: event.packet)
        case .applicationData(let length): recordApplicationData(length, event)
        case .inferred, .alert, .encryptedAlert, .proof, .flightAgain, .gap, .cut, .lostSynchronization,
            .closed, .reset, .foreignSpeech, .carrier, .sealedPacket, .connectionClose, .handshakeDone:
            break
        }
    }

    private mutating func recordRefusal(_ refusal: ApplicationRefusal) {
        applicationRefusal = refusal.tied(
            to: clientCertificate?.chain.leaf,
            server: serverCertificate?.chain.leaf,
            serverName: clientHello?.message.serverName
        )
    }

    /// The client presented a certificate of which the capture lacks at least a part.
    public mutating func noteUnseenCertificate(at packet: PacketReference) {
        guard clientCertificate == nil else { return }
        clientCertificate = CertificateFacts(
            packet: packet,
            chain: CertificateChain(.hidden),
            basis: .inferred
        )
    }

    /// A side's Finished, which the capture lacks, went before this packet.
    public mutating func noteFinished(by sender: Role, before packet: PacketReference) {
        if finished[sender] == nil { finished[sender] = packet }
    }

    mutating func recordApplicationData(_ length: Int, _ event: Sighting) {
        if event.sender == .client, isAskedAgain { isAskedAgain = false }
        if isTLS13, event.basis == .observed {
            noteEncryptedRecord(length: length, from: event.sender)
            encryptedRecords.append(
                length: length,
                from: event.sender,
                at: event.packet,
                reach: event.reach
            )
        } else if !isTLS13 || finished.client != nil {
            // What a server sends before the client's Finished says nothing about its certificate.
            if applicationData[event.sender] == nil { applicationData[event.sender] = event.packet }
            // Its Finished may be what the capture lacks.
            if isRenegotiationRead, isComplete { keepEarlierAnswer() }
            if readRecords[event.sender] < EncryptedRecords.limit { readRecords[event.sender] += 1 }
            if isDataOfInterest { noteData(length: length, event) }
        }
    }

    /// A handshake record came that begins nothing that is known.
    ///
    /// Over datagrams it may be HelloRequest, or what a client's hello was answered with that is not there.
    mutating func noteStrayHandshake() {
        hasStrayHandshake = true
        if framing == .dtls { isAskedAgain = true }
    }

    mutating func recordChangeCipherSpec(_ event: Sighting) {
        if renegotiationRecords != nil, !isRenegotiationRead {
            renegotiationRecords?.hasChangedCipherSpec[event.sender] = true
        } else if changeCipherSpec[event.sender] == nil {
            changeCipherSpec[event.sender] = event.packet
        }
    }

    /// The first after ChangeCipherSpec is Finished; after both, the client's ClientHello starts another handshake.
    mutating func recordEncryptedHandshake(_ length: Int, _ event: Sighting) {
        guard finished[event.sender] != nil else {
            finished[event.sender] = event.packet
            if isComplete { keepEarlierAnswer() }
            return
        }
        let record = RenegotiationRecords.Record(length: length, sender: event.sender, packet: event.packet)
        if renegotiationRecords == nil {
            guard isComplete, event.sender == .client else { return noteStrayHandshake() }
            renegotiation = event.packet
            isAskedAgain = false
            renegotiationRecords = RenegotiationRecords()
            forgetData()
        }
        renegotiationRecords?.receive(record)
    }
}

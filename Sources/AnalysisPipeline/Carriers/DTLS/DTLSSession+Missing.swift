import ByteParsing
import HandshakeAnalysis
import TLSWire

// What the capture lacks of a connection: message numbers tell it, the numbers of records, and what the other side answers.

extension DTLSSession {
    /// A side that says something new has got all that the other one said before.
    ///
    /// But for HelloVerifyRequest: GnuTLS sends it for the first piece of a hello, which comes again as a whole.
    @inline(__always)
    func noteTurn(of sender: Role, _ packet: PacketReference, by type: HandshakeType? = nil) {
        sides[sender].repetitions = 0
        if lastSpeaker != sender { change(speaker: sender, packet, by: type) }
    }

    private func change(speaker sender: Role, _ packet: PacketReference, by type: HandshakeType?) {
        lastSpeaker = sender
        giveUp(sender.opposite, packet, comesAgain: type == .helloVerifyRequest)
    }

    /// What a piece is whose number is that of a message that was read.
    enum BackwardStep {
        /// Of a message that was sent again.
        case repetition
        /// Of a hello that HelloVerifyRequest was sent for before all of it was there.
        case restOfHello
        /// The first of a stack that counts anew after HelloVerifyRequest.
        case restart
    }

    func backwardStep(to fragment: DTLSFragment, _ bytes: Span<UInt8>, _ sender: Role) -> BackwardStep {
        guard cookie != nil, stream.records.handshake.facts.serverHello == nil else { return .repetition }
        switch (sender, fragment.type) {
        case (.client, .clientHello) where !fragment.isWhole: return .restOfHello
        case (.client, .clientHello) where fragment.sequence == 0 && sides[.client].assembly.next == 1:
            var reader = ByteReader(bytes.extracting(fragment.content))
            let hello = try? ClientHello(parsing: &reader)
            return hello?.legacyCookie.isEmpty == false ? .restart : .repetition
        case (.server, .serverHello) where fragment.sequence == 0 && fragment.isWhole: return .restart
        default: return .repetition
        }
    }

    /// Gives up what is missing of a sender.
    func giveUp(_ sender: Role, _ packet: PacketReference, comesAgain: Bool = false) {
        while !sides[sender].assembly.isIdle, let hole = sides[sender].assembly.skip() {
            if !comesAgain { note(hole, of: sender, packet) }
            drain(sender)
        }
        settleBudget(sender, packet)
        releaseHeld(sender, all: true)
        releaseEarly()
    }

    private func note(_ hole: DTLSAssembly.Hole, of sender: Role, _ packet: PacketReference) {
        guard hole.messages > 0 || hole.bytes > 0 else { return }
        let next = sides[sender].assembly.next
        // The hello that a cookie was sent back in says what the first said.
        if sender == .client, hole.messages == 1, stream.records.handshake.facts.clientHello != nil,
            stream.records.handshake.facts.clientCertificate == nil,
            stream.records.handshake.facts.clientKeyExchange == nil,
            let number = serverHelloNumber, next == number &+ 1
        {
            stream.records.handshake.receiveLoss(.message, from: sender, at: packet)
            return
        }
        let bytes = hole.bytes + hole.messages * DTLSFragment.headerLength
        stream.records.handshake.receiveGap(bytes, isCut: hole.isCut, from: sender, at: packet)
        notes.missingBytes += bytes
        // A piece tells how long the message is.
        if sender == .client, hole.type == .certificate, hole.length >= Self.shortestCertificate {
            stream.records.handshake.receiveUnseenCertificate(at: packet)
        }
    }

    /// Nothing that has a key in it takes less.
    private static let shortestCertificate = 40

    func settleBudget(_ sender: Role, _ packet: PacketReference) {
        let growth = sides[sender].assembly.weight - sides[sender].reservedBytes
        if growth == 0 { return }
        guard growth > 0 else {
            budget.release(-growth)
            sides[sender].reservedBytes += growth
            return
        }
        if budget.reserve(growth) {
            sides[sender].reservedBytes += growth
        } else {
            notes.isLimitHit = true
            while let hole = sides[sender].assembly.skip() {
                note(hole, of: sender, packet)
                drain(sender)
            }
            budget.release(sides[sender].reservedBytes)
            sides[sender].reservedBytes = 0
        }
    }

    /// A message or record came that had come before.
    func noteRepetition(_ sender: Role, _ packet: PacketReference) {
        let now = packet.time.nanoseconds
        guard sides[sender].lastHeard != .min, now &- sides[sender].lastHeard >= Self.shortestTimer else {
            return
        }
        sides[sender].lastHeard = now
        sides[sender].repetitions += 1
        sides[sender].repetitionsInAll += 1
        endFlight(of: sender)
        stream.records.handshake.receiveRepetition(sides[sender].repetitions, from: sender, at: packet)
    }

    /// Nothing more will come.
    func conclude() {
        giveUpWaiting()
        noteUnseenFlights()
        for name in names { directory.remove(name) }
        names = []
        for role in [Role.client, .server] {
            budget.release(sides[role].reservedBytes)
            sides[role].reservedBytes = 0
        }
    }

    /// So many bytes of a datagram were cut off, and nobody can say what was in them.
    func noteCut(_ count: Int, of sender: Role, _ packet: PacketReference) {
        stream.records.handshake.receiveGap(count, isCut: true, from: sender, at: packet)
        notes.missingBytes += count
    }

    // MARK: What an alert answers

    /// Notes the flights that an alert answers and of which the capture holds nothing that would show a hole.
    private func noteUnseenFlights() {
        if let alert = sides[.server].alert { noteUnseenFlights(beforeServer: alert) }
        if let alert = sides[.client].alert, lacksServerFlight(beforeClient: alert.alert) {
            noteUnseenFlight(of: .server, alert.packet)
        }
        // Whoever takes a session up again waits for the other's Finished before it says goodbye.
        if stream.records.handshake.facts.firstDeparture?.role == .server,
            stream.records.handshake.facts.finished.client == nil,
            stream.records.handshake.facts.isAbbreviated
        {
            noteUnseenFlight(of: .client, last)
        }
    }

    private func noteUnseenFlights(beforeServer sent: DTLSSide.PlainAlert) {
        let hasAnswer =
            stream.records.handshake.facts.clientCertificate != nil
            || stream.records.handshake.facts.clientKeyExchange != nil
        guard !hasAnswer else { return }
        let isFlightWhole = stream.records.handshake.facts.serverHelloDone != nil
        if isFlightWhole
            ? stream.records.handshake.facts.isRequested : sent.alert.presupposesClientCertificate
        {
            noteUnseenFlight(of: .client, sent.packet)
        }
        let lacksRecords = sides[.server].lacksRecords(before: sent, answering: sides[.client].helloNumber)
        // Whoever has sent a hello has sent the rest of its flight, in one go.
        if !isFlightWhole, stream.records.handshake.facts.serverHello != nil || lacksRecords {
            noteUnseenFlight(of: .server, sent.packet)
        }
    }

    /// A client has nothing to object to before it has heard something.
    private func lacksServerFlight(beforeClient alert: Alert) -> Bool {
        guard stream.records.handshake.facts.serverHelloDone == nil,
            stream.records.handshake.facts.changeCipherSpec.server == nil
        else {
            return false
        }
        return stream.records.handshake.facts.serverHello != nil || cookie != nil
            || alert.refusesServerCertificate
    }

    func noteUnseenFlight(of sender: Role, _ packet: PacketReference) {
        guard !stream.records.handshake.facts.isHandshakeHoled[sender] else { return }
        stream.records.handshake.receiveGap(DTLSFragment.headerLength, isCut: false, from: sender, at: packet)
        notes.missingBytes += DTLSFragment.headerLength
    }
}

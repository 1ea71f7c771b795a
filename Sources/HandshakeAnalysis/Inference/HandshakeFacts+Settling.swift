import ByteParsing
public import TLSWire

// When nothing that can still come will change what is inferred.

extension HandshakeFacts {
    /// The server went on after the client's answer, with records of two sizes.
    ///
    /// One size may be tickets, after which an application can still refuse; a second is data. What follows is of
    /// interest as well where that may be a refusal, until there is too much of it for one. A client that allows it can be
    /// asked later.
    @inline(__always)
    var isInferenceSettled: Bool {
        let isClientFull = !encryptedRecords.hasRoom(for: .client)
        let isServerFull = !encryptedRecords.hasRoom(for: .server)
        if isDecrypted { return isClientFull && isServerFull }
        if isClientFull || (isServerFull && isAnsweredByServer) { return true }
        return serverAnswers > 1 && (!mayBeRefused || serverAnswerBytes > Self.amplyServed)
            && !offersPostHandshakeAuth && clientHello?.message.offersEarlyData == false
    }

    /// More than shows that a server serves, and its tickets beside that.
    private static let amplyServed = ProofOfUse.largestPage + DataExchange.proofBytes

    /// Whether nothing more that comes of the application's data would say more of how the server takes the client.
    @inline(__always)
    var isUseSettled: Bool {
        // Words of an unknown protocol count if the server leaves with them.
        if !rare.isEmpty, rare[0].applicationRefusal?.applicationProtocol == .text { return false }
        if !mayBeRefused { return true }
        // What an error of HTTP/2 means shows in how the connection ends.
        if !rare.isEmpty,
            rare[0].applicationAnswer != nil || rare[0].applicationRefusal?.isStreamError == false
        {
            return true
        }
        let served = dataRecords.sum(of: .server) - DataExchange.largestOverhead
        // A server that goes on after its first answer has not closed behind it.
        return served > ProofOfUse.largestPage
            || (served > DataExchange.proofBytes && dataRecords.lastSender == .client)
            || !dataRecords.hasRoom(for: .server) || !dataRecords.hasRoom(for: .client)
    }

    /// The client allows to be asked after the handshake (RFC 9846, section 4.3.5), which a request may bring on: as many
    /// records are waited for as are looked at without keys.
    @inline(__always)
    var mayBeAskedLater: Bool {
        guard isTLS13, readRecords.client < EncryptedRecords.limit,
            readRecords.server < EncryptedRecords.limit
        else { return false }
        return offersPostHandshakeAuth
    }

    /// Whether the size of another record of data would be kept.
    ///
    /// Mutating in form only: who asks from another module would get a copy of all facts
    /// (docs/performance-diary.md#what-the-compiler-copies).
    public mutating func wantsData(from sender: Role) -> Bool {
        if applicationData[sender] == nil { return true }
        return isDataOfInterest && dataRecords.hasRoom(for: sender)
    }

    /// A client certificate was asked for, as its answer shows where the request was lost, or had been when the session began that
    /// is resumed.
    @inline(__always)
    var isDataOfInterest: Bool {
        if case .some = certificateRequest { return true }
        if case .some = clientCertificate { return true }
        return !isTLS13 && isAbbreviated
    }

    /// Takes in how much data a record holds after a handshake in which a client certificate was asked for.
    ///
    /// The first of the server's decides whether to look at what follows: a server that lets a client in without a
    /// certificate, or with one that has a fault, has yet to show that it serves it.
    mutating func noteData(length: Int, _ event: Sighting) {
        if event.sender == .server, dataRecords.count(of: .server) == 0 {
            let overhead = isDecrypted ? nil : serverHello.flatMap { RecordOverhead($0.message) }
            let bytes = overhead?.messages(in: length)?.upperBound ?? length
            mayBeRefused = isPreceded || NginxPage.mayBegin(bytes) || isDoubtful
        }
        dataRecords.append(length: length, from: event.sender, at: event.packet)
    }

    /// The server went on with the application although a client that was asked after the handshake said other things.
    var hasServerAnsweredSinceRequest: Bool {
        let records = 0..<dataRecords.count
        guard let first = records.first(where: { dataRecords.sender(at: $0) == .client }) else {
            return false
        }
        return records.dropFirst(first).contains { dataRecords.sender(at: $0) == .server }
    }

    @inline(__always)
    private var isDoubtful: Bool {
        guard isRequested else { return false }
        guard let certificate = clientCertificate else { return true }
        return certificate.chain.isEmpty
            || certificate.chain.outlook.mayBeFaulty(of: .client, at: certificate.packet.time)
            || certificate.proof == .invalid
    }

    /// Data from before another handshake says nothing of that one.
    mutating func forgetData() {
        applicationData = PerRole(nil)
        dataRecords = EncryptedRecords()
        mayBeRefused = false
    }

    /// The server sent more than an alert after the client's first record.
    @inline(__always)
    var isAnsweredByServer: Bool { serverAnswers > 0 }

    mutating func noteEncryptedRecord(length: Int, from sender: Role) {
        guard sender == .server else {
            if encryptedRecords.count(of: .client) == 0 { mayBeRefused = isPreceded || isDeclining(length) }
            return
        }
        guard encryptedRecords.count(of: .client) > 0 else { return }
        serverAnswerBytes += length
        guard length > Self.largestAlertRecord, !TicketRecords.mayBePair(length, lastServerRecord) else {
            return
        }
        lastServerRecord = length
        serverAnswers = min(serverAnswers + 1, 2)
        if !mayBeRefused, let arithmetic {
            mayBeRefused = NginxPage.mayBegin(arithmetic.longestMessage(in: length))
        }
    }

    @inline(__always)
    private var arithmetic: RecordArithmetic? {
        serverHello.flatMap { RecordArithmetic($0.message.cipherSuite, framing) }
    }

    /// Whether a client's first record may be an empty Certificate, with its Finished or without.
    @inline(__always)
    private func isDeclining(_ length: Int) -> Bool {
        guard let arithmetic else { return false }
        for padding in RecordArithmetic.paddingOfFlights
        where arithmetic.holds(length, arithmetic.emptyCertificate, padding)
            || arithmetic.holds(length, arithmetic.decliningFlight, padding)
        {
            return true
        }
        return false
    }

    /// A record of the server that nobody opened holds more than an alert.
    @inline(__always)
    var hasServerSentSealedData: Bool {
        (0..<encryptedRecords.count).contains { place in
            encryptedRecords.sender(at: place) == .server
                && encryptedRecords.length(at: place) > Self.largestAlertRecord
        }
    }

    /// That of JSSE.
    private static let largestAlertRecord = 35
}

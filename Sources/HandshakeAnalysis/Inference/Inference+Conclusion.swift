import ByteParsing
import TLSWire

extension Inference {
    mutating func conclude() {
        let records = facts.encryptedRecords
        // A hole in the client's direction may be a message; what is left fits nothing.
        guard records.count > 0, !facts.isHandshakeHoled.client, facts.missingBytes.client == 0,
            facts.lostSynchronization.client == nil, facts.isSeen.client, facts.isSeen.server,
            !facts.hasUnreadAnswer
        else { return }
        noteServerFlight()
        guard let flight = clientFlight else {
            if clientPlaces.count == 0 { return concludeWithoutAnswer() }
            let place = clientPlaces[0]
            steps.append(.clientRecordsFitNothing(record: length(place), packet(place)))
            return
        }
        let start = start(of: flight)
        noteArithmetic(.client, flight.padding)
        switch flight.answer {
        case .alert: concludeClientAlert(flight, start)
        case .finishedOnly:
            steps.append(.clientFinishedOnly(record: length(end(of: flight)), packet(end(of: flight))))
            concludeFinishedOnly(flight)
        case .presented where flight.isTogether && serverFlight == nil && !isServerFlightTogether:
            // Neither side has a record whose size only one message has: both may be padded, and hold anything.
            steps.append(.clientRecordsFitNothing(record: length(start), packet(start)))
        case .declined, .presented:
            noteAnswer(flight, start)
            let after = aftermath(of: flight, after: start, end(of: flight))
            concludeAnswer(
                isPresented: flight.answer == .presented,
                after,
                certainty(of: flight, says: true),
                start: start,
                finish: flight.isWhole ? end(of: flight) : nil
            )
        }
    }

    // MARK: Steps

    private mutating func noteArithmetic(_ role: Role, _ padding: RecordPadding) {
        let record = arithmetic.record(of: arithmetic.finished, padding)
        steps.append(.arithmetic(of: role, finished: arithmetic.finished, record: record, padding: padding))
    }

    private mutating func noteServerFlight() {
        guard serverPlaces.count > 0 else { return }
        if let flight = serverFlight {
            if flight.padding != .none { noteArithmetic(.server, flight.padding) }
            let last = packet(serverPlaces[flight.recordCount - 1])
            if flight.isResumption {
                steps.append(.serverFlightResumes(last))
            } else if let position = flight.requestPosition {
                let place = serverPlaces[position]
                steps.append(
                    .serverFlightRequests(records: flight.recordCount, request: length(place), packet(place))
                )
            } else if flight.isRequested == false {
                steps.append(.serverFlightDoesNotRequest(records: flight.recordCount, last))
            } else {
                steps.append(.serverFlightNotReadable(records: flight.recordCount, last))
            }
        } else if isServerFlightTogether {
            steps.append(.serverFlightTogether(bytes: length(serverPlaces[0]), packet(serverPlaces[0])))
            if serverPadding != .none { noteArithmetic(.server, serverPadding) }
        } else {
            let last = packet(serverPlaces[serverPlaces.count - 1])
            steps.append(.serverFlightNotReadable(records: serverPlaces.count, last))
        }
    }

    /// The first record has room for a flight with a certificate, and is all of it, or full.
    @inline(__always)
    var isServerFlightTogether: Bool {
        guard serverFlight == nil, serverPlaces.count > 0 else { return false }
        // Several records that fit nothing are padded in a manner that nobody knows.
        if serverPlaces.count > 2, clientPlaces.count > 0, serverPlaces[2] < clientPlaces[0],
            length(serverPlaces[0]) < RecordArithmetic.largestFragment
        {
            return false
        }
        return arithmetic.longestMessage(in: length(serverPlaces[0])) >= 256 + arithmetic.finished
            && !arithmetic.looksPadded(facts.encryptedRecords, serverPlaces, at: 0)
    }

    private mutating func noteAnswer(_ flight: ClientFlight, _ start: Int) {
        let end = end(of: flight)
        switch (flight.answer, flight.isTogether) {
        case (.declined, false):
            steps.append(
                .clientDeclined(
                    certificate: length(start),
                    finished: flight.isWhole ? length(end) : nil,
                    packet(start)
                )
            )
        case (.declined, true): steps.append(.clientDeclinedTogether(record: length(start), packet(start)))
        case (_, true): steps.append(.clientPresentedTogether(record: length(start), packet(start)))
        default:
            let verify = clientPlaces[flight.first + flight.recordCount - 2]
            steps.append(
                .clientPresented(
                    certificate: length(start),
                    verify: length(verify),
                    finished: length(end),
                    packet(start)
                )
            )
            if let sizes = flight.verify { noteKey(sizes) }
            if let sizes = flight.certificate { noteCertificate(sizes) }
        }
    }

    mutating func noteKey(_ verify: ClosedRange<Int>) {
        guard let kind = SignatureKind.of(certificateVerify: verify, around: arithmetic.aroundSignature).kind
        else { return }
        steps.append(.clientKey(kind, signature: verify.upperBound - arithmetic.aroundSignature))
    }

    private mutating func noteCertificate(_ sizes: ClosedRange<Int>) {
        let mayBeCompressed = facts.clientHello?.message.certificateCompressionAlgorithms.isEmpty == false
        steps.append(
            .certificateSize(
                sizes.upperBound,
                isExact: sizes.count == 1,
                mayBeCompressed: mayBeCompressed
            )
        )
    }

    // MARK: How sure

    /// How far the client's answer is certain, which says whether it was asked, given what the server's flight shows.
    mutating func certainty(of flight: ClientFlight, says isRequested: Bool) -> Verdict.Confidence {
        if let seen = serverFlight?.isRequested {
            guard seen == isRequested else {
                steps.append(.flightsContradict)
                return .low
            }
            return flight.isExact ? .high : .medium
        }
        if !flight.isExact, !isServerFlightTogether { return .low }
        guard flight.isExact, flight.padding == .none, facts.missingBytes.server == 0 else { return .medium }
        return isServerFlightTogether || flight.verify != nil ? .high : .medium
    }

    static func least(_ left: Verdict.Confidence, _ right: Verdict.Confidence) -> Verdict.Confidence {
        let order: [Verdict.Confidence] = [.low, .medium, .high]
        for level in order where left == level || right == level { return level }
        return .low
    }
}

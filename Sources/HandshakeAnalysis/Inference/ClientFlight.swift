internal import TLSWire

/// How the client answered the server's flight, as far as the sizes of its first encrypted records tell.
///
///                                          Finished      nobody asked
///     Certificate (8 bytes)                Finished      asked, and the client has none
///     Certificate, CertificateVerify,      Finished      asked, and the client presents one
///     Alert                                              the client refuses
struct ClientFlight: Hashable, Sendable {
    enum Answer: Hashable, Sendable { case finishedOnly, declined, presented, alert }

    var answer: Answer
    var padding = RecordPadding.none
    /// The client's first record that belongs to it: records of early data go before.
    var first = 0
    /// Records that it takes; 0 where the last of them is not known.
    var recordCount: Int
    /// It reaches to Finished.
    var isWhole = true
    /// Several messages share a record.
    var isTogether = false
    /// The sizes of the Certificate and of the CertificateVerify, where they have records of their own.
    var certificate: ClosedRange<Int>?
    var verify: ClosedRange<Int>?
    /// The arithmetic has only this reading as long as records are not padded at random.
    var isExact = true
}

/// Reads the client's flight out of its records.
struct ClientFlightReader {
    let arithmetic: RecordArithmetic
    /// The client offered application_settings, so an EncryptedExtensions of its own may come first.
    let mayHaveExtensions: Bool
    /// The hello is one that JSSE sends; what that pads, shows in no record that has several messages.
    let isJSSE: Bool
    /// What the server's flight shows; needed only where padding hides the client's.
    let isRequested: Bool?

    /// An EncryptedExtensions with empty application_settings, as Chromium sends for HTTP/2.
    private var emptySettings: Int { arithmetic.header + 2 + 4 }

    /// - Returns: `nil` if nothing that a client may answer has such records.
    func read(_ records: EncryptedRecords, _ places: RecordPlaces, from first: Int) -> ClientFlight? {
        guard first < places.count else { return nil }
        if let padding = arithmetic.largeBlock(records, places) {
            var flight = readHidden(records, places, first, padding)
            flight?.first = first
            flight?.isExact = false
            return flight
        }
        for padding in RecordPadding.known {
            if var flight = readSeparate(records, places, first, padding) {
                flight.first = first
                return flight
            }
        }
        if var flight = readTogether(records, places, first) ?? readAfterExtensions(records, places, first)
            ?? readPart(records, places, first)
        {
            flight.first = first
            return flight
        }
        return nil
    }

    // MARK: A record for each message

    private func readSeparate(
        _ records: EncryptedRecords,
        _ places: RecordPlaces,
        _ first: Int,
        _ padding: RecordPadding
    ) -> ClientFlight? {
        let length = records.length(at: places[first])
        if arithmetic.holds(length, arithmetic.finished, padding) {
            return ClientFlight(answer: .finishedOnly, padding: padding, recordCount: 1)
        }
        if arithmetic.holds(length, arithmetic.emptyCertificate, padding) {
            guard places.count > first + 1,
                arithmetic.holds(records.length(at: places[first + 1]), arithmetic.finished, padding)
            else { return nil }
            return ClientFlight(answer: .declined, padding: padding, recordCount: 2)
        }
        var last = first + 2
        while last < places.count {
            defer { last += 1 }
            guard arithmetic.holds(records.length(at: places[last]), arithmetic.finished, padding),
                let verify = arithmetic.messages(in: records.length(at: places[last - 1]), padding),
                SignatureKind.of(certificateVerify: verify, around: arithmetic.aroundSignature).isPossible,
                let certificate = certificate(records, places, first..<last - 1, padding)
            else { continue }
            return ClientFlight(
                answer: .presented,
                padding: padding,
                recordCount: last - first + 1,
                certificate: certificate,
                verify: verify
            )
        }
        return nil
    }

    /// The size of a Certificate, which may be cut into records of the same size and a shorter last one.
    private func certificate(
        _ records: EncryptedRecords,
        _ places: RecordPlaces,
        _ range: Range<Int>,
        _ padding: RecordPadding
    ) -> ClosedRange<Int>? {
        let full = records.length(at: places[range.lowerBound])
        var sum = 0...0
        for position in range {
            let length = records.length(at: places[position])
            let isLast = position == range.upperBound - 1
            guard isLast ? length <= full : length == full,
                let part = arithmetic.messages(in: length, padding)
            else { return nil }
            // Of DTLS, each part after the first begins with a header again.
            let header = arithmetic.repeatsHeader && position > range.lowerBound ? arithmetic.header : 0
            guard part.lowerBound >= header else { return nil }
            sum = sum.lowerBound + part.lowerBound - header...sum.upperBound + part.upperBound - header
        }
        return sum.upperBound >= arithmetic.smallestCertificate ? sum : nil
    }

    /// Where padding makes all small messages alike, their number tells, if it is known whether one was asked for.
    private func readHidden(
        _ records: EncryptedRecords,
        _ places: RecordPlaces,
        _ first: Int,
        _ padding: RecordPadding
    ) -> ClientFlight? {
        guard arithmetic.hidesSmallMessages(padding),
            arithmetic.holds(records.length(at: places[first]), arithmetic.finished, padding)
        else { return readSeparate(records, places, first, padding) }
        guard let isRequested else { return nil }
        if !isRequested { return ClientFlight(answer: .finishedOnly, padding: padding, recordCount: 1) }
        guard places.count > first + 1,
            arithmetic.holds(records.length(at: places[first + 1]), arithmetic.finished, padding)
        else { return nil }
        return ClientFlight(answer: .declined, padding: padding, recordCount: 2)
    }

    // MARK: Several messages in a record

    private func readTogether(
        _ records: EncryptedRecords,
        _ places: RecordPlaces,
        _ first: Int
    ) -> ClientFlight? {
        let length = records.length(at: places[first])
        let size = arithmetic.longestMessage(in: length)
        for padding in RecordArithmetic.paddingOfFlights
        where arithmetic.holds(length, arithmetic.decliningFlight, padding) {
            return ClientFlight(answer: .declined, padding: padding, recordCount: 1, isTogether: true)
        }
        guard size >= smallestPresentation else { return nil }
        if isRequested == false, (length - arithmetic.tagSize).isMultiple(of: 32) {
            return ClientFlight(
                answer: .finishedOnly,
                padding: .block(length - arithmetic.tagSize),
                recordCount: 1,
                isExact: false
            )
        }
        var flight = ClientFlight(answer: .presented, recordCount: 1, isTogether: true)
        if isJSSE { flight.padding = .constant(16) }
        // What is as long as a padded record may be one, and hold anything.
        flight.isExact = !arithmetic.looksPadded(records, places, at: first) && !mayHaveExtensions
        flight.recordCount = 1
        if size >= RecordArithmetic.largestFragment { flight.recordCount = min(2, places.count - first) }
        return flight
    }

    /// The smallest Certificate, the smallest CertificateVerify and a Finished.
    private var smallestPresentation: Int {
        arithmetic.smallestCertificate + arithmetic.aroundSignature + 64 + arithmetic.finished
    }

    /// What follows the client's EncryptedExtensions of application_settings.
    private func readAfterExtensions(
        _ records: EncryptedRecords,
        _ places: RecordPlaces,
        _ first: Int
    ) -> ClientFlight? {
        guard mayHaveExtensions else { return nil }
        let size = arithmetic.longestMessage(in: records.length(at: places[first]))
        switch size {
        case emptySettings:
            guard places.count > first + 1, var flight = readSeparate(records, places, first + 1, .none)
            else {
                return nil
            }
            flight.recordCount += 1
            flight.isExact = false
            return flight
        case emptySettings + arithmetic.finished:
            return ClientFlight(answer: .finishedOnly, recordCount: 1, isTogether: true, isExact: false)
        case emptySettings + arithmetic.emptyCertificate + arithmetic.finished:
            return ClientFlight(answer: .declined, recordCount: 1, isTogether: true, isExact: false)
        default: return nil
        }
    }

    // MARK: Less than a flight

    /// An alert, or the beginning of a flight that never went on.
    private func readPart(
        _ records: EncryptedRecords,
        _ places: RecordPlaces,
        _ first: Int
    ) -> ClientFlight? {
        let length = records.length(at: places[first])
        for padding in RecordPadding.known {
            if arithmetic.holds(length, RecordArithmetic.alert, padding) {
                // Mbed TLS pads an alert and an empty Certificate to the same size.
                let isExact = !arithmetic.holds(length, arithmetic.emptyCertificate, padding)
                return ClientFlight(
                    answer: .alert,
                    padding: padding,
                    recordCount: 1,
                    isWhole: false,
                    isExact: isExact
                )
            }
            if arithmetic.holds(length, arithmetic.emptyCertificate, padding) {
                return ClientFlight(answer: .declined, padding: padding, recordCount: 1, isWhole: false)
            }
        }
        return nil
    }
}

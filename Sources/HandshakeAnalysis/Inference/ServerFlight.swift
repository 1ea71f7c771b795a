internal import TLSWire

/// What the records between the ServerHello and the server's Finished tell, where each holds one message.
///
///     EncryptedExtensions  CertificateRequest  Certificate  CertificateVerify  Finished      somebody is asked
///     EncryptedExtensions                      Certificate  CertificateVerify  Finished      nobody is
///     EncryptedExtensions                                                      Finished      a session is resumed
struct ServerFlight: Hashable, Sendable {
    let padding: RecordPadding
    /// Records up to Finished.
    let recordCount: Int
    /// The CertificateRequest's record among the server's; `nil` if there is none.
    let requestPosition: Int?
    /// Whether it contains a CertificateRequest; `nil` if a message may be cut into records at an unknown size.
    let isRequested: Bool?
    let isResumption: Bool

    /// Reads the server's records, of which the first `count` precede whatever the client answered; `nil` if they do not
    /// look like that, because the flight shares records or is not complete.
    init?(
        _ records: EncryptedRecords,
        _ places: RecordPlaces,
        count: Int,
        _ arithmetic: RecordArithmetic,
        isResumption: Bool
    ) {
        for padding in arithmetic.largeBlock(records, places).map({ [$0] }) ?? RecordPadding.known {
            if let flight = Self.read(records, places, count, arithmetic, isResumption, padding) {
                self = flight
                return
            }
        }
        return nil
    }

    private init(
        _ padding: RecordPadding,
        _ recordCount: Int,
        requestPosition: Int?,
        isRequested: Bool?,
        isResumption: Bool
    ) {
        self.padding = padding
        self.recordCount = recordCount
        self.requestPosition = requestPosition
        self.isRequested = isRequested
        self.isResumption = isResumption
    }

    private static func read(
        _ records: EncryptedRecords,
        _ places: RecordPlaces,
        _ count: Int,
        _ arithmetic: RecordArithmetic,
        _ isResumption: Bool,
        _ padding: RecordPadding
    ) -> ServerFlight? {
        if isResumption {
            guard count >= 2, arithmetic.holds(records.length(at: places[1]), arithmetic.finished, padding)
            else {
                return nil
            }
            return ServerFlight(padding, 2, requestPosition: nil, isRequested: false, isResumption: true)
        }
        // Where records are filled up to one size, any of them looks like Finished: then the flight has all that there are.
        var last = arithmetic.hidesSmallMessages(padding) ? max(3, count - 1) : 3
        while last < count {
            defer { last += 1 }
            guard arithmetic.holds(records.length(at: places[last]), arithmetic.finished, padding),
                let verify = arithmetic.messages(in: records.length(at: places[last - 1]), padding),
                SignatureKind.of(certificateVerify: verify, around: arithmetic.aroundSignature).isPossible
            else { continue }
            let isRequested = findRequest(records, places, 1..<last - 1, arithmetic, padding)
            return ServerFlight(
                padding,
                last + 1,
                requestPosition: isRequested == true ? 1 : nil,
                isRequested: isRequested,
                isResumption: false
            )
        }
        return nil
    }

    /// Whether the records between EncryptedExtensions and CertificateVerify hold one message or two.
    ///
    /// A message that is cut has records of the same, largest size, and a shorter last one.
    private static func findRequest(
        _ records: EncryptedRecords,
        _ places: RecordPlaces,
        _ range: Range<Int>,
        _ arithmetic: RecordArithmetic,
        _ padding: RecordPadding
    ) -> Bool? {
        // All of one size may be messages that are filled up, or pieces of one.
        if arithmetic.hidesSmallMessages(padding),
            range.allSatisfy({
                arithmetic.holds(records.length(at: places[$0]), arithmetic.finished, padding)
            })
        {
            return nil
        }
        guard range.count > 1 else { return false }
        if arithmetic.repeatsHeader { return findRequest(records, places, inDatagrams: range) }
        var largest = 0
        var largestCount = 0
        for position in range {
            let length = records.length(at: places[position])
            if length > largest { (largest, largestCount) = (length, 0) }
            if length == largest { largestCount += 1 }
        }
        let isFull = arithmetic.longestMessage(in: largest, padding) >= RecordArithmetic.largestFragment - 16
        guard largestCount > 1 || isFull || isFragmentLimit(largest, arithmetic) else {
            return range.count == 2 ? true : nil
        }
        // A last record that happens to be full ends a message as well, but nothing shows it.
        let ends = range.count - largestCount
        return ends == 1 ? false : ends == 2 ? true : nil
    }

    /// The same of DTLS, whose pieces are as large as a datagram allows: a record that is smaller than the largest ends a
    /// message, and so does the last.
    private static func findRequest(
        _ records: EncryptedRecords,
        _ places: RecordPlaces,
        inDatagrams range: Range<Int>
    ) -> Bool? {
        let lengths = range.map { records.length(at: places[$0]) }
        guard let largest = lengths.max(), largest >= smallestPiece else {
            return lengths.count == 2 ? true : nil
        }
        let ends = lengths.dropLast().count { $0 < largest } + 1
        return ends == 1 ? false : ends == 2 ? true : nil
    }

    /// Nobody is known to cut messages into smaller pieces than that.
    private static let smallestPiece = 200

    /// The sizes of max_fragment_length (RFC 6066, section 4), with and without the content type counted in.
    private static func isFragmentLimit(_ record: Int, _ arithmetic: RecordArithmetic) -> Bool {
        for limit in [512, 1024, 2048, 4096] where record == limit + arithmetic.tagSize + 1 { return true }
        return false
    }
}

internal import TLSWire

/// How a sender hides the sizes of its messages (RFC 9846, section 5.4).
public enum RecordPadding: Hashable, Sendable {
    case none
    /// The same number of bytes in every record, as JSSE adds 16.
    case constant(Int)
    /// Up to a multiple of so many bytes, the content type counted in, as Mbed TLS does with 16.
    case block(Int)

    /// What stacks are known to do, the most frequent first.
    static let known: [RecordPadding] = [.none, .constant(16), .block(16)]
}

/// The sizes that a cipher suite of TLS 1.3, and the framing of its messages, give to these and to their records.
struct RecordArithmetic: Hashable, Sendable {
    /// A Finished with its header.
    let finished: Int
    let tagSize: Int
    /// Before a message's body, and in DTLS before each fragment of it.
    let header: Int
    /// TLSInnerPlaintext's type of content; a packet of QUIC has none.
    private let contentType: Int
    /// A message that is cut has a header before each of its parts.
    let repeatsHeader: Bool

    /// Fails for a suite that is unknown or does not encrypt.
    init?(_ suite: CipherSuite, _ framing: HandshakeFraming = .tls) {
        guard let hash = suite.handshakeHash, case .aead(0, let tagSize)? = suite.recordProtection else {
            return nil
        }
        header = framing.headerLength
        contentType = framing.contentTypeLength
        repeatsHeader = framing == .dtls
        finished = header + hash.size
        self.tagSize = tagSize
    }

    static let alert = 2
    var endOfEarlyData: Int { header }
    /// A Certificate without entries: the context's length and the list's length.
    var emptyCertificate: Int { header + 1 + 3 }
    /// An empty Certificate and a Finished in one record.
    var decliningFlight: Int { emptyCertificate + finished }
    /// How those pad who put several messages into a record: JSSE's SSLEngine does, Mbed TLS does not.
    static let paddingOfFlights: [RecordPadding] = [.none, .constant(16)]
    /// What surrounds a signature: scheme and length.
    var aroundSignature: Int { header + 2 + 2 }
    /// A Certificate with one Ed25519 key of 44 bytes: nothing that can be presented is smaller.
    var smallestCertificate: Int { emptyCertificate + 5 + 44 }
    /// TLSInnerPlaintext's bytes at most.
    static let largestFragment = 1 << 14

    /// The record of a message.
    func record(of message: Int, _ padding: RecordPadding = .none) -> Int {
        switch padding {
        case .none: message + contentType + tagSize
        case .constant(let extra): message + contentType + extra + tagSize
        case .block(let size): (message + contentType + size - 1) / size * size + tagSize
        }
    }

    /// The message that a record holds, or, where it is padded to blocks, the longest that it may hold.
    func longestMessage(in record: Int, _ padding: RecordPadding = .none) -> Int {
        switch padding {
        case .none, .block: record - tagSize - contentType
        case .constant(let extra): record - tagSize - contentType - extra
        }
    }

    /// The sizes that the message in a record may have; `nil` if this padding yields no such record.
    func messages(in record: Int, _ padding: RecordPadding) -> ClosedRange<Int>? {
        let longest = longestMessage(in: record, padding)
        guard longest >= 0 else { return nil }
        guard case .block(let size) = padding else { return longest...longest }
        return (record - tagSize).isMultiple(of: size) ? max(0, longest - size + 1)...longest : nil
    }

    func holds(_ record: Int, _ message: Int, _ padding: RecordPadding) -> Bool {
        record == self.record(of: message, padding)
    }

    /// Whether a record is as long as those that are padded to blocks: one in 16 is by chance.
    ///
    /// No stack is known to pad records of DTLS.
    func looksPadded(_ record: Int) -> Bool { !repeatsHeader && (record - tagSize).isMultiple(of: 16) }

    /// The same of a side's record at that position, which none of its other records disproves.
    func looksPadded(_ records: EncryptedRecords, _ places: RecordPlaces, at position: Int) -> Bool {
        let length = records.length(at: places[position])
        guard looksPadded(length) else { return false }
        // By chance one in 16 is a multiple of 16; of a larger block, fewer.
        if (length - tagSize).isMultiple(of: 32) { return true }
        for other in 0..<places.count where !looksPadded(records.length(at: places[other])) { return false }
        return true
    }

    /// The block to which a side pads that uses larger ones than 16 bytes; `nil` if its first records show none.
    func largeBlock(_ records: EncryptedRecords, _ places: RecordPlaces) -> RecordPadding? {
        guard places.count >= 2, !repeatsHeader else { return nil }
        var common = 0
        for position in 0..<min(places.count, 6) { common |= records.length(at: places[position]) - tagSize }
        // The lowest bit of any size is the largest power of two that divides all.
        let block = common & -common
        return block >= 32 ? .block(block) : nil
    }

    /// How a side pads whose flight is in one record and does not show it: by its last record, if that is as long as an alert
    /// of JSSE's, whose SSLEngine writes such flights.
    func paddingOfLast(_ records: EncryptedRecords, _ places: RecordPlaces) -> RecordPadding {
        let padding = RecordPadding.constant(16)
        guard !repeatsHeader, places.count > 1,
            holds(records.length(at: places[places.count - 1]), Self.alert, padding)
        else { return .none }
        return padding
    }

    /// Whether messages as different as an alert and a Finished look alike.
    func hidesSmallMessages(_ padding: RecordPadding) -> Bool {
        record(of: emptyCertificate, padding) == record(of: finished, padding)
    }
}

import ByteParsing
import CompressionHandles
import OpenSSLHandles
public import TLSWire

/// Decrypts the records of one direction, from one change of keys to the next.
///
///     var decryptor = try RecordDecryptor.tls13(secret: secret, suite: suite)
///     switch decryptor.decrypt(fragment, header: header) {
///     case .decrypted(let contentType, _): read(decryptor.plaintext, as: contentType)
///     case .authenticationFailed, .notProtected: …
///     }
///
/// Its sequence number is that of the next record and only advances with one that is authentic, so that records of
/// another key, such as refused early data, can be tried and passed over.
public struct RecordDecryptor: ~Copyable {
    /// Lost records that ``decrypt(_:header:lookingAhead:)`` gets over, at most.
    public static let maximumLookahead: UInt64 = 64

    /// The number that the next record is expected to have.
    public private(set) var sequenceNumber: UInt64 = 0

    // One of the three is there: a noncopyable enumeration cannot be worked on in place.
    private var aead: AEADProtection?
    private var block: BlockProtection?
    private var stream: StreamProtection?
    /// In TLS 1.3, what the next keys are made of.
    private var traffic: (secret: [UInt8], suite: CipherSuite)?
    /// The plaintext stands at its start; reused from record to record.
    private var buffer: [UInt8] = []
    private var plaintextCount = 0
    /// Takes the compression off that was agreed on; up to TLS 1.2.
    var inflater: StreamInflater?
    /// TLSPlaintext's bytes at most (RFC 5246, section 6.2.1): what inflates to more is refused.
    private static let maximumPlaintext = 1 << 14

    init(_ aead: consuming AEADProtection, traffic: (secret: [UInt8], suite: CipherSuite)? = nil) {
        self.aead = consume aead
        self.traffic = traffic
    }

    init(_ block: consuming BlockProtection) { self.block = consume block }

    init(_ stream: consuming StreamProtection) { self.stream = consume stream }

    /// What the last record held, without padding; empty unless that was decrypted.
    public var plaintext: Span<UInt8> {
        @_lifetime(borrow self)
        get { buffer.span.extracting(0..<plaintextCount) }
    }

    /// The same, as bytes of the caller's own.
    public func copyPlaintext() -> [UInt8] { [UInt8](copying: plaintext) }

    /// Opens a record.
    ///
    /// After a gap in the capture, or to get over records that this decryptor was not shown, higher sequence numbers
    /// are tried as well, at the cost of a decryption each. Where a record depends on the bytes of those before it (RC4)
    /// that does not help, and with CBC in SSL 3.0 and TLS 1.0 the first record after a gap is lost too.
    ///
    /// - Parameters:
    ///   - fragment: The whole fragment, of the header's length.
    ///   - header: The record's.
    ///   - lookingAhead: Records that may be missing before this one, up to ``maximumLookahead``.
    /// - Returns: What became of it; after `.decrypted`, ``plaintext`` holds the content.
    public mutating func decrypt(
        _ fragment: Span<UInt8>,
        header: RecordHeader,
        lookingAhead: UInt64 = 0
    ) -> DecryptionOutcome {
        plaintextCount = 0
        if traffic != nil, header.contentType != .applicationData { return .notProtected }
        guard prepare(for: fragment, header) else { return .authenticationFailed }
        defer { block?.follow(fragment) }
        for skipped in 0...min(lookingAhead, Self.maximumLookahead) {
            // RFC 9846, section 5.3: sequence numbers do not wrap.
            let (number, overflow) = sequenceNumber.addingReportingOverflow(skipped)
            if overflow { break }
            guard let count = open(fragment, of: header, number) else { continue }
            sequenceNumber = number &+ 1
            let type = accept(count, header)
            if inflater != nil { inflate(isNext: skipped == 0) }
            return .decrypted(contentType: type, skipped: skipped)
        }
        return .authenticationFailed
    }

    /// Opens a record whose number is known, as those of DTLS are: the number has the epoch in its upper 16 bits up to
    /// DTLS 1.2.
    ///
    /// `authenticated` is what is authenticated beside the content where that is another than in TLS: of DTLS 1.3 all of
    /// it, of records with a connection id all but the length at its end.
    public mutating func decrypt(
        _ fragment: Span<UInt8>,
        header: RecordHeader,
        number: UInt64,
        authenticated: [UInt8] = []
    ) -> DecryptionOutcome {
        plaintextCount = 0
        guard prepare(for: fragment, header),
            let count = open(fragment, of: header, number, authenticated)
        else { return .authenticationFailed }
        let type = accept(count, header)
        if inflater != nil { inflate(isNext: true) }
        return .decrypted(contentType: type, skipped: 0)
    }

    /// Goes on with the keys that follow a KeyUpdate of this direction's sender (RFC 9846, section 7.2).
    ///
    /// - Returns: `false`, and nothing is changed, when this is not TLS 1.3.
    public mutating func updateKeys() -> Bool {
        guard let (secret, suite) = traffic,
            let next = TLS13KeySchedule.nextSecret(after: secret, suite: suite),
            let successor = AEADProtection(tls13: next, suite: suite)
        else { return false }
        aead = consume successor
        traffic = (next, suite)
        sequenceNumber = 0
        return true
    }

    // MARK: Steps

    /// Whether a record may be opened; makes room for what is in it.
    private mutating func prepare(for fragment: Span<UInt8>, _ header: RecordHeader) -> Bool {
        guard fragment.count == header.length, fragment.count <= RecordHeader.maximumLength else {
            return false
        }
        if buffer.count < fragment.count {
            // The longest record comes rarely; growth by doubling keeps the number of allocations small.
            let count = min(max(fragment.count, buffer.count * 2, 512), RecordHeader.maximumLength)
            buffer = [UInt8](repeating: 0, count: count)
        }
        return true
    }

    private mutating func open(
        _ fragment: Span<UInt8>,
        of header: RecordHeader,
        _ number: UInt64,
        _ data: [UInt8] = []
    ) -> Int? {
        if let count = aead?.open(fragment, of: header, sequenceNumber: number, data, into: &buffer) {
            return count
        }
        if let count = block?.open(fragment, of: header, sequenceNumber: number, data, into: &buffer) {
            return count
        }
        return stream?.open(fragment, of: header, sequenceNumber: number, data, into: &buffer)
    }

    /// Puts what was compressed in the place of the plaintext, or nothing: each record builds on those before it.
    private mutating func inflate(isNext: Bool) {
        if !isNext { inflater?.loseSynchronization() }
        guard let content = inflater?.inflate(plaintext, limit: Self.maximumPlaintext) else {
            plaintextCount = 0
            return
        }
        plaintextCount = content.count
        if content.count > buffer.count {
            buffer = content
        } else {
            buffer.replaceSubrange(..<content.count, with: content)
        }
    }

    /// Takes the first bytes of the buffer for the plaintext, and finds what it is.
    private mutating func accept(_ count: Int, _ header: RecordHeader) -> ContentType {
        plaintextCount = count
        guard traffic != nil || header.contentType == .tls12CID else { return header.contentType }
        // struct {
        //     opaque content[TLSPlaintext.length];
        //     ContentType type;
        //     uint8 zeros[length_of_padding];
        // } TLSInnerPlaintext;                                     RFC 9846, section 5.2
        //
        // DTLS 1.2 has the same in records with a connection id (RFC 9146, section 4).
        while plaintextCount > 0 {
            plaintextCount -= 1
            if buffer[plaintextCount] != 0 { return ContentType(rawValue: buffer[plaintextCount]) }
        }
        // Nothing but padding, which a receiver refuses; 0 is no content type.
        return ContentType(rawValue: 0)
    }
}

public import ByteParsing

/// One record of a datagram of DTLS: what its header says, and where its fragment lies.
///
///     up to 1.2    type | version | epoch (2) | sequence_number (6) | [connection id] | length (2) | fragment
///     1.3          001CSLEE | [connection id] | sequence number (1 or 2) | [length (2)] | fragment
///
/// RFC 6347, section 4.1; RFC 9146, section 4; RFC 9147, section 4. Ranges are of the datagram's bytes.
public struct DTLSRecord: Hashable, Sendable {
    /// Before a fragment of an ordinary record.
    @inlinable public static var headerLength: Int { 13 }
    /// Of an ordinary record, RFC 6347, section 4.1.1; a sealed one may be longer by what protects it.
    @inlinable public static var maximumLength: Int { RecordHeader.maximumLength }

    /// It has the header of DTLS 1.3, which hides the content type and the sequence number.
    public let isUnified: Bool
    /// `applicationData` where it is hidden.
    public let contentType: ContentType
    /// DTLS 1.2's, where the header has none.
    public let version: ProtocolVersion
    /// Of a unified header, the two lowest bits of it.
    public let epoch: UInt16
    /// Of a unified header, the lowest 8 or 16 bits, encrypted.
    public let sequenceNumber: UInt64
    public let header: Range<Int>
    /// Empty where the header has none.
    public let connectionID: Range<Int>
    /// Where the sequence number stands in the header.
    public let sequence: Range<Int>
    /// What is there of the fragment; the header's length counts the rest as well.
    public let fragment: Range<Int>
    /// The length that the header says, or that the datagram leaves.
    public let length: Int
    /// The header says no length: the record fills the datagram.
    public let lacksLength: Bool

    /// What the capture lacks of the fragment.
    @inlinable public var missingLength: Int { length - fragment.count }

    /// Reads the record at an offset of a datagram of which so many bytes more were on the wire.
    ///
    /// `connectionIDLength` is that of ids in this direction; `nil` where it is not known, and then it is the one with
    /// which the record fills the datagram. `nil` for what is no record of DTLS.
    @inlinable @inline(__always)
    public init?(
        _ datagram: Span<UInt8>,
        at offset: Int,
        missing: Int = 0,
        connectionIDLength: Int?
    ) {
        guard offset < datagram.count else { return nil }
        if datagram[offset] >> 5 == 1 {
            self.init(unified: datagram, at: offset, missing: missing, connectionIDLength ?? 0)
        } else {
            self.init(ordinary: datagram, at: offset, missing: missing, connectionIDLength)
        }
    }

    /// A record of handshake messages without protection, of which nothing is missing: most have no other part in a flood.
    public struct PlainHandshake {
        public let version: ProtocolVersion
        public let sequenceNumber: UInt64
        public let fragment: Range<Int>

        @inlinable @inline(__always)
        init(version: ProtocolVersion, sequenceNumber: UInt64, fragment: Range<Int>) {
            self.version = version
            self.sequenceNumber = sequenceNumber
            self.fragment = fragment
        }
    }

    /// The record at an offset, if it is such a one; a short cut, which says what the initialiser would.
    @inlinable @inline(__always)
    public static func plainHandshake(_ datagram: Span<UInt8>, at offset: Int) -> PlainHandshake? {
        guard datagram.count - offset > headerLength else { return nil }
        let first = datagram.bigEndianUInt64(at: offset)
        let last = datagram.bigEndianUInt64(at: offset + 5)
        let version = UInt16(truncatingIfNeeded: first >> 40)
        // Handshake, and epoch 0.
        guard first >> 56 == 22, UInt16(truncatingIfNeeded: first >> 24) == 0,
            version == 0xFEFD || version == 0xFEFF || version == 0xFEFC
                || version == ProtocolVersion.dtls10Cisco.rawValue
        else { return nil }
        let length = Int(last & 0xFFFF)
        let start = offset &+ headerLength
        guard length > 0, length <= maximumLength, length <= datagram.count &- start else { return nil }
        return PlainHandshake(
            version: ProtocolVersion(rawValue: version),
            sequenceNumber: last >> 16,
            fragment: start..<start &+ length
        )
    }

    @inlinable @inline(__always)
    init?(ordinary datagram: Span<UInt8>, at offset: Int, missing: Int, _ idLength: Int?) {
        guard datagram.count - offset >= Self.headerLength else { return nil }
        // Thirteen bytes by two loads, which share three.
        let first = datagram.bigEndianUInt64(at: offset)
        let last = datagram.bigEndianUInt64(at: offset + 5)
        let type = UInt8(truncatingIfNeeded: first >> 56)
        let version = UInt16(truncatingIfNeeded: first >> 40)
        guard type >= 20, type <= 27,
            version == 0xFEFD || version == 0xFEFF || version == 0xFEFC
                || version == ProtocolVersion.dtls10Cisco.rawValue
        else { return nil }
        contentType = ContentType(rawValue: type)
        self.version = ProtocolVersion(rawValue: version)
        epoch = UInt16(truncatingIfNeeded: first >> 24)
        sequenceNumber = last >> 16
        sequence = offset + 5..<offset + 11
        isUnified = false
        lacksLength = false
        var place = offset + 11
        if contentType == .tls12CID {
            guard let count = idLength ?? Self.idLength(datagram, at: place, missing: missing),
                place + count + 2 <= datagram.count
            else { return nil }
            connectionID = place..<place + count
            place += count
        } else {
            connectionID = place..<place
        }
        length = Int(datagram.bigEndianUInt16(at: place))
        place += 2
        header = offset..<place
        let rest = datagram.count - place
        guard length > 0, length <= Self.maximumLength, length <= rest + missing else { return nil }
        fragment = place..<place + min(length, rest)
    }

    /// The length of the connection id with which a record fills its datagram; `nil` if there is none.
    @usableFromInline
    static func idLength(_ datagram: Span<UInt8>, at place: Int, missing: Int) -> Int? {
        guard missing == 0 else { return nil }
        var count = 1
        while count <= longestGuess, place + count + 2 < datagram.count {
            let length = Int(datagram.bigEndianUInt16(at: place + count))
            if place + count + 2 + length == datagram.count { return count }
            count += 1
        }
        return nil
    }

    /// Nobody is known to use a longer one.
    private static var longestGuess: Int { 20 }

    //  0 1 2 3 4 5 6 7
    // +-+-+-+-+-+-+-+-+
    // |0|0|1|C|S|L|E E|
    // +-+-+-+-+-+-+-+-+                                             RFC 9147, section 4
    @usableFromInline
    init?(unified datagram: Span<UInt8>, at offset: Int, missing: Int, _ idLength: Int) {
        let first = datagram[offset]
        let hasID = first & 0x10 != 0
        let numberLength = first & 0x08 != 0 ? 2 : 1
        let hasLength = first & 0x04 != 0
        var place = offset + 1 + (hasID ? idLength : 0)
        guard datagram.count - place >= numberLength + (hasLength ? 2 : 0) else { return nil }
        isUnified = true
        contentType = .applicationData
        version = .dtls12
        epoch = UInt16(first & 0x03)
        connectionID = offset + 1..<place
        sequence = place..<place + numberLength
        sequenceNumber =
            numberLength == 2 ? UInt64(datagram.bigEndianUInt16(at: place)) : UInt64(datagram[place])
        place += numberLength
        if hasLength {
            length = Int(datagram.bigEndianUInt16(at: place))
            place += 2
        } else {
            length = datagram.count - place + missing
        }
        lacksLength = !hasLength
        header = offset..<place
        let rest = datagram.count - place
        // The number is encrypted with 16 bytes of what follows (RFC 9147, section 4.2.3).
        guard length >= 16, length <= Self.maximumLength, length <= rest + missing else { return nil }
        fragment = place..<place + min(length, rest)
    }

    /// Where the next record of the datagram begins.
    @inlinable public var end: Int { fragment.upperBound }
}

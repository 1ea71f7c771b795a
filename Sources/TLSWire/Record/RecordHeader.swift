public import ByteParsing

/// The five bytes before every record.
public struct RecordHeader: Hashable, Sendable {
    @inlinable public static var byteCount: Int { 5 }
    /// 2^14 bytes of plaintext, and what the oldest versions allow compression and encryption to add
    /// (RFC 5246, section 6.2.3).
    @inlinable public static var maximumLength: Int { 16_384 + 2_048 }

    public let contentType: ContentType
    public let legacyRecordVersion: ProtocolVersion
    @usableFromInline let lengthField: UInt16

    /// Bytes of the fragment that follows.
    @inlinable public var length: Int { Int(lengthField) }

    @inlinable
    public init(contentType: ContentType, legacyRecordVersion: ProtocolVersion, length: UInt16) {
        self.contentType = contentType
        self.legacyRecordVersion = legacyRecordVersion
        lengthField = length
    }

    // struct {
    //     ContentType type;
    //     ProtocolVersion legacy_record_version;
    //     uint16 length;
    //     opaque fragment[TLSPlaintext.length];
    // } TLSPlaintext;                                              RFC 8446, section 5.1

    /// Reads the header at `offset`; the caller has checked that five bytes are there.
    @inlinable @inline(__always)
    public init(_ bytes: Span<UInt8>, at offset: Int) {
        let start = bytes.bigEndianUInt32(at: offset)
        contentType = ContentType(rawValue: UInt8(truncatingIfNeeded: start >> 24))
        legacyRecordVersion = ProtocolVersion(rawValue: UInt16(truncatingIfNeeded: start >> 8))
        lengthField = bytes.bigEndianUInt16(at: offset + 3)
    }

    /// Reads the header that the upper five of eight bytes are: one load instead of two.
    @inlinable @inline(__always)
    init(leading bytes: UInt64) {
        contentType = ContentType(rawValue: UInt8(truncatingIfNeeded: bytes >> 56))
        legacyRecordVersion = ProtocolVersion(rawValue: UInt16(truncatingIfNeeded: bytes >> 40))
        lengthField = UInt16(truncatingIfNeeded: bytes >> 24)
    }

    /// Whether a TLS record may look like this; a stream in which one does not is no longer TLS.
    @inlinable @inline(__always)
    public var isPlausible: Bool {
        contentType.rawValue &- 20 <= 4 && legacyRecordVersion.rawValue &- 0x0300 <= 4
            && length <= Self.maximumLength
            && (length > 0 || contentType == .applicationData)
    }
}

import ByteParsing

/// Looks from record header to record header of a direction that is no longer followed, for a handshake.
///
/// It keeps one sequence number and nothing else, so it can be had for every idle connection. Of a header that segments cut
/// in two, whoever asks keeps the beginning. Where headers are lost, ``startsHandshake(_:)`` is all that is left.
public struct RecordWatch: Sendable {
    public enum Outcome: Hashable, Sendable {
        case nothing
        /// A handshake record starts at this sequence number.
        case handshake(UInt32)
        /// The next header begins in this segment, at ``RecordWatch/nextHeader``, and goes on behind it.
        case cut
        /// Where the next record starts is no longer known.
        case lost
    }

    /// The sequence number of the next record's header.
    public private(set) var nextHeader: UInt32

    public init(nextHeader: UInt32) { self.nextHeader = nextHeader }

    @inline(__always)
    public mutating func look(at payload: Span<UInt8>, sequenceNumber: UInt32) -> Outcome {
        var offset = Int(Int32(bitPattern: nextHeader &- sequenceNumber))
        if offset >= payload.count { return .nothing }
        // The header was in a segment that did not come; perhaps this one starts with another.
        if offset < 0 { offset = 0 }
        while offset < payload.count {
            guard payload.count - offset >= RecordHeader.byteCount else {
                guard Self.mayBeginHeader(payload.extracting(offset...)) else { return .lost }
                nextHeader = sequenceNumber &+ UInt32(truncatingIfNeeded: offset)
                return .cut
            }
            let header = RecordHeader(payload, at: offset)
            guard header.isPlausible else { return .lost }
            if header.contentType == .handshake {
                return .handshake(sequenceNumber &+ UInt32(truncatingIfNeeded: offset))
            }
            offset += RecordHeader.byteCount + header.length
        }
        nextHeader = sequenceNumber &+ UInt32(truncatingIfNeeded: offset)
        return .nothing
    }

    /// Whether a record's header may begin with so few bytes, at least one.
    private static func mayBeginHeader(_ bytes: Span<UInt8>) -> Bool {
        guard bytes[0] &- 20 <= 4, bytes.count < 2 || bytes[1] == 3 else { return false }
        return bytes.count < 3 || bytes[2] <= 4
    }

    /// Whether a segment begins with a whole handshake record and ends with it, or goes on with another record.
    ///
    /// It is asked of segments that start anywhere in encrypted data, hence the strictness: one in 2^40 passes by
    /// chance.
    @inline(__always)
    public static func startsHandshake(_ payload: Span<UInt8>) -> Bool {
        guard payload.count > RecordHeader.byteCount, payload[0] == ContentType.handshake.rawValue else {
            return false
        }
        let header = RecordHeader(payload, at: 0)
        let end = RecordHeader.byteCount + header.length
        guard header.isPlausible, end <= payload.count else { return false }
        if end == payload.count { return true }
        return payload.count - end >= RecordHeader.byteCount && RecordHeader(payload, at: end).isPlausible
    }
}

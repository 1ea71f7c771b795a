public import ByteParsing

/// Cuts the plaintext handshake stream of one direction into messages: one may span many records, and many one.
///
/// A message that lies whole in the bytes given is lent where it lies; only one in pieces is collected.
public struct HandshakeDeframer: Sendable {
    @inlinable public static var headerLength: Int { 4 }
    /// The longest message that is collected.
    ///
    /// Certificate messages with thousands of authorities stay below it; the length field alone would allow 16 MiB a
    /// direction.
    @inlinable public static var maximumMessageLength: Int { 512 << 10 }

    /// Room that is made at once for a message in pieces: most certificates' chains fit.
    private static let likelyLength = 4_096

    /// A message in the making, header included.
    @usableFromInline var buffer: [UInt8] = []
    /// Bytes still to be dropped of a message that is too long.
    @usableFromInline var skipping = 0
    @usableFromInline var isLost = false

    public init() {}

    /// Bytes of memory that a message in the making takes.
    @inlinable public var heldBytes: Int { buffer.isEmpty ? 0 : buffer.capacity }

    /// A message has begun and not ended.
    @inlinable public var isInsideMessage: Bool { !buffer.isEmpty || skipping > 0 }

    /// The next byte begins a message.
    @inlinable public var isAtMessageStart: Bool { !isLost && !isInsideMessage }

    /// What comes is dropped until a record begins that can start a message.
    @inlinable public var dropsAll: Bool { isLost }

    public enum Output: ~Escapable {
        /// A message's type and its body, without the header.
        case message(HandshakeType, Span<UInt8>)
        /// A message longer than ``maximumMessageLength``: its bytes are dropped.
        case tooLong(HandshakeType, length: Int)
    }

    // struct {
    //     HandshakeType msg_type;
    //     uint24 length;
    //     select (Handshake.msg_type) { ... } body;
    // } Handshake;                                                 RFC 8446, section 4

    /// Reads a message that lies whole at `offset`, and moves on to what follows it: its type, and where its body lies.
    ///
    /// `nil` if no message begins there, or not all of it is here: then ``receive(_:deliver:)`` takes what is left.
    @inlinable
    public mutating func readWhole(
        in bytes: Span<UInt8>,
        at offset: inout Int
    ) -> (type: HandshakeType, body: Range<Int>)? {
        guard isAtMessageStart, bytes.count - offset >= Self.headerLength else { return nil }
        let header = bytes.bigEndianUInt32(at: offset)
        let start = offset + Self.headerLength
        let length = Int(header & 0xFF_FFFF)
        guard length <= bytes.count - start, length <= Self.maximumMessageLength else { return nil }
        let type = HandshakeType(rawValue: UInt8(truncatingIfNeeded: header >> 24))
        offset = start + length
        return (type, start..<offset)
    }

    /// Takes the next bytes of handshake records, without record headers.
    public mutating func receive(_ bytes: Span<UInt8>, deliver: (Output) -> Void) {
        var offset = 0
        if isLost { return }
        while offset < bytes.count {
            if skipping > 0 {
                let count = min(skipping, bytes.count - offset)
                skipping -= count
                offset += count
            } else if let (type, body) = readWhole(in: bytes, at: &offset) {
                deliver(.message(type, bytes.extracting(body)))
            } else {
                collect(bytes, &offset, deliver: deliver)
            }
        }
    }

    /// Forgets a message whose bytes are partly missing; `resumeIfMessageStarts` may go on from there.
    public mutating func reset() {
        buffer = []
        skipping = 0
        isLost = true
    }

    /// Goes on after `reset`, if the record that starts with `bytes` can start a message.
    @inlinable
    public mutating func resumeIfMessageStarts(_ bytes: Span<UInt8>) {
        if isLost { resume(bytes) }
    }

    @usableFromInline
    mutating func resume(_ bytes: Span<UInt8>) {
        guard bytes.count >= Self.headerLength else { return }
        let type = HandshakeType(rawValue: bytes[0])
        guard type.registeredName != nil, Self.bodyLength(bytes, at: 0) <= Self.maximumMessageLength else {
            return
        }
        isLost = false
    }

    // MARK: Steps

    private static func bodyLength(_ bytes: Span<UInt8>, at offset: Int) -> Int {
        Int(bytes.bigEndianUInt32(at: offset) & 0xFF_FFFF)
    }

    private mutating func collect(_ bytes: Span<UInt8>, _ offset: inout Int, deliver: (Output) -> Void) {
        guard let whole = wholeLength(bytes, at: offset) else {
            buffer.append(copying: bytes.extracting(offset...))
            offset = bytes.count
            return
        }
        guard whole - Self.headerLength <= Self.maximumMessageLength else {
            offset += Self.headerLength - buffer.count
            let type = HandshakeType(rawValue: buffer.first ?? bytes[offset - Self.headerLength])
            buffer = []
            skipping = whole - Self.headerLength
            deliver(.tooLong(type, length: skipping))
            return
        }
        let count = min(whole - buffer.count, bytes.count - offset)
        makeRoom(for: buffer.count + count, of: whole)
        buffer.append(copying: bytes.extracting(offset..<offset + count))
        offset += count
        guard buffer.count == whole else { return }
        deliver(
            .message(HandshakeType(rawValue: buffer[0]), buffer.span.extracting(Self.headerLength..<whole))
        )
        // Not kept for the next one: most connections have no other message in pieces, and many are under way at a time.
        buffer = []
    }

    /// Makes room for so many bytes of a message.
    ///
    /// What a hostile length announces is not set aside before it comes, but at most twice what has come: each byte is moved a
    /// few times, into however many pieces a message is cut.
    private mutating func makeRoom(for count: Int, of whole: Int) {
        guard count > buffer.capacity else { return }
        buffer.reserveCapacity(min(whole, max(Self.likelyLength, count, 2 * buffer.count)))
    }

    /// The length, header included, of the message that is in the making and goes on, or begins, at `offset`; `nil` while
    /// its header is in pieces.
    private func wholeLength(_ bytes: Span<UInt8>, at offset: Int) -> Int? {
        if buffer.isEmpty, bytes.count - offset >= Self.headerLength {
            return Self.headerLength + Self.bodyLength(bytes, at: offset)
        }
        guard buffer.count + bytes.count - offset >= Self.headerLength else { return nil }
        var length = 0
        for index in 1..<Self.headerLength {
            let byte = index < buffer.count ? buffer[index] : bytes[offset + index - buffer.count]
            length = length << 8 | Int(byte)
        }
        return Self.headerLength + length
    }
}

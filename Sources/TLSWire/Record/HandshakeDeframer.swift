import ByteParsing

/// Cuts the plaintext handshake stream of one direction into messages: one may span many records, and many one.
///
/// A message that lies whole in the bytes given is lent where it lies; only one in pieces is collected.
public struct HandshakeDeframer: Sendable {
    public static let headerLength = 4
    /// The longest message that is collected.
    ///
    /// Certificate messages with thousands of authorities stay below it; the length field alone would allow 16 MiB a
    /// direction.
    public static let maximumMessageLength = 512 << 10

    /// Room that is made at once for a message in pieces: most certificates' chains fit.
    private static let likelyLength = 4_096

    /// A message in the making, header included.
    private var buffer: [UInt8] = []
    /// Bytes still to be dropped of a message that is too long.
    private var skipping = 0
    private var isLost = false

    public init() {}

    /// A message has begun and not ended.
    public var isInsideMessage: Bool { !buffer.isEmpty || skipping > 0 }

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

    /// Takes a message that lies whole at `offset`, and moves on to what follows it: its type, and where its body lies.
    ///
    /// `nil` if no message begins there, or not all of it is here: then ``receive(_:deliver:)`` takes what is left.
    public mutating func takeWhole(
        in bytes: Span<UInt8>,
        at offset: inout Int
    ) -> (type: HandshakeType, body: Range<Int>)? {
        guard !isLost, !isInsideMessage, bytes.count - offset >= Self.headerLength else { return nil }
        let start = offset + Self.headerLength
        let length = Self.bodyLength(bytes, at: offset)
        guard length <= bytes.count - start, length <= Self.maximumMessageLength else { return nil }
        let type = HandshakeType(rawValue: bytes[offset])
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
            } else if let (type, body) = takeWhole(in: bytes, at: &offset) {
                deliver(.message(type, bytes.extracting(body)))
            } else {
                collect(bytes, &offset, deliver: deliver)
            }
        }
    }

    /// Forgets a message whose bytes are partly missing; `resumeIfMessageStarts` may go on from there.
    public mutating func reset() {
        buffer.removeAll(keepingCapacity: true)
        skipping = 0
        isLost = true
    }

    /// Goes on after `reset`, if the record that starts with `bytes` can start a message.
    public mutating func resumeIfMessageStarts(_ bytes: Span<UInt8>) {
        guard isLost, bytes.count >= Self.headerLength else { return }
        let type = HandshakeType(rawValue: bytes[0])
        guard type.registeredName != nil, Self.bodyLength(bytes, at: 0) <= Self.maximumMessageLength else {
            return
        }
        isLost = false
    }

    // MARK: Steps

    private static func bodyLength(_ bytes: Span<UInt8>, at offset: Int) -> Int {
        Int(bytes[offset + 1]) << 16 | Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
    }

    private mutating func collect(_ bytes: Span<UInt8>, _ offset: inout Int, deliver: (Output) -> Void) {
        while buffer.count < Self.headerLength, offset < bytes.count {
            buffer.append(bytes[offset])
            offset += 1
        }
        guard buffer.count >= Self.headerLength else { return }
        let length = Self.bodyLength(buffer.span, at: 0)
        let type = HandshakeType(rawValue: buffer[0])
        guard length <= Self.maximumMessageLength else {
            buffer.removeAll(keepingCapacity: true)
            skipping = length
            deliver(.tooLong(type, length: length))
            return
        }
        let whole = Self.headerLength + length
        // What a hostile length announces is not set aside before it comes.
        buffer.reserveCapacity(min(whole, max(Self.likelyLength, buffer.count + bytes.count - offset)))
        let count = min(whole - buffer.count, bytes.count - offset)
        if count > 0 {
            buffer.append(copying: bytes.extracting(offset..<offset + count))
            offset += count
        }
        guard buffer.count == whole else { return }
        deliver(.message(type, buffer.span.extracting(Self.headerLength..<whole)))
        buffer.removeAll(keepingCapacity: true)
    }
}

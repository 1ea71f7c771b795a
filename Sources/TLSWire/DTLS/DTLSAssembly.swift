public import ByteParsing

/// Puts the handshake messages of one sender together: by `message_seq`, and within a message by ranges of bytes.
///
///     seq 2   |####....|######|        pieces may come in any order, overlap, and be cut elsewhere when sent again
///     seq 3   |########|               waits for seq 2
///
/// Of bytes that come twice, the first count.
public struct DTLSAssembly: Sendable {
    /// Messages ahead of the next one that are kept.
    public static let maximumAhead = 32
    /// Pieces of one message: 16 kB in pieces of 64 bytes.
    public static let maximumPieces = 256
    /// What is held of one sender's messages.
    public static let maximumBytes = HandshakeDeframer.maximumMessageLength

    /// A message of which pieces are there, or which waits for one before it.
    public struct Message: Sendable {
        public let type: HandshakeType
        public let sequence: UInt16
        public let length: Int
        public let level: ProtectionLevel
        /// The packet of the last piece.
        public internal(set) var packet: PacketReference
        /// The bytes of all pieces, in the order in which they came: a piece of a byte has no room of its own.
        var bytes: [UInt8] = []
        /// Pieces that do not overlap, in order.
        var pieces: [Piece] = []
        /// How many pieces go on where the one before them ends, and lie elsewhere in ``bytes``.
        var joints = 0
        public var heldBytes: Int { bytes.count }
        /// A piece was cut off by the capture's snapshot length.
        public internal(set) var isCut = false

        public var isWhole: Bool { heldBytes == length }

        /// The body of a message that is whole.
        public var body: [UInt8] {
            if pieces.count <= 1 { return bytes }
            var body: [UInt8] = []
            body.reserveCapacity(heldBytes)
            for piece in pieces { body.append(copying: bytes.span.extracting(piece.range)) }
            return body
        }
    }

    /// In 12 bytes, since there may be thousands; no message is so long that they would not do.
    struct Piece {
        /// Where it stands in the message.
        var start: Int { Int(first) }
        var end: Int { Int(first) + Int(count) }
        /// Where its first byte lies in ``Message/bytes``.
        var place: Int { Int(position) }
        var range: Range<Int> { place..<place + Int(count) }

        private let first: UInt32
        private let position: UInt32
        private var count: UInt32

        init(start: Int, count: Int, place: Int) {
            first = UInt32(truncatingIfNeeded: start)
            position = UInt32(truncatingIfNeeded: place)
            self.count = UInt32(truncatingIfNeeded: count)
        }

        mutating func grow(by more: Int) { count &+= UInt32(truncatingIfNeeded: more) }
    }

    public enum Outcome: Hashable, Sendable {
        /// It brought something.
        case new
        /// All of it was there before.
        case repeated
        /// It belongs to no message that may come, contradicts what came before, or there is no room for it.
        case refused
    }

    /// The number of the next message; `nil` before it is known where the sender begins.
    public var next: UInt16?
    /// In the order of their numbers.
    public private(set) var pending: [Message] = []
    public private(set) var heldBytes = 0

    private var pieceCount = 0

    /// Bytes that are held, with what it takes to hold them.
    public var weight: Int {
        heldBytes + pending.count * Self.bytesOfMessage + pieceCount * Self.bytesOfPiece
    }

    private static let bytesOfMessage = 96
    private static let bytesOfPiece = 64

    public init() {}

    /// Whether nothing is held, so that a whole message of the next number can be read where it lies.
    @inlinable public var isIdle: Bool { pending.isEmpty }

    /// The next message was read where it lay.
    public mutating func advance() { next = next.map { $0 &+ 1 } }

    /// Keeps a piece, which is in `bytes`.
    public mutating func receive(
        _ fragment: DTLSFragment,
        _ bytes: Span<UInt8>,
        _ level: ProtectionLevel,
        at packet: PacketReference
    ) -> Outcome {
        if let next {
            let distance = Int(Int16(bitPattern: fragment.sequence &- next))
            if distance < 0 { return .repeated }
            guard distance < Self.maximumAhead else { return .refused }
        }
        let content = bytes.extracting(fragment.content)
        guard heldBytes + content.count <= Self.maximumBytes else { return .refused }
        // From the end, since what comes is mostly of the last message.
        var place = pending.count
        while place > 0, !isBefore(pending[place - 1].sequence, fragment.sequence) { place -= 1 }
        if place == pending.count || pending[place].sequence != fragment.sequence {
            guard pending.count < Self.maximumAhead else { return .refused }
            pending.insert(
                Message(
                    type: fragment.type,
                    sequence: fragment.sequence,
                    length: fragment.messageLength,
                    level: level,
                    packet: packet
                ),
                at: place
            )
            if fragment.messageLength == 0 { return .new }
        }
        guard let added = pending[place].take(fragment, content, level, at: packet) else { return .refused }
        guard added.bytes > 0 else { return .repeated }
        heldBytes += added.bytes
        pieceCount += added.pieces
        return .new
    }

    /// Takes out the next message, if it is whole.
    public mutating func takeNext() -> Message? {
        guard !pending.isEmpty, pending[0].sequence == next, pending[0].isWhole else { return nil }
        return removeFirst()
    }

    private mutating func removeFirst() -> Message {
        let first = pending.removeFirst()
        heldBytes -= first.heldBytes
        pieceCount -= first.ownPieces
        next = first.sequence &+ 1
        return first
    }

    /// What stands before a message that is whole, when nothing more comes of that.
    public struct Hole: Hashable, Sendable {
        /// Messages of which nothing came.
        public var messages = 0
        /// Bytes of messages of which something came.
        public var bytes = 0
        public var isCut = false
        /// The type of the message that is not whole, where a piece of it came.
        public var type: HandshakeType?
        /// How long that message is.
        public var length = 0
    }

    /// Gives up the next message, and those up to the next of which something came; `nil` if nothing waits.
    public mutating func skip() -> Hole? {
        guard let first = pending.first else { return nil }
        var hole = Hole()
        if first.sequence == next || next == nil, !first.isWhole {
            _ = removeFirst()
            hole.bytes = first.length - first.heldBytes
            hole.isCut = first.isCut
            hole.type = first.type
            hole.length = first.length
        } else {
            hole.messages = next.map { Int(first.sequence &- $0) } ?? 0
            next = first.sequence
        }
        return hole
    }

    private func isBefore(_ one: UInt16, _ other: UInt16) -> Bool { Int16(bitPattern: one &- other) < 0 }
}

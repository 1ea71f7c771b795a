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
        public fileprivate(set) var packet: PacketReference
        /// Pieces that neither overlap nor touch, in order.
        fileprivate var pieces: [Piece] = []
        public fileprivate(set) var heldBytes = 0
        /// A piece was cut off by the capture's snapshot length.
        public fileprivate(set) var isCut = false

        public var isWhole: Bool { heldBytes == length }

        /// The body of a message that is whole.
        public var body: [UInt8] {
            if pieces.count == 1 { return pieces[0].bytes }
            var body: [UInt8] = []
            body.reserveCapacity(heldBytes)
            for piece in pieces { body += piece.bytes }
            return body
        }
    }

    fileprivate struct Piece {
        let start: Int
        var bytes: [UInt8]

        var end: Int { start + bytes.count }
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

    /// Bytes that are held, with what it takes to hold them.
    public var weight: Int {
        pending.reduce(heldBytes) { $0 + Self.bytesOfMessage + $1.pieces.count * Self.bytesOfPiece }
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
        var place = 0
        while place < pending.count, isBefore(pending[place].sequence, fragment.sequence) { place += 1 }
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
        guard pending[place].type == fragment.type, pending[place].length == fragment.messageLength,
            pending[place].level == level, pending[place].pieces.count < Self.maximumPieces
        else { return .refused }
        if content.count < fragment.range.count { pending[place].isCut = true }
        let added = pending[place].add(content, at: fragment.range.lowerBound)
        guard added > 0 else { return .repeated }
        heldBytes += added
        pending[place].packet = packet
        return .new
    }

    /// Takes out the next message, if it is whole.
    public mutating func takeNext() -> Message? {
        guard !pending.isEmpty, pending[0].sequence == next, pending[0].isWhole else { return nil }
        let first = pending.removeFirst()
        heldBytes -= first.heldBytes
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
            pending.removeFirst()
            heldBytes -= first.heldBytes
            hole.bytes = first.length - first.heldBytes
            hole.isCut = first.isCut
            hole.type = first.type
            hole.length = first.length
            next = first.sequence &+ 1
        } else {
            hole.messages = next.map { Int(first.sequence &- $0) } ?? 0
            next = first.sequence
        }
        return hole
    }

    private func isBefore(_ one: UInt16, _ other: UInt16) -> Bool { Int16(bitPattern: one &- other) < 0 }
}

extension DTLSAssembly.Message {
    /// Keeps what is new of a piece, and says how many bytes that is.
    fileprivate mutating func add(_ content: Span<UInt8>, at start: Int) -> Int {
        var added = 0
        var from = start
        let end = start + content.count
        var place = 0
        while from < end {
            while place < pieces.count, pieces[place].end <= from { place += 1 }
            let limit = place < pieces.count ? min(end, pieces[place].start) : end
            if from < limit {
                let new = content.extracting(from - start..<limit - start)
                added += new.count
                // As a rule they come in order, so one piece grows.
                if place > 0, pieces[place - 1].end == from {
                    pieces[place - 1].bytes.append(copying: new)
                } else {
                    pieces.insert(DTLSAssembly.Piece(start: from, bytes: [UInt8](copying: new)), at: place)
                    place += 1
                }
                from = limit
            }
            if place < pieces.count, from < end { from = max(from, pieces[place].end) }
        }
        heldBytes += added
        return added
    }
}

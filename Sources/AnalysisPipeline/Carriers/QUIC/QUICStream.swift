import ByteParsing

/// Puts the pieces of one of QUIC's streams into order: they overlap, come twice, and come before others
/// (RFC 9000, section 2.2).
struct QUICStream {
    /// Bytes beyond the next one that a piece may begin.
    static let window: UInt64 = 512 << 10
    /// Pieces that wait, at most: clients that scatter their hello cut it into some twenty.
    static let maximumPieces = 64

    private struct Piece {
        let offset: UInt64
        let bytes: [UInt8]
    }

    /// The offset of the next byte to be delivered.
    private(set) var next: UInt64 = 0
    /// Those that wait, the furthest first.
    private var pieces: [Piece] = []

    var isWaiting: Bool { !pieces.isEmpty }
    /// No other piece would be kept.
    var isFull: Bool { pieces.count >= Self.maximumPieces }

    /// The piece that comes next, of those that wait.
    var firstWaiting: [UInt8]? { pieces.min { $0.offset < $1.offset }?.bytes }

    /// Takes a piece, and gives what is in order now to `deliver`.
    mutating func receive(
        _ bytes: Span<UInt8>,
        at offset: UInt64,
        _ budget: CarrierBudget,
        deliver: (Span<UInt8>) -> Void
    ) {
        guard offset + UInt64(bytes.count) > next, offset <= next + Self.window else { return }
        guard offset <= next else {
            guard !isFull, budget.reserve(bytes.count + CarrierBudget.bytesOfPiece)
            else { return }
            // Mostly they come in order; of those that begin alike, the first that came is read first.
            let place = pieces.firstIndex { $0.offset <= offset } ?? pieces.count
            pieces.insert(Piece(offset: offset, bytes: [UInt8](copying: bytes)), at: place)
            return
        }
        let known = Int(next - offset)
        next += UInt64(bytes.count - known)
        deliver(bytes.extracting(known...))
        if !pieces.isEmpty { drain(budget, deliver: deliver) }
    }

    private mutating func drain(_ budget: CarrierBudget, deliver: (Span<UInt8>) -> Void) {
        while let piece = pieces.last, piece.offset <= next {
            pieces.removeLast()
            budget.release(piece.bytes.count + CarrierBudget.bytesOfPiece)
            let known = next - piece.offset
            guard known < UInt64(piece.bytes.count) else { continue }
            next += UInt64(piece.bytes.count) - known
            deliver(piece.bytes.span.extracting(Int(known)...))
        }
    }

    /// Gives up what is missing before the next piece that waits, and goes on behind it; `false` if none waits.
    mutating func skipGap(
        _ budget: CarrierBudget,
        onGap: (Int) -> Void,
        deliver: (Span<UInt8>) -> Void
    ) -> Bool {
        guard let first = pieces.last?.offset else { return false }
        onGap(Int(first - next))
        next = first
        drain(budget, deliver: deliver)
        return true
    }

    /// Gives back what waits.
    mutating func drop(_ budget: CarrierBudget) {
        for piece in pieces { budget.release(piece.bytes.count + CarrierBudget.bytesOfPiece) }
        pieces = []
    }
}

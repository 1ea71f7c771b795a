import ByteParsing

/// Puts the pieces of one of QUIC's streams into order: they overlap, come twice, and come before others
/// (RFC 9000, section 2.2).
struct QUICStream {
    /// Bytes beyond the next one that a piece may begin.
    static let window: UInt64 = 512 << 10
    /// Pieces that wait, at most.
    static let maximumPieces = 128

    private struct Piece {
        let offset: UInt64
        let bytes: [UInt8]
    }

    /// The offset of the next byte to be delivered.
    private(set) var next: UInt64 = 0
    private var pieces: [Piece] = []

    var isWaiting: Bool { !pieces.isEmpty }

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
            guard pieces.count < Self.maximumPieces, budget.reserve(bytes.count + CarrierBudget.bytesOfPiece)
            else { return }
            pieces.append(Piece(offset: offset, bytes: [UInt8](copying: bytes)))
            return
        }
        let known = Int(next - offset)
        next += UInt64(bytes.count - known)
        deliver(bytes.extracting(known...))
        if !pieces.isEmpty { drain(budget, deliver: deliver) }
    }

    private mutating func drain(_ budget: CarrierBudget, deliver: (Span<UInt8>) -> Void) {
        while let index = pieces.firstIndex(where: { $0.offset <= next }) {
            let piece = pieces.remove(at: index)
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
        guard let first = pieces.map(\.offset).min() else { return false }
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

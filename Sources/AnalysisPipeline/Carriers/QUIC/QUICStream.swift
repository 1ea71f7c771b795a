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
        private let start: UInt32
        private let length: UInt32

        init(offset: UInt64, place: Int, count: Int) {
            self.offset = offset
            (start, length) = (UInt32(place), UInt32(count))
        }

        /// Where it lies in ``held``.
        var place: Int { Int(start) }
        var count: Int { Int(length) }
        var range: Range<Int> { place..<place + count }
    }

    /// The offset of the next byte to be delivered.
    private(set) var next: UInt64 = 0
    /// Those that wait, the nearest first, behind some that waited.
    private var pieces: [Piece] = []
    /// Their bytes, in the order in which they came: a piece of a byte has no room of its own.
    private var held: [UInt8] = []
    /// How many of ``pieces`` wait no more.
    private var delivered: Int32 = 0
    /// How many bytes wait.
    private var waiting: Int32 = 0

    private var first: Int { Int(delivered) }
    var isWaiting: Bool { !pieces.isEmpty }
    /// No other piece would be kept.
    var isFull: Bool { pieces.count - first >= Self.maximumPieces }

    /// The piece that comes next, of those that wait.
    var firstWaiting: [UInt8]? {
        guard first < pieces.count else { return nil }
        let nearest = pieces[first].offset
        guard let piece = pieces.last(where: { $0.offset == nearest }) else { return nil }
        return [UInt8](copying: held.span.extracting(piece.range))
    }

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
            keep(bytes, at: offset)
            return
        }
        let known = Int(next - offset)
        next += UInt64(bytes.count - known)
        deliver(bytes.extracting(known...))
        if !pieces.isEmpty { drain(budget, deliver: deliver) }
    }

    /// Mostly they come in order; of those that begin alike, the first that came is read first.
    private mutating func keep(_ bytes: Span<UInt8>, at offset: UInt64) {
        var place = pieces.count
        while place > first, pieces[place - 1].offset > offset { place -= 1 }
        let piece = Piece(offset: offset, place: held.count, count: bytes.count)
        if pieces.count == 1 { pieces.reserveCapacity(16) }
        if place == pieces.count { pieces.append(piece) } else { pieces.insert(piece, at: place) }
        waiting += Int32(bytes.count)
        if bytes.count < 8 {
            // A call for a byte costs more than the byte.
            for index in bytes.indices { held.append(bytes[index]) }
        } else {
            held.append(copying: bytes)
        }
    }

    private mutating func drain(_ budget: CarrierBudget, deliver: (Span<UInt8>) -> Void) {
        while first < pieces.count, pieces[first].offset <= next {
            let piece = pieces[first]
            delivered += 1
            waiting -= Int32(piece.count)
            budget.release(piece.count + CarrierBudget.bytesOfPiece)
            let known = next - piece.offset
            guard known < UInt64(piece.count) else { continue }
            next += UInt64(piece.count) - known
            deliver(held.span.extracting(piece.place + Int(known)..<piece.place + piece.count))
        }
        closeUp()
    }

    /// Lets go of what was delivered, once it is as much again as may wait.
    private mutating func closeUp() {
        if first == pieces.count { return forget() }
        guard first >= Self.maximumPieces || held.count > 2 * Int(waiting) + Self.maximumPieces else {
            return
        }
        var kept: [UInt8] = []
        kept.reserveCapacity(Int(waiting))
        pieces.removeFirst(first)
        for index in pieces.indices {
            let piece = pieces[index]
            pieces[index] = Piece(offset: piece.offset, place: kept.count, count: piece.count)
            kept.append(copying: held.span.extracting(piece.range))
        }
        (held, delivered) = (kept, 0)
    }

    private mutating func forget() { (pieces, held, delivered, waiting) = ([], [], 0, 0) }

    /// Gives up what is missing before the next piece that waits, and goes on behind it; `false` if none waits.
    mutating func skipGap(
        _ budget: CarrierBudget,
        onGap: (Int) -> Void,
        deliver: (Span<UInt8>) -> Void
    ) -> Bool {
        guard first < pieces.count else { return false }
        let nearest = pieces[first].offset
        onGap(Int(nearest - next))
        next = nearest
        drain(budget, deliver: deliver)
        return true
    }

    /// Gives up all that waits, and says how many bytes are missing before it and in it.
    mutating func skipAll(_ budget: CarrierBudget) -> Int {
        var missing: UInt64 = 0
        for piece in pieces[first...] {
            if piece.offset > next { missing += piece.offset - next }
            next = max(next, piece.offset + UInt64(piece.count))
        }
        drop(budget)
        return Int(missing)
    }

    /// Gives back what waits.
    mutating func drop(_ budget: CarrierBudget) {
        guard !pieces.isEmpty else { return }
        for piece in pieces[first...] { budget.release(piece.count + CarrierBudget.bytesOfPiece) }
        forget()
    }
}

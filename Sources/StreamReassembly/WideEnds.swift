import CPrefetch
import PacketDecoding

/// The addresses of flows that are not over IPv4, which would make every entry of the table twice as large.
///
/// An entry keeps in the lower half of its `ends`, but for one bit, where its addresses are.
struct WideEnds {
    /// In pieces, so that nothing is copied, and no memory taken twice, when there are more.
    private var pieces: [[FlowKey.Addresses]] = []
    private var free: [UInt32] = []

    private static let pieceBits: UInt32 = 10

    private static func place(_ ends: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: ends & (FlowEntry.wideInputBit - 1))
    }

    mutating func add(_ pair: FlowKey.Addresses) -> UInt32 {
        if let index = free.popLast() {
            pieces[Int(index >> Self.pieceBits)][Int(index & (1 << Self.pieceBits - 1))] = pair
            return index
        }
        if pieces.last.map({ $0.count == 1 << Self.pieceBits }) ?? true {
            var piece: [FlowKey.Addresses] = []
            piece.reserveCapacity(1 << Self.pieceBits)
            pieces.append(piece)
        }
        let last = pieces.count - 1
        pieces[last].append(pair)
        return UInt32(last) << Self.pieceBits | UInt32(pieces[last].count - 1)
    }

    /// What all of them take.
    var bytes: Int { pieces.count << Int(Self.pieceBits) * MemoryLayout<FlowKey.Addresses>.stride }

    /// Another one takes more memory.
    var isFull: Bool { free.isEmpty && (pieces.last.map { $0.count == 1 << Self.pieceBits } ?? true) }

    mutating func remove(_ ends: UInt64) { free.append(Self.place(ends)) }

    /// Begins to fetch a pair of addresses.
    ///
    /// Unsafe, because a processor is told an address: nothing is read, and a place beyond a piece is passed over.
    func prefetch(_ ends: UInt64) {
        let index = Self.place(ends)
        let (piece, place) = (Int(index >> Self.pieceBits), Int(index & (1 << Self.pieceBits - 1)))
        guard piece < pieces.count else { return }
        unsafe pieces[piece].withUnsafeBytes { bytes in
            let offset = place * MemoryLayout<FlowKey.Addresses>.stride
            guard let start = bytes.baseAddress, offset < bytes.count else { return }
            // They may lie across two lines.
            unsafe cprefetch_line(start + offset)
            unsafe cprefetch_line(start + offset + MemoryLayout<FlowKey.Addresses>.size - 1)
        }
    }

    subscript(ends: UInt64) -> FlowKey.Addresses {
        let index = Self.place(ends)
        return pieces[Int(index >> Self.pieceBits)][Int(index & (1 << Self.pieceBits - 1))]
    }
}

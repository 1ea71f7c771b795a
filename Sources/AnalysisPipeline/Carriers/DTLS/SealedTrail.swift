import ByteParsing
import TLSWire

/// The sealed records of one sender of DTLS 1.3 that nobody opens: what tells those that were sent again from new ones.
///
/// Numbers are encrypted, and what is sent again is encrypted anew: so only its size and when it came can tell it. What the
/// network doubled is the same to the byte.
struct SealedTrail {
    /// Records that are remembered.
    static let maximumRecords = 32

    private var prints = RecentPrints()
    /// The sizes of the records of the handshake.
    private(set) var sizes: [Int] = []
    /// The records of a flight that is not over, as far as nobody was told of them.
    private(set) var waiting: [(length: Int, packet: PacketReference)] = []
    /// Acknowledgements came, or what has their size.
    var hasAcknowledged = false

    /// Whether a record is there for the first time.
    mutating func isNew(_ print: UInt64) -> Bool { prints.isNew(print) }

    mutating func add(_ size: Int, at packet: PacketReference) {
        if sizes.count < Self.maximumRecords { sizes.append(size) }
        waiting.append((size, packet))
    }

    /// Takes out the records of a flight, the Finished behind all others: the network may have swapped them, and that of this size is
    /// the last that anybody sends.
    mutating func takeFlight(finished: Int?) -> [(length: Int, packet: PacketReference)] {
        var flight: [(length: Int, packet: PacketReference)] = []
        swap(&flight, &waiting)
        guard let finished, let last = flight.last, last.length != finished,
            let place = flight.lastIndex(where: { $0.length == finished })
        else { return flight }
        let record = flight.remove(at: place)
        flight.append((record.length, last.packet))
        return flight
    }
}

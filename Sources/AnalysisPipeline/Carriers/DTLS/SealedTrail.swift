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
    /// Acknowledgements came, or what has their size.
    var hasAcknowledged = false

    /// Whether a record is there for the first time.
    mutating func isNew(_ print: UInt64) -> Bool { prints.isNew(print) }

    mutating func add(_ size: Int) { if sizes.count < Self.maximumRecords { sizes.append(size) } }
}

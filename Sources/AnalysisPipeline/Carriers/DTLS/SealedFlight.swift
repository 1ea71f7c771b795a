import ByteParsing
import TLSWire

/// The records of one sender in a renegotiation up to DTLS 1.2 that nobody opens.
///
/// Their numbers say which of them the capture lacks, and their sizes which were sent again: with new numbers, after a pause.
struct SealedFlight {
    /// Records of a flight that are remembered.
    private static let maximumSizes = 64

    let epoch: UInt16
    private let first: UInt64
    private var highest: UInt64
    /// Records of any type that came since the first.
    private var count: UInt64 = 1
    /// Of what it said since the other side spoke.
    private var sizes: [Int]
    private var lastHeard: Int64

    init(_ epoch: UInt16, _ number: UInt64, _ size: Int, at time: Int64) {
        self.epoch = epoch
        (first, highest) = (number, number)
        sizes = [size]
        lastHeard = time
    }

    /// Records that stand between those that came, and did not come.
    var missing: Int { Int(clamping: highest &- first &+ 1 &- min(count, highest &- first &+ 1)) }

    /// Takes in the number of a record of any type.
    mutating func note(_ number: UInt64) {
        guard number > first else { return }
        highest = max(highest, number)
        count += 1
    }

    /// The other side spoke: what comes now is another flight.
    mutating func turn() { sizes = [] }

    /// Takes in a handshake record, and says whether it is none that was sent before.
    mutating func isNew(_ size: Int, at time: Int64, shortestTimer: Int64) -> Bool {
        defer { lastHeard = time }
        if isRepeating || (!sizes.isEmpty && time &- lastHeard >= shortestTimer) {
            isRepeating = sizes.contains(size)
            if isRepeating { return false }
        }
        if sizes.count < Self.maximumSizes { sizes.append(size) }
        return true
    }

    private var isRepeating = false
}

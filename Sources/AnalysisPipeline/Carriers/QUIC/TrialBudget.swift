import ByteParsing
import PacketDecoding

/// How many datagrams that only look like the beginning of something are tried with keys: each trial takes as long as
/// some hundred other packets.
///
/// What fails counts, for its source and for all together; what succeeds does not.
struct TrialBudget {
    /// Failed trials in ``seconds`` of packet time, of one source: sources share a counter by chance.
    static let maximumOfSource = 64
    /// And of all.
    static let maximum = 16_384
    static let seconds = 10
    /// Counters of sources.
    private static let counterCount = 4_096

    private var counters: [UInt16] = []
    private var failures = 0
    private var period = Int.min
    /// How often none was granted.
    private(set) var refusals: UInt64 = 0

    /// Whether a datagram of this source may be tried now.
    mutating func grants(_ source: UInt64, at packet: PacketReference) -> Bool {
        guard failures > 0 else { return true }
        let now = Int(packet.time.nanoseconds / 1_000_000_000) / Self.seconds
        if now != period {
            counters.removeAll(keepingCapacity: true)
            failures = 0
            return true
        }
        guard failures < Self.maximum, Int(counters[slot(of: source)]) < Self.maximumOfSource else {
            refusals += 1
            return false
        }
        return true
    }

    mutating func noteFailure(_ source: UInt64, at packet: PacketReference) {
        if counters.isEmpty { counters = [UInt16](repeating: 0, count: Self.counterCount) }
        period = Int(packet.time.nanoseconds / 1_000_000_000) / Self.seconds
        failures += 1
        counters[slot(of: source)] += 1
    }

    private func slot(of source: UInt64) -> Int { Int(source % UInt64(Self.counterCount)) }
}

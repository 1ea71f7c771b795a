/// The last 64 numbers of records or packets that came, which tells those that come twice (RFC 6347, section 4.1.2.6).
struct ReplayWindow {
    private(set) var highest: UInt64
    /// How many came, each counted once.
    private(set) var count: UInt64 = 1
    /// Bit n stands for the number n below the highest.
    private var seen: UInt64 = 1

    init(highest: UInt64) { self.highest = highest }

    /// Some below the highest did not come, counted from 0.
    var hasGaps: Bool { count <= highest }

    /// Whether the number came, as far as that is remembered.
    func contains(_ number: UInt64) -> Bool {
        number <= highest && highest - number < 64 && seen >> (highest - number) & 1 == 1
    }

    /// Whether the number is new; what is older than the window is not.
    mutating func note(_ number: UInt64) -> Bool {
        if number > highest {
            let distance = number - highest
            seen = distance < 64 ? seen << distance | 1 : 1
            highest = number
            count += 1
            return true
        }
        let distance = highest - number
        guard distance < 64, seen >> distance & 1 == 0 else { return false }
        seen |= 1 << distance
        count += 1
        return true
    }
}

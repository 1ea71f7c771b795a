import ByteParsing

/// The last few of what came sealed, by 64 bits of each: what the network doubled is the same to the byte, and nobody sends
/// the same twice.
struct RecentPrints {
    private static let maximum = 32

    private var prints: [UInt64] = []

    /// Whether a print is new.
    mutating func isNew(_ print: UInt64) -> Bool {
        if prints.contains(print) { return false }
        if prints.count == Self.maximum { prints.removeFirst() }
        prints.append(print)
        return true
    }
}

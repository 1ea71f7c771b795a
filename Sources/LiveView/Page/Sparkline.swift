/// Counts as a row of bars, one cell each.
enum Sparkline {
    private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let plainBars: [Character] = [".", ":", "-", "=", "+", "*", "#", "@"]

    /// Nothing where there was nothing, and a bar at least where there was something.
    static func text(_ counts: [UInt64], isASCII: Bool) -> String {
        let bars = isASCII ? plainBars : bars
        let most = counts.max() ?? 0
        return String(
            counts.map { count -> Character in
                guard count > 0, most > 0 else { return " " }
                let step = (Double(count) / Double(most) * Double(bars.count)).rounded(.up)
                return bars[min(max(Int(step), 1), bars.count) - 1]
            }
        )
    }
}

import Reporting

/// Numbers as narrow as a header needs them.
enum Quantity {
    /// `4,900`, from ten on without a fraction.
    static func rate(_ value: Double) -> String {
        if value == 0 { return "0" }
        if value >= 10 { return ShortWords.number(UInt64(value.rounded())) }
        let tenths = Int((value * 10).rounded())
        return tenths == 0 ? "<0.1" : tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    /// `4.9 Mbit/s`.
    static func bits(_ bytesPerSecond: UInt64) -> String {
        let bits = Double(bytesPerSecond) * 8
        for (unit, name) in [(1e9, "Gbit/s"), (1e6, "Mbit/s"), (1e3, "kbit/s")] where bits >= unit {
            return "\(rate(bits / unit)) \(name)"
        }
        return "\(rate(bits)) bit/s"
    }

    /// `13 %`.
    static func percent(_ part: UInt64, of whole: UInt64) -> String {
        guard whole > 0 else { return "–" }
        let value = Double(part) / Double(whole) * 100
        if part > 0, value < 1 { return "<1 %" }
        return "\(Int(value)) %"
    }

    /// `in 6 h`, `2 d ago`: the largest unit that fits.
    static func span(_ seconds: Int64) -> String {
        let magnitude = seconds.magnitude
        let text =
            magnitude >= 2 * 86_400
            ? "\(magnitude / 86_400) d"
            : magnitude >= 2 * 3600
                ? "\(magnitude / 3600) h" : magnitude >= 120 ? "\(magnitude / 60) min" : "\(magnitude) s"
        return seconds < 0 ? "\(text) ago" : "in \(text)"
    }
}

/// One line that tells how far a long analysis has come.
public enum ProgressText {
    private static let barWidth = 24

    /// `[##########..............] 42 %, 1.2 GB at 310 MB/s, 8 s left, 12,345,678 packets, 120 connections, 7 failed`, cut
    /// to fit a terminal's width.
    ///
    /// Without a known end there is neither a bar nor what is left.
    public static func line(
        bytesRead: UInt64,
        totalBytes: UInt64?,
        packets: UInt64,
        connections: UInt64,
        failures: UInt64,
        seconds: Double,
        width: Int
    ) -> String {
        let rate = seconds > 0 ? Double(bytesRead) / seconds : 0
        var line = ""
        var rest: String?
        if let totalBytes, totalBytes > 0 {
            let share = min(1, Double(bytesRead) / Double(totalBytes))
            let filled = Int(share * Double(barWidth))
            let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: barWidth - filled)
            line = "[\(bar)] \(Int(share * 100)) %, "
            if rate > 0, totalBytes > bytesRead {
                let left = Double(totalBytes - bytesRead) / rate
                rest = "\(Wording.duration(Int64(min(left.rounded(.up), 1e9)))) left"
            }
        }
        let speed = rate > 0 ? " at \(size(UInt64(min(rate, 1e18))))/s" : ""
        let parts = [
            size(bytesRead) + speed, rest, Wording.many(packets, "packet"),
            Wording.many(connections, "connection"),
            failures > 0 ? "\(Wording.number(failures)) failed" : nil,
        ]
        line += parts.compactMap { $0 }.joined(separator: ", ")
        return String(line.prefix(max(0, width - 1)))
    }

    /// Three digits or so, in decimal units.
    static func size(_ bytes: UInt64) -> String {
        var value = Double(bytes)
        var unit = "B"
        for larger in ["kB", "MB", "GB", "TB"] where value >= 1000 {
            value /= 1000
            unit = larger
        }
        let tenths = Int((value * 10).rounded())
        return unit == "B" || tenths >= 1000
            ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }
}

/// One line that tells how far a long analysis has come.
public enum ProgressText {
    private static let barWidth = 24

    /// `[##########..............] 42 %, 1.2 GB, 12345678 packets, 120 connections`, cut to fit a terminal's width.
    ///
    /// Without a known end there is no bar.
    public static func line(
        bytesRead: UInt64,
        totalBytes: UInt64?,
        packets: UInt64,
        connections: UInt64,
        width: Int
    ) -> String {
        var line = ""
        if let totalBytes, totalBytes > 0 {
            let share = min(1, Double(bytesRead) / Double(totalBytes))
            let filled = Int(share * Double(barWidth))
            let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: barWidth - filled)
            line = "[\(bar)] \(Int(share * 100)) %, "
        }
        line +=
            "\(size(bytesRead)), \(Wording.count(packets, "packet")), \(Wording.count(connections, "connection"))"
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

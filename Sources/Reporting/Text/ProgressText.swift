/// One line that tells how far a long analysis has come.
public enum ProgressText {
    private static let barWidth = 24

    /// `[##########..............] 42 %, 1.2 GB at 310 MB/s, 8 s left, 12,345,678 packets, 120 connections, 7 failed`.
    ///
    /// Where a terminal is too narrow, the bar and then the packets are left out.
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
        var bar: String?
        var share: String?
        var rest: String?
        if let totalBytes, totalBytes > 0 {
            let part = min(1, Double(bytesRead) / Double(totalBytes))
            let filled = Int(part * Double(barWidth))
            bar =
                "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: barWidth - filled)
                + "] "
            share = "\(Int(part * 100)) %"
            if rate > 0, totalBytes > bytesRead {
                let left = Double(totalBytes - bytesRead) / rate
                rest = "\(Wording.duration(Int64(min(left.rounded(.up), 1e9)))) left"
            }
        }
        let speed = rate > 0 ? " at \(size(UInt64(min(rate, 1e18))))/s" : ""
        let most = [
            share, size(bytesRead) + speed, rest, Wording.many(packets, "packet"),
            Wording.many(connections, "connection"),
            failures > 0 ? "\(Wording.number(failures)) failed" : nil,
        ]
        // What matters least goes first.
        let lines = [most, most.indices.map { $0 == 3 ? nil : most[$0] }].flatMap { parts in
            let line = parts.compactMap { $0 }.joined(separator: ", ")
            return [(bar ?? "") + line, line]
        }
        let room = max(0, width - 1)
        return lines.first { $0.utf8.count <= room } ?? String(lines[lines.count - 1].prefix(room))
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

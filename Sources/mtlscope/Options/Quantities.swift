import ArgumentParser

/// A whole number and a unit behind it.
private enum Quantity {
    /// `nil` where there is no number, no such unit, or more than can be counted.
    static func read(_ text: String, _ factor: (Substring) -> Int?) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), let factor = factor(text.dropFirst(digits.count)) else { return nil }
        let (product, isTooMuch) = number.multipliedReportingOverflow(by: factor)
        return isTooMuch ? nil : product
    }
}

/// A number of bytes on the command line: `65536`, `100M`, `64MiB`, `1G`.
struct ByteCount: ExpressibleByArgument, Hashable {
    let bytes: Int

    init(_ bytes: Int) { self.bytes = bytes }

    init?(argument: String) {
        guard let bytes = Quantity.read(argument, Self.factor) else { return nil }
        self.bytes = bytes
    }

    private static func factor(_ unit: Substring) -> Int? {
        switch unit.uppercased() {
        case "", "B": 1
        case "K", "KB", "KIB": 1 << 10
        case "M", "MB", "MIB": 1 << 20
        case "G", "GB", "GIB": 1 << 30
        default: nil
        }
    }

    var defaultValueDescription: String {
        bytes % (1 << 20) == 0 ? "\(bytes >> 20)M" : "\(bytes)"
    }
}

/// A time on the command line: `30s`, `15m`, `1h`, `7d`; a number alone is seconds.
struct TimeSpan: ExpressibleByArgument, Hashable {
    let seconds: Int

    init(_ seconds: Int) { self.seconds = seconds }

    init?(argument: String) {
        guard let seconds = Quantity.read(argument, Self.factor) else { return nil }
        self.seconds = seconds
    }

    private static func factor(_ unit: Substring) -> Int? {
        switch unit {
        case "", "s": 1
        case "m": 60
        case "h": 3600
        case "d": 86_400
        default: nil
        }
    }

    var defaultValueDescription: String { "\(seconds)s" }
}

/// When a file is put aside: at a size, or after a time.
enum RotationRule: ExpressibleByArgument, Hashable {
    case size(ByteCount)
    case time(TimeSpan)

    /// `s`, `m`, `h` and `d` are times; a capital `M` is a size.
    init?(argument: String) {
        if argument.last.map({ "smhd".contains($0) }) == true, let time = TimeSpan(argument: argument) {
            guard time.seconds > 0 else { return nil }
            self = .time(time)
        } else if let size = ByteCount(argument: argument), size.bytes > 0 {
            self = .size(size)
        } else {
            return nil
        }
    }
}

/// What one metric says, with its help and its samples.
public struct MetricFamily: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable { case counter, gauge, histogram, info }

    /// One line of the exposition.
    public struct Sample: Hashable, Sendable {
        /// What stands behind the family's name: `_total`, `_bucket`, `_sum`, `_count`, or nothing.
        public var suffix: String
        public var labels: [Label]
        public var value: Value

        init(_ suffix: String, _ labels: [Label], _ value: Value) {
            self.suffix = suffix
            self.labels = labels
            self.value = value
        }
    }

    public struct Label: Hashable, Sendable {
        public let name: String
        public let value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public enum Value: Hashable, Sendable {
        case whole(UInt64)
        case signed(Int64)
        case real(Double)
    }

    /// Without the `_total` of a counter.
    public let name: String
    public let kind: Kind
    /// The last part of the name, if that is one.
    public let unit: String?
    public let help: String
    public internal(set) var samples: [Sample] = []

    init(_ name: String, _ kind: Kind, unit: String? = nil, _ help: String) {
        self.name = "mtlscope_" + name
        self.kind = kind
        self.unit = unit
        self.help = help
    }

    mutating func count(_ labels: [Label], _ value: UInt64) {
        samples.append(Sample("_total", labels, .whole(value)))
    }

    mutating func gauge(_ labels: [Label], _ value: Value) { samples.append(Sample("", labels, value)) }

    mutating func histogram(_ histogram: DurationHistogram) {
        for (bound, count) in histogram.cumulated {
            samples.append(Sample("_bucket", [Label("le", bound)], .whole(count)))
        }
        samples.append(Sample("_sum", [], .real(histogram.sum)))
        samples.append(Sample("_count", [], .whole(histogram.count)))
    }

    static func counter(
        _ name: String,
        unit: String? = nil,
        _ help: String,
        _ fill: (inout MetricFamily) -> Void
    ) -> MetricFamily {
        made(MetricFamily(name, .counter, unit: unit, help), fill)
    }

    static func gauge(
        _ name: String,
        unit: String? = nil,
        _ help: String,
        _ fill: (inout MetricFamily) -> Void
    ) -> MetricFamily {
        made(MetricFamily(name, .gauge, unit: unit, help), fill)
    }

    private static func made(_ family: MetricFamily, _ fill: (inout MetricFamily) -> Void) -> MetricFamily {
        var family = family
        fill(&family)
        return family
    }
}

/// The two text forms in which metrics are handed out.
public enum MetricsFormat: Hashable, Sendable {
    /// Prometheus' text format, version 0.0.4.
    case prometheus
    /// OpenMetrics 1.0.0.
    case openMetrics

    public var contentType: String {
        switch self {
        case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// What whoever asks prefers, by the Accept header field (RFC 9110, section 12.5.1); Prometheus' own form where they
    /// do not say.
    public init(accept: String?) {
        var best: (format: MetricsFormat, weight: Double) = (.prometheus, 0)
        for range in (accept ?? "").split(separator: ",") {
            let parts = range.split(separator: ";").map { Self.trimmed($0).lowercased() }
            guard let type = parts.first else { continue }
            let format: MetricsFormat
            switch type {
            case "application/openmetrics-text":
                let version = parts.first { $0.hasPrefix("version=") }
                guard version == nil || version == "version=1.0.0" else { continue }
                format = .openMetrics
            case "text/plain", "text/*", "*/*": format = .prometheus
            default: continue
            }
            let weight = parts.first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if weight > best.weight { best = (format, weight) }
        }
        self = best.format
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }

    /// Writes the metrics down.
    public func text(of families: [MetricFamily]) -> [UInt8] {
        var text = ""
        for family in families { write(family, to: &text) }
        if self == .openMetrics { text += "# EOF\n" }
        return Array(text.utf8)
    }

    private func write(_ family: MetricFamily, to text: inout String) {
        let name = headName(of: family)
        text += "# HELP \(name) \(Self.escapedHelp(family.help))\n"
        text += "# TYPE \(name) \(type(of: family))\n"
        if self == .openMetrics, let unit = family.unit { text += "# UNIT \(name) \(unit)\n" }
        for sample in family.samples {
            text += family.name
            text += sample.suffix
            if !sample.labels.isEmpty {
                let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
                text += "{\(labels.joined(separator: ","))}"
            }
            text += " \(Self.text(of: sample.value))\n"
        }
    }

    /// Prometheus' form names a counter as its samples, OpenMetrics without `_total`; an info keeps its `_info`.
    private func headName(of family: MetricFamily) -> String {
        guard self == .prometheus else { return family.name }
        switch family.kind {
        case .counter: return family.name + "_total"
        case .info: return family.name + "_info"
        case .gauge, .histogram: return family.name
        }
    }

    private func type(of family: MetricFamily) -> String {
        self == .prometheus && family.kind == .info ? "gauge" : family.kind.rawValue
    }

    private static func text(of value: MetricFamily.Value) -> String {
        switch value {
        case .whole(let value): "\(value)"
        case .signed(let value): "\(value)"
        case .real(let value): "\(value)"
        }
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func escapedHelp(_ help: String) -> String { escaped(help) }
}

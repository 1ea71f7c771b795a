internal import ByteParsing
internal import HandshakeAnalysis

/// The lines with which a text report ends.
enum SummaryText {
    static func lines(for summary: AnalysisSummary) -> [String] {
        var lines = [connections(summary)]
        let failures = Failure.Kind.allCases.compactMap { kind -> String? in
            guard let count = summary.failureCounts[kind], count > 0 else { return nil }
            return "\(count) \(kind.rawValue)"
        }
        if !failures.isEmpty { lines.append("failed: \(failures.joined(separator: ", "))") }
        lines.append(traffic(summary))
        lines += NotTLSText.lines(for: summary)
        lines += undecoded(summary)
        lines += summary.limitHits.map { "limit reached: \($0.name), \(Wording.count($0.count, "time"))" }
        if summary.signatures == .inputTooLarge { lines.append(Wording.uncheckedSignatures) }
        for input in summary.inputs {
            lines += input.problems.map { "\(input.path): \(problem($0))" }
        }
        return lines
    }

    /// `cut off at byte 123: …`, as standard error says it as well.
    static func problem(_ problem: AnalysisSummary.Problem) -> String {
        problem.offset.map { "\(problem.message) (at byte \($0))" } ?? problem.message
    }

    private static func connections(_ summary: AnalysisSummary) -> String {
        guard summary.connectionCount > 0 else { return "no TLS connections" }
        let counts = Verdict.Status.allCases.compactMap { status -> String? in
            guard let count = summary.statusCounts[status], count > 0 else { return nil }
            return "\(count) \(status.rawValue.split(separator: "_").joined(separator: " "))"
        }
        return
            "\(Wording.count(summary.connectionCount, "TLS connection")): \(counts.joined(separator: ", "))"
    }

    private static func traffic(_ summary: AnalysisSummary) -> String {
        var parts = [Wording.count(summary.packetCount, "packet"), Wording.count(summary.byteCount, "byte")]
        if summary.inputs.count > 1 { parts.append("\(summary.inputs.count) inputs") }
        if let first = summary.firstTime, let last = summary.lastTime {
            parts.append("\(time(first)) to \(time(last))")
        }
        return parts.joined(separator: ", ")
    }

    private static func undecoded(_ summary: AnalysisSummary) -> [String] {
        var lines = summary.unsupportedLinkTypes.map { linkType in
            let name = linkType.name.map { " (\($0))" } ?? ""
            return
                "not decoded: \(Wording.count(linkType.packetCount, "packet")) of link type \(linkType.number)\(name)"
        }
        if summary.malformedPacketCount > 0 {
            lines.append("malformed: \(Wording.count(summary.malformedPacketCount, "packet"))")
        }
        if summary.filteredPacketCount > 0 {
            lines.append("left out by the filter: \(Wording.count(summary.filteredPacketCount, "packet"))")
        }
        if let dropped = summary.droppedPackets, dropped.byKernel + dropped.byInterface > 0 {
            let interface = dropped.byInterface
            lines.append(
                "dropped: \(Wording.count(dropped.byKernel, "packet")) by the kernel, \(interface) by the interface"
            )
        }
        return lines
    }

    /// `2026-01-01T00:00:00Z`: whole seconds.
    private static func time(_ moment: Timestamp) -> String {
        String(DateTime.text(nanoseconds: moment.nanoseconds).prefix { $0 != "." }) + "Z"
    }
}

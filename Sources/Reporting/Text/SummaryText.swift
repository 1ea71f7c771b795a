internal import ByteParsing
internal import HandshakeAnalysis

/// The lines with which a text report ends.
struct SummaryText {
    let style: TextStyle
    let layout: TextLayout
    let clock: ClockText
    /// What was asked to be shown.
    let filters: [String]
    let shownCount: UInt64

    /// Causes that are named.
    private static let mostCauses = 12

    func lines(for summary: AnalysisSummary, causes: [Cause: UInt64]) -> [String] {
        var lines = paragraphs(Self.connections(summary)).map(style.strong)
        if !filters.isEmpty {
            let count = "\(Wording.number(shownCount)) of \(Wording.number(summary.connectionCount))"
            lines += paragraphs("shown: \(count), by \(filters.joined(separator: " "))")
        }
        let notes =
            [traffic(summary)] + Self.truncated(summary) + Self.withoutHandshake(summary)
            + NotTLSText.lines(for: summary)
            + Self.undecoded(summary) + Self.limits(summary)
            + Self.watch(summary) + Self.droppedReports(summary)
        lines += notes.flatMap(paragraphs)
        for input in summary.inputs {
            lines += input.problems.flatMap { paragraphs("\(input.path): \(Self.problem($0))") }
        }
        return lines + self.causes(causes)
    }

    /// What a watch had at its end.
    private static func watch(_ summary: AnalysisSummary) -> [String] {
        guard let live = summary.live else { return [] }
        var parts = ["ring of \(EventText.size(live.ringBytes))"]
        if let dropped = summary.droppedPackets, dropped.byKernel + dropped.byInterface == 0 {
            parts.insert("no packet was lost", at: 0)
        }
        if let resident = live.residentBytes { parts.append("\(EventText.size(resident)) of memory") }
        return [parts.joined(separator: ", ")]
    }

    private static func droppedReports(_ summary: AnalysisSummary) -> [String] {
        guard let queue = summary.live?.queue, queue.droppedReports > 0 else { return [] }
        return ["\(Wording.many(queue.droppedReports, "report")) dropped: they were not read in time"]
    }

    private func paragraphs(_ text: String) -> [String] {
        layout.paragraph(TerminalText.escaped(text), at: 2).enumerated().map { $0 == 0 ? $1 : "  " + $1 }
    }

    /// `cut off at byte 123: …`, as standard error says it as well.
    static func problem(_ problem: AnalysisSummary.Problem) -> String {
        guard let offset = problem.offset, offset > 0 else { return problem.message }
        return "\(problem.message) (at byte \(offset))"
    }

    /// The signs stand here too, so that each is explained where it is used.
    private static func connections(_ summary: AnalysisSummary) -> String {
        guard summary.connectionCount > 0 else { return "no TLS connections" }
        let counts = Verdict.Status.allCases.compactMap { status -> String? in
            guard let count = summary.statusCounts[status], count > 0 else { return nil }
            return "\(Wording.sign(of: status)) \(Wording.number(count)) \(Wording.words(for: status))"
        }
        return
            "\(Wording.many(summary.connectionCount, "TLS connection")): \(counts.joined(separator: ", "))"
    }

    private func traffic(_ summary: AnalysisSummary) -> String {
        var parts = [Wording.many(summary.packetCount, "packet"), Self.size(summary.byteCount)]
        // What could not be read, and a key log with a fault, are named below with what is wrong.
        let inputs = summary.inputs.count { $0.packetCount > 0 || $0.problems.isEmpty }
        if inputs > 1 { parts.append(Wording.many(inputs, "input")) }
        if let first = summary.firstTime, let last = summary.lastTime {
            parts.append(clock.span(first, last))
        }
        return parts.joined(separator: ", ")
    }

    private static func size(_ bytes: UInt64) -> String {
        bytes < 1_000_000 ? Wording.many(bytes, "byte") : ProgressText.size(bytes)
    }

    private static func truncated(_ summary: AnalysisSummary) -> [String] {
        guard summary.truncatedPacketCount > 0 else { return [] }
        let packets = Wording.many(summary.truncatedPacketCount, "packet")
        return ["cut off by the capture's snapshot length: \(packets); capture again with -s 0"]
    }

    /// Packets of which nothing is said, the most frequent disappointment: TLS shows itself only when it begins.
    private static func withoutHandshake(_ summary: AnalysisSummary) -> [String] {
        guard summary.connectionCount == 0, summary.packetCount > 0, summary.live == nil,
            summary.truncatedPacketCount == 0, summary.attempts.isEmpty, summary.passedOver.isEmpty,
            summary.unsupportedLinkTypes.isEmpty
        else { return [] }
        return ["no handshake begins in these packets; start the capture before the client connects"]
    }

    private static func undecoded(_ summary: AnalysisSummary) -> [String] {
        var lines = summary.unsupportedLinkTypes.map { linkType in
            let name = linkType.name.map { " (\($0))" } ?? ""
            return
                "not decoded: \(Wording.many(linkType.packetCount, "packet")) of link type \(linkType.number)\(name)"
        }
        if summary.malformedPacketCount > 0 {
            lines.append("malformed: \(Wording.many(summary.malformedPacketCount, "packet"))")
        }
        if summary.filteredPacketCount > 0 {
            lines.append("left out by the filter: \(Wording.many(summary.filteredPacketCount, "packet"))")
        }
        if let dropped = summary.droppedPackets, dropped.byKernel + dropped.byInterface > 0 {
            let interface = Wording.number(dropped.byInterface)
            lines.append(
                "dropped: \(Wording.many(dropped.byKernel, "packet")) by the kernel, \(interface) by the interface"
            )
        }
        return lines
    }

    private static func limits(_ summary: AnalysisSummary) -> [String] {
        summary.limitHits.map { "limit reached: \($0.name), \(Wording.many($0.count, "time"))" }
            + (summary.signatures == .inputTooLarge ? [Wording.uncheckedSignatures] : [])
    }

    /// Of what is shown, the most frequent first.
    private func causes(_ causes: [Cause: UInt64]) -> [String] {
        let all = causes.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key.code < $1.key.code }
        guard !all.isEmpty else { return [] }
        var parts = all.prefix(Self.mostCauses).map { "\(Wording.number($0.value)) \($0.key.code)" }
        let rest = all.dropFirst(Self.mostCauses)
        if !rest.isEmpty {
            let count = Wording.number(rest.reduce(0) { $0 + $1.value })
            parts.append("\(count) with \(Wording.many(rest.count, "other cause"))")
        }
        return paragraphs("causes: \(parts.joined(separator: ", "))")
    }
}

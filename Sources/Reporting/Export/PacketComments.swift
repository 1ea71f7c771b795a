public import ByteParsing
public import HandshakeAnalysis

/// What an extracted capture says about its packets, in the comments that Wireshark shows.
public enum PacketComments {
    /// A comment for each packet that decides something: what came of the connection, and what was found.
    ///
    /// Packets have other numbers where the comment is read: those that it names are said to be of the `source`.
    public static func comments(
        on report: ConnectionReport,
        of source: String,
        inputNames: [String] = []
    ) -> [(PacketReference, String)] {
        let sentences = Sentences(about: report, inputNames: inputNames, home: source)
        let name = "mtlscope: \(Wording.connection(report.id)): "
        let decider = report.verdict.failure?.alert?.packet ?? report.last
        var comments = [(decider, name + outcome(of: report, sentences))]
        for diagnosis in report.diagnoses where diagnosis.severity != .info {
            for packet in diagnosis.evidence.prefix(1) {
                comments.append((packet, name + sentences.summary(of: diagnosis)))
            }
        }
        return comments
    }

    private static func outcome(of report: ConnectionReport, _ sentences: Sentences) -> String {
        let confidence = Wording.confidence(of: report.verdict).map { " (\($0))" } ?? ""
        return
            "\(Wording.words(for: report.verdict.status)): \(sentences.plainOutcome(of: report))\(confidence)"
    }

    /// What the whole capture is, for the section's comment.
    public static func section(
        _ summary: AnalysisSummary,
        filters: [String],
        chosen: Int,
        producer: String,
        remarks: [String]
    ) -> String {
        let lines = SummaryText(
            style: TextStyle(usesColor: false),
            layout: TextLayout(width: Int.max),
            clock: ClockText(clock: .utc),
            filters: filters,
            shownCount: UInt64(chosen)
        ).lines(for: summary, causes: [:])
        return (["\(producer): \(Wording.many(chosen, "connection")) extracted"] + remarks + lines).joined(
            separator: "\n"
        )
    }
}

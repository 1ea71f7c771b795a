import ByteParsing
import HandshakeAnalysis
import Reporting
import TLSWire
import TerminalScreen

// Connections that somebody else read: what their records say, in the form of a report.
extension Details {
    func head(of connection: ViewedConnection) -> StyledLine {
        let style = Listing.style(of: connection.status)
        var line = StyledLine("\(ShortWords.sign(of: connection.status)) ", style)
        line.append(
            "\(connection.name)  \(time.timeOfDay(connection.start))  \(connection.client) → \(connection.service)"
        )
        if connection.service != connection.server { line.append(" (\(connection.server))") }
        if let version = connection.version { line.append("  \(version)") }
        if connection.status != .failed {
            let subject = connection.clientSubject.map { "  \($0)" } ?? ""
            line.append("  \(ShortWords.words(for: connection.status))\(subject)")
        }
        return line
    }

    func outcome(of connection: ViewedConnection) -> [StyledLine] {
        guard connection.status == .failed else { return [] }
        let inferred = connection.basis == .inferred ? "inferred, " : ""
        let sure = connection.confidence.map { " (\(inferred)\($0.rawValue) confidence)" } ?? ""
        let words = "\(connection.refusal): \(connection.alert ?? connection.title)"
        return labelled("FAILED\(sure)", words, .error)
    }

    func findings(
        _ connection: ViewedConnection,
        _ detail: RecordedDetail,
        isVerbose: Bool
    ) -> [StyledLine] {
        var lines: [StyledLine] = []
        if detail.isBrief, connection.status == .failed { lines += labelled("Why", connection.title, .error) }
        for (index, finding) in detail.findings.enumerated() {
            let isCause = index == 0 && finding.severity == .error
            guard isCause || isVerbose || finding.severity == .warning && connection.status != .failed else {
                continue
            }
            let label =
                isCause
                ? "Why"
                : finding.severity == .error ? "Also" : finding.severity == .warning ? "Warning" : "Note"
            lines += labelled(label, finding.summary, finding.severity)
            if let remedy = finding.remedy { lines += labelled("Fix", remedy) }
        }
        if isVerbose {
            if !detail.usersSee.isEmpty {
                lines += labelled("Users see", detail.usersSee.joined(separator: " · "))
            }
            lines += detail.reasons.flatMap { labelled("Step", $0) }
        }
        return lines
    }
}

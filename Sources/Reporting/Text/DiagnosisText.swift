internal import Explanations
internal import HandshakeAnalysis

/// What a report says below a connection: why, what to do, and what else there is.
struct DiagnosisText {
    let style: TextStyle
    /// Everything, remedies and all.
    let isVerbose: Bool

    struct Line {
        let label: String
        let severity: Diagnosis.Severity?
        let text: String
    }

    /// The programs of the brief form, which the others resemble.
    private static let wellKnown = ["curl", "Node.js", "Go", "Java", "Chrome"]

    func lines(for report: ConnectionReport, _ sentences: Sentences) -> [Line] {
        var lines: [Line] = []
        var cause: Diagnosis?
        // What the capture was made without is said first, and is no cause.
        let first = report.diagnoses.first { $0.code != .captureTruncated }
        for diagnosis in report.diagnoses {
            let isCause = diagnosis == first && diagnosis.severity == .error
            if isCause { cause = diagnosis }
            guard isCause || isShown(diagnosis, beside: cause, report, sentences) else { continue }
            let label =
                isCause ? "Why" : diagnosis.severity == .error ? "Also" : Self.label(diagnosis.severity)
            let code = isVerbose ? " [\(diagnosis.code.rawValue)]" : ""
            lines.append(
                Line(
                    label: label,
                    severity: diagnosis.severity,
                    text: sentences.plainSummary(of: diagnosis) + code
                )
            )
            if let remedy = sentences.remedy(of: diagnosis),
                isCause || isVerbose || diagnosis.severity == .error
                    || Self.isRemediedAlways(diagnosis.code)
            {
                lines.append(Line(label: "Fix", severity: nil, text: remedy))
            }
        }
        return lines + shown(for: report)
    }

    /// Beside the cause, only what changes what to do; without a failure, what will bite.
    private func isShown(
        _ diagnosis: Diagnosis,
        beside cause: Diagnosis?,
        _ report: ConnectionReport,
        _ sentences: Sentences
    ) -> Bool {
        if isVerbose || diagnosis.code == .captureTruncated { return true }
        switch diagnosis.severity {
        case .info: return false
        case .warning: return report.verdict.status != .failed
        case .error:
            // How it ended is said with the outcome, and calls for nothing beyond the cause's own remedy.
            if Self.isEnding(diagnosis.code) { return false }
            guard let remedy = sentences.remedy(of: diagnosis) else { return false }
            return remedy != cause.flatMap(sentences.remedy)
        }
    }

    /// Whether it calls for a next step although nothing failed: something is missing, or the application said no.
    private static func isRemediedAlways(_ code: Diagnosis.Code) -> Bool {
        switch code {
        case .captureTruncated, .applicationRefusalSuspected, .refusedByApplication: true
        default: false
        }
    }

    private static func isEnding(_ code: Diagnosis.Code) -> Bool {
        code == .serverClosedWithoutAlert || code == .alertHiddenByReset
    }

    /// What clients show for it, so that whoever has such a text finds the connection; in brief only where that text
    /// says something else than the cause, or blames the other side.
    private func shown(for report: ConnectionReport) -> [Line] {
        let isMisleading = report.diagnoses.contains {
            Self.isEnding($0.code) || $0.code == .alertContradictsEvidence
        }
        let texts = ShownTexts.of(report)?.texts ?? []
        let named = texts.filter {
            isVerbose || ($0.isMisleading && report.transport == .tcp)
                || (isMisleading && Self.wellKnown.contains($0.program))
        }
        if named.isEmpty { return [] }
        let text = named.map { $0.text.hasPrefix("\($0.program):") ? $0.text : "\($0.program): \($0.text)" }
            .joined(separator: " · ")
        return [Line(label: "Users see", severity: nil, text: text)]
    }

    private static func label(_ severity: Diagnosis.Severity) -> String {
        switch severity {
        case .error: "Also"
        case .warning: "Warning"
        case .info: "Note"
        }
    }
}

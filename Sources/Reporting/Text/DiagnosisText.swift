internal import Explanations
internal import HandshakeAnalysis

/// The diagnoses below a connection's line: the cause and what to do about it, and briefly what else there is.
struct DiagnosisText {
    let style: TextStyle
    let width: Int?
    /// Everything, remedies and all.
    let isVerbose: Bool

    private static let indent = "      "
    /// Of the longest label.
    private static let labelWidth = 8
    private static let narrowestSentence = 40
    /// The programs of the brief form, which the others resemble.
    private static let wellKnown = ["Chrome", "curl", "Node.js", "Go", "Java"]

    func lines(for report: ConnectionReport, _ sentences: Sentences) -> [String] {
        var lines: [String] = []
        for (index, diagnosis) in report.diagnoses.enumerated() {
            let isCause = index == 0 && diagnosis.severity == .error
            guard isVerbose || diagnosis.severity != .info else { continue }
            let label =
                isCause ? "cause" : diagnosis.severity == .error ? "also" : Self.word(diagnosis.severity)
            let frames = diagnosis.evidence.isEmpty ? "" : " [\(frameList(diagnosis, sentences))]"
            let code = isVerbose ? " (\(diagnosis.code.rawValue))" : ""
            lines += labelled(label, diagnosis.severity, sentences.summary(of: diagnosis) + frames + code)
            if isCause || isVerbose, let remedy = sentences.remedy(of: diagnosis) {
                lines += labelled("do", nil, remedy)
            }
        }
        return lines + shown(for: report)
    }

    /// What clients show for it, so that whoever has such a text finds the connection.
    private func shown(for report: ConnectionReport) -> [String] {
        let texts = ShownTexts.of(report)?.texts ?? []
        let named = texts.filter { isVerbose || Self.wellKnown.contains($0.program) }
        if named.isEmpty { return [] }
        return labelled("shown", nil, named.map { "\($0.text) (\($0.program))" }.joined(separator: ", "))
    }

    private static func word(_ severity: Diagnosis.Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .info: "note"
        }
    }

    /// `frame 8, frame 10`, each once.
    private func frameList(_ diagnosis: Diagnosis, _ sentences: Sentences) -> String {
        var names: [String] = []
        for packet in diagnosis.evidence {
            let name = sentences.frame(packet).description
            if !names.contains(name) { names.append(name) }
        }
        return names.joined(separator: ", ")
    }

    private func labelled(_ label: String, _ severity: Diagnosis.Severity?, _ sentence: String) -> [String] {
        let padded = TerminalText.padded(label + ":", to: Self.labelWidth) + " "
        let head = Self.indent + style.label(padded, severity)
        let text = TerminalText.escaped(sentence)
        let column = Self.indent.count + padded.count
        guard let width, column + TerminalText.width(text) > width else { return [head + text] }
        let room = max(Self.narrowestSentence, width - column)
        let rest = String(repeating: " ", count: column)
        return TerminalText.wrapped(text, to: room).enumerated().map { ($0 == 0 ? head : rest) + $1 }
    }
}

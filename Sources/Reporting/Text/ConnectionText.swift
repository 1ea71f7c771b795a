internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

/// One connection as lines: who to whom and when, and for a failure what happened, why, and the next step.
///
///     ✗ #4  10:14:02.118  192.0.2.10:46284 → api.example (192.0.2.20:8443)  TLS 1.2
///       FAILED   The server refused the client certificate: it had expired.
struct ConnectionText {
    let style: TextStyle
    let layout: TextLayout
    let clock: ClockText
    let inputNames: [String]
    let isVerbose: Bool

    /// Of the labels, with their gap.
    private static let labelWidth = 11

    /// What stands before a line of its own columns.
    struct Head {
        let sign: String
        let cells: [String]
        let tail: String
    }

    /// What is said of a connection, part by part.
    struct Parts {
        /// Who to whom and when, and what it came to if it did not fail.
        var head: [String] = []
        /// Of a failure.
        var outcome: [String] = []
        /// Why, the next step, and what else there is.
        var causes: [String] = []
    }

    func lines(for report: ConnectionReport, _ columns: inout Columns) -> [String] {
        let parts = parts(of: report, &columns)
        let lines = parts.head + parts.outcome + parts.causes
        guard isVerbose else { return lines }
        return lines
            + details(of: report, Sentences(about: report, inputNames: inputNames), names(of: report))
    }

    func parts(of report: ConnectionReport, _ columns: inout Columns) -> Parts {
        let sentences = Sentences(about: report, inputNames: inputNames)
        let names = names(of: report)
        var parts = Parts()
        parts.head = columns.lines(head(of: report, sentences, names), report.verdict.status, self)
        if report.verdict.status == .failed {
            let confidence = Wording.confidence(of: report.verdict).map { " (\($0))" } ?? ""
            parts.outcome = labelled(
                "FAILED\(confidence)",
                names.applied(to: sentences.plainOutcome(of: report))
            ) {
                style.verdict($0, .failed)
            }
        }
        let diagnoses = DiagnosisText(style: style, isVerbose: isVerbose)
        for line in diagnoses.lines(for: report, sentences) {
            parts.causes += labelled(line.label, names.applied(to: line.text)) {
                style.label($0, line.severity)
            }
        }
        return parts
    }

    private func names(of report: ConnectionReport) -> NameCut {
        NameCut(report, to: layout.isStrict ? max(40, layout.width / 2) : nil)
    }

    private func details(
        of report: ConnectionReport,
        _ sentences: Sentences,
        _ names: NameCut
    ) -> [String] {
        var lines: [String] = []
        if let tunnels = EncapsulationText.text(for: report) {
            lines += labelled("Tunnels", tunnels) { style.dimmed($0) }
        }
        if let way = Self.way(of: report) {
            lines += labelled("Before", names.applied(to: TerminalText.escaped(way))) { style.dimmed($0) }
        }
        if let hint = Wording.service(of: report) { lines += labelled("Hint", hint) { style.dimmed($0) } }
        if let carrier = report.carriage.flatMap(Wording.carrier) {
            lines += labelled("Carrier", TerminalText.escaped(carrier)) { style.dimmed($0) }
        }
        lines += Ladder(style: style, layout: layout, names: names, inputNames: inputNames).lines(
            for: report
        )
        lines += CertificateLines(style: style, layout: layout, names: names).lines(for: report)
        for reason in report.verdict.reasons {
            let text = names.applied(to: sentences.sentence(for: reason))
            lines += labelled("Step", text) { style.dimmed($0) }
        }
        return lines + [""]
    }

    /// What went before TLS on the stream, the outermost first, and what its records are wrapped in.
    private static func way(of report: ConnectionReport) -> String? {
        guard let carriage = report.carriage else { return nil }
        var parts = carriage.preambles.map { Wording.words(for: $0) }
        if carriage.carrier == "tds" { parts.append("the handshake in packets of TDS") }
        return parts.isEmpty ? nil : parts.joined(separator: ", then ")
    }

    func labelled(_ label: String, _ text: String, _ paint: (String) -> String) -> [String] {
        let gap = label.utf8.count + 2 < Self.labelWidth - 2 ? Self.labelWidth - 2 - label.utf8.count : 2
        let head = "  " + paint(label) + String(repeating: " ", count: gap)
        // The first line begins behind a long label, the others below the usual column.
        let used = 2 + label.utf8.count + gap
        guard used > Self.labelWidth else { return layout.hanging(head, text, at: used) }
        let filler = String(repeating: "\u{1}", count: used - Self.labelWidth)
        var lines = layout.hanging("", filler + text, at: Self.labelWidth)
        lines[0] = head + lines[0].drop { $0 == "\u{1}" }
        return lines
    }

    // MARK: Head

    private func head(of report: ConnectionReport, _ sentences: Sentences, _ names: NameCut) -> Head {
        Head(
            sign: Wording.sign(of: report.verdict.status),
            cells: cells(of: report),
            tail: names.applied(to: tail(of: report, sentences))
        )
    }

    /// The number, the time, the client, the server, the version.
    func cells(of report: ConnectionReport) -> [String] {
        [
            Wording.connection(report.id), clock.timeOfDay(report.first.time),
            report.client.description, "→ " + server(of: report),
            report.tls.version?.displayName ?? "-",
        ]
    }

    /// `api.example (192.0.2.20:8443)`.
    private func server(of report: ConnectionReport) -> String {
        guard let name = report.tls.serverName else { return report.server.description }
        let address = " (\(report.server))"
        return layout.fitted(TerminalText.escaped(name), to: layout.width - 12 - address.utf8.count) + address
    }

    /// What a connection came to that did not fail, after its columns.
    private func tail(of report: ConnectionReport, _ sentences: Sentences) -> String {
        let again =
            report.revision == 1
            ? nil : report.isOfAnother ? "verdict revised" : "handshake \(report.revision)"
        let verdict = report.verdict
        let outcome: String?
        switch verdict.status {
        case .failed: outcome = nil
        case .completed where !verdict.isResumed: outcome = Self.client(of: report)
        case .notRequested where !verdict.isResumed && ConnectionText.usesCertificates(report):
            outcome = Wording.words(for: verdict.status)
        case .completed: outcome = sentences.outcome(of: report)
        default: outcome = "\(Wording.words(for: verdict.status)): \(sentences.outcome(of: report))"
        }
        return [again, outcome].compactMap { $0 }.joined(separator: ", ")
    }

    private static func usesCertificates(_ report: ConnectionReport) -> Bool {
        report.tls.authentication ?? .certificate == .certificate
    }

    /// Who authenticated.
    private static func client(of report: ConnectionReport) -> String {
        let confidence = Wording.confidence(of: report.verdict).map { " (\($0))" } ?? ""
        switch report.clientCertificate?.chain.entries {
        case .rawPublicKey(let key)?: return "raw public key, \(key)" + confidence
        case .x509(let certificates)?:
            return (certificates.first?.subject.map(Wording.name) ?? "an unreadable certificate") + confidence
        case .hidden?, nil:
            let candidates = Sentences.candidates(of: report).map { ", \($0)" } ?? ""
            return "an encrypted client certificate" + candidates + confidence
        }
    }
}

/// The columns of a report: they grow as wider values come.
struct Columns {
    /// Of the number, the time, the client, the server, the version.
    private var widths = [3, 12, 0, 0, 7]
    /// A column is no wider than this, even if a value is.
    private static let widest = 48
    private static let narrowestTail = 40
    private static let indent = String(repeating: " ", count: 6)

    /// Makes room for a connection that will come.
    mutating func fit(_ cells: [String]) {
        for (index, cell) in cells.enumerated() {
            widths[index] = max(widths[index], min(TerminalText.width(cell), Self.widest))
        }
    }

    mutating func lines(
        _ head: ConnectionText.Head,
        _ status: Verdict.Status,
        _ text: ConnectionText
    ) -> [String] {
        fit(head.cells)
        let sign = text.style.verdict(head.sign, status) + " "
        if let line = aligned(head.cells, to: text.layout.width - 2) {
            let column = TerminalText.width(line) + 4
            if head.tail.isEmpty { return [sign + TerminalText.withoutTrailingSpaces(line)] }
            if column + TerminalText.width(head.tail) <= text.layout.width {
                return [sign + line + "  " + head.tail]
            }
            if text.layout.width - column >= Self.narrowestTail {
                return text.layout.hanging(sign + line + "  ", head.tail, at: column)
            }
            return [sign + TerminalText.withoutTrailingSpaces(line)]
                + text.layout.hanging(Self.indent, head.tail, at: Self.indent.count)
        }
        return folded(head, sign, text)
    }

    /// All cells in their columns; `nil` where that is too wide.
    private func aligned(_ cells: [String], to width: Int) -> String? {
        for widths in [widths, cells.map { TerminalText.width($0) }] {
            let line = zip(cells, widths).enumerated().map { index, cell in
                // The arrow belongs to what it points at.
                TerminalText.padded(cell.0, to: cell.1) + (index == 2 ? " " : index == 4 ? "" : "  ")
            }.joined()
            if TerminalText.width(line) <= width { return line }
        }
        return nil
    }

    /// Cells one after the other, on as many lines as they take.
    private func folded(
        _ head: ConnectionText.Head,
        _ sign: String,
        _ text: ConnectionText
    ) -> [String] {
        var lines: [String] = []
        var line = sign
        var width = 2
        for (index, cell) in head.cells.enumerated() {
            let cell = text.layout.fitted(cell, to: text.layout.width - Self.indent.count)
            let cells = TerminalText.width(cell)
            let gap = index == 0 ? "" : index == 3 ? " " : "  "
            if width + gap.count + cells > text.layout.width {
                lines.append(line)
                (line, width) = (Self.indent + cell, Self.indent.count + cells)
            } else {
                line += gap + cell
                width += gap.count + cells
            }
        }
        lines.append(line)
        guard !head.tail.isEmpty else { return lines }
        return lines + text.layout.hanging(Self.indent, head.tail, at: Self.indent.count)
    }
}

extension ConnectionReport {
    /// The verdict is what another connection tells: that of a resumed session, and of FTP's data connection.
    var isOfAnother: Bool {
        verdict.originalConnection != nil
            || verdict.reasons.contains { if case .emptyDataConnection = $0 { true } else { false } }
    }
}

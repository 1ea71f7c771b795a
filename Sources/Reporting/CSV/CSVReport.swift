internal import ByteParsing
internal import CertificateInspection
public import HandshakeAnalysis
internal import TLSWire

/// One row a connection, as RFC 4180 has it; docs/reports.md lists the columns.
///
/// The wire decides what stands in a cell, so one that a spreadsheet would take for a formula begins with an apostrophe.
public struct CSVReport: ReportFormatter {
    /// In the order in which they stand; columns are only ever added at the end.
    static let columns = [
        "id", "start_time", "end_time", "client_address", "client_port", "server_address", "server_port",
        "transport", "server_name", "tls_version", "cipher_suite", "status", "basis", "confidence", "resumed",
        "failure", "cause", "alert", "alert_sender", "client_certificate_presented", "client_subject",
        "client_issuer", "client_serial_number", "client_not_after", "client_fingerprint_sha256",
        "server_subject", "server_issuer", "server_not_after", "server_fingerprint_sha256", "outcome", "why",
        "fix", "first_frame", "last_frame", "input", "revision",
    ]

    private let inputNames: [String]

    public init(inputNames: [String] = []) { self.inputNames = inputNames }

    public mutating func start() -> [UInt8] { Self.row(Self.columns) }

    public mutating func connection(_ report: ConnectionReport) -> [UInt8] {
        Self.row(cells(of: report))
    }

    public mutating func statistics(_ summary: AnalysisSummary) -> [UInt8] { [] }
    /// A table has no place for a summary.
    public mutating func finish(_ summary: AnalysisSummary) -> [UInt8] { [] }

    // MARK: Cells

    private func cells(of report: ConnectionReport) -> [String] {
        connection(report) + verdict(report) + certificates(report) + words(report)
    }

    private func connection(_ report: ConnectionReport) -> [String] {
        [
            "c\(report.id.number)", DateTime.text(nanoseconds: report.first.time.nanoseconds),
            DateTime.text(nanoseconds: report.last.time.nanoseconds), report.client.address.description,
            String(report.client.port), report.server.address.description, String(report.server.port),
            report.transport.rawValue, report.tls.serverName ?? "", report.tls.version?.displayName ?? "",
            report.tls.cipherSuite?.displayName ?? "",
        ]
    }

    private func verdict(_ report: ConnectionReport) -> [String] {
        let verdict = report.verdict
        let alert = verdict.failure?.alert
        return [
            verdict.status.rawValue, verdict.basis.rawValue, verdict.confidence?.rawValue ?? "",
            String(verdict.isResumed), verdict.failure?.kind.rawValue ?? "", report.cause?.code ?? "",
            alert.map { $0.alert.map { Wording.alertName($0.description) } ?? "encrypted" } ?? "",
            alert.map { Wording.name(of: $0.sender) } ?? "",
        ]
    }

    private func certificates(_ report: ConnectionReport) -> [String] {
        let client = report.clientCertificate
        let server = report.serverCertificate?.chain.leaf
        let leaf = client?.chain.leaf
        return [
            client.map { String(!$0.chain.isEmpty) } ?? "", leaf?.subject ?? "", leaf?.issuer ?? "",
            leaf?.serialNumber ?? "", Self.time(leaf?.notAfter), leaf?.fingerprintSHA256.hexadecimal ?? "",
            server?.subject ?? "", server?.issuer ?? "", Self.time(server?.notAfter),
            server?.fingerprintSHA256.hexadecimal ?? "",
        ]
    }

    private func words(_ report: ConnectionReport) -> [String] {
        let sentences = Sentences(about: report, inputNames: inputNames)
        let cause = report.diagnoses.first { $0.severity == .error }
        let input = Int(report.first.input)
        return [
            sentences.plainOutcome(of: report), cause.map(sentences.summary) ?? "",
            cause.flatMap(sentences.remedy) ?? "", String(report.first.frame), String(report.last.frame),
            inputNames.indices.contains(input) ? inputNames[input] : "", String(report.revision),
        ]
    }

    private static func time(_ time: CertificateTime?) -> String {
        time.map { DateTime.text(seconds: $0.seconds) } ?? ""
    }

    // MARK: Writing

    private static func row(_ cells: [String]) -> [UInt8] {
        Array((cells.map(cell).joined(separator: ",") + "\r\n").utf8)
    }

    /// Quoted where it has to be; without what would end a row, or be run.
    static func cell(_ text: String) -> String {
        // No control character reaches a terminal or a spreadsheet.
        var text = TerminalText.escaped(text)
        // OWASP, "CSV Injection": what a spreadsheet begins a formula with.
        if let first = text.unicodeScalars.first, "=+-@＝＋－＠".unicodeScalars.contains(first) {
            text = "'" + text
        }
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ",") }) else {
            return text
        }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }
}

import AnalysisPipeline
import ArgumentParser
import HandshakeAnalysis
import OutputWriting
import Reporting
import TLSWire

struct AuditCommand: ParsableCommand {
    enum Format: String, OptionWord { case text, json, html }

    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract:
            "Show for each server whether it demands client certificates, and which versions, keys and issuers are in use.",
        discussion: """
            Exit status: 0 no requirement is violated, 1 one is, 64 usage, 65 an input is not a capture or is damaged, \
            66 no such input, 74 input/output error, 77 not permitted.
            """
    )

    @Argument(
        help: "Captures as for 'analyze'.",
        completion: .file()
    )
    var capture: [String]

    @Option(
        help: ArgumentHelp(
            "A server that has to demand a certificate of every client, as for --server; repeatable.",
            valueName: "server"
        )
    )
    var requireMutual: [String] = []

    @Option(help: ArgumentHelp("The longest lifetime of a leaf certificate, in days.", valueName: "days"))
    var maxLifetime: Int?

    @Option(
        help: ArgumentHelp("The oldest version that is allowed, such as 1.2.", valueName: "version"),
        completion: .list(Completions.versions)
    )
    var minVersion: String?

    @Option(help: ArgumentHelp("List certificates that expire within this many days.", valueName: "days"))
    var endsWithin = 30

    @Option(help: "How to report.")
    var format: Format = .text

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the report to this file.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    @OptionGroup var evidence: EvidenceOptions
    @OptionGroup var filters: FilterOptions
    @OptionGroup var display: DisplayOptions

    func validate() throws {
        if let output, capture.contains(output) { throw ValidationError(Diagnostics.outputIsInput) }
        guard endsWithin >= 0, endsWithin <= 100_000, maxLifetime ?? 1 > 0 else {
            throw ValidationError("'--ends-within' and '--max-lifetime' take a number of days.")
        }
        _ = try requirements()
    }

    func run() throws {
        let filter = try filters.filter(clock: display.clock)
        var audit = Audit(try requirements())
        var analysis: CaptureAnalysis
        do throws(AnalysisError) {
            analysis = try CaptureAnalysis(
                inputs: capture,
                filter: evidence.filter,
                keyLogs: evidence.keyLog,
                openVPNKeys: evidence.openvpnKey,
                keepsEvents: false,
                checks: evidence.checks,
                threads: 0
            )
        } catch {
            Console.say(Watch.explanation(of: error))
            throw ExitStatus.of(error)
        }
        var progress = ProgressDisplay()
        var connections: UInt64 = 0
        var failures: UInt64 = 0
        let summary = try analysis.run(
            onReports: { reports in
                connections += UInt64(reports.count)
                failures += UInt64(reports.count { $0.verdict.status == .failed })
                for report in reports where filter.matches(report) { audit.add(report) }
            },
            onProgress: { state in
                progress.update(state, connections: connections, failures: failures)
                return !Interruption.isRequested
            }
        )
        progress.clear()
        try write(bytes(of: audit, summary))
        for input in summary.inputs {
            for problem in input.problems { Console.say(Diagnostics.problem(problem, with: input.path)) }
        }
        if let status = ExitStatus.of(summary) { throw status }
        if audit.hasViolations { throw ExitStatus.violated }
    }

    private func requirements() throws -> AuditRequirements {
        let servers = try requireMutual.map { text in
            guard let pattern = PlacePattern(text) else {
                throw ValidationError("'--require-mutual \(text)' is not an address, network, port or name.")
            }
            return (text: text, pattern: pattern)
        }
        let version = try minVersion.map { text in
            let versions: [ProtocolVersion] = [.ssl3, .tls10, .tls11, .tls12, .tls13]
            let name = text.lowercased().filter { !" v".contains($0) }
            guard
                let version = versions.first(where: {
                    [$0.displayName, String($0.displayName.suffix(3))].contains {
                        $0.lowercased().filter { $0 != " " } == name
                    }
                })
            else {
                throw ValidationError(
                    "'--min-version \(text)' is not a version: give 1.2 or 1.3, for example."
                )
            }
            return version
        }
        return AuditRequirements(
            mutualServers: servers,
            maximumLifetime: maxLifetime,
            minimumVersion: version,
            endsWithinDays: endsWithin
        )
    }

    private func bytes(of audit: Audit, _ summary: AnalysisSummary) -> [UInt8] {
        switch format {
        case .json: AuditJSON.document(of: audit, summary)
        case .html:
            AuditHTML.document(
                of: audit,
                summary,
                clock: display.clock,
                filters: filters.words,
                producer: "mtlscope \(Mtlscope.release)"
            )
        case .text:
            AuditText(
                width: display.text.width(of: output),
                isStrict: display.text.isStrict(output),
                usesColor: display.text.usesColor(output),
                isASCII: Locale.isASCII,
                clock: display.clock,
                filters: filters.words
            ).bytes(of: audit, summary)
        }
    }

    private func write(_ bytes: [UInt8]) throws {
        do throws(Descriptor.Failure) {
            guard let output else { return try Descriptor.standardOutput.write(bytes.span) }
            let file = try Descriptor(creating: output)
            try file.write(bytes.span)
            try file.close()
        } catch {
            throw ReportOutput.ending(error, output)
        }
    }
}

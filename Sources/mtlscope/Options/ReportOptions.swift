public import AnalysisPipeline
public import ArgumentParser
public import HandshakeAnalysis
import Reporting

/// What every subcommand that analyses shares: which packets, and how to report.
struct ReportOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, ndjson }
    enum Color: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Look only at packets that match this filter.", valueName: "bpf")
    )
    var filter: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Decrypt with the secrets of this key log; repeatable.", valueName: "file"),
        completion: .file()
    )
    var keyLog: [String] = []

    @Option(
        help: ArgumentHelp(
            "Check clients' certificates by these authorities, PEM or DER; repeatable.",
            valueName: "file|folder"
        ),
        completion: .file()
    )
    var clientCA: [String] = []

    @Option(
        help: ArgumentHelp(
            "Check servers' certificates by these authorities, PEM or DER; repeatable.",
            valueName: "file|folder"
        ),
        completion: .file()
    )
    var serverCA: [String] = []

    @Option(
        help: ArgumentHelp(
            "Revocation lists for --client-ca and --server-ca, PEM or DER; repeatable.",
            valueName: "file|folder"
        ),
        completion: .file()
    )
    var crl: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            The client that is expected: a DNS name, also '*.example', a URI such as a SPIFFE ID, or a subject; \
            repeatable.
            """,
            valueName: "name"
        )
    )
    var expectClient: [String] = []

    @Option(
        help: """
            Check the signatures by which both sides prove possession of their keys. 'auto' does so for live packets, \
            streams, and capture files of up to 64 MiB in all; it takes many times what all else does.
            """
    )
    var signatures: CertificateChecks.Signatures = .auto

    @Option(help: "How to report.")
    var format: Format = .text

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the report to this file.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    @Option(
        name: .customLong("export-certs"),
        help: ArgumentHelp(
            "Also put the certificates of the connections that are shown into this folder, as PEM files.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var exportCerts: String?

    @Option(help: "Show only connections with this status; repeatable. The summary counts all.")
    var status: [Verdict.Status] = []

    @Flag(help: "End with status 1 if any connection failed.")
    var exitCode = false

    @Flag(
        name: .shortAndLong,
        help: "Show every message, as a ladder, what the certificates say, and the reasons of each verdict."
    )
    var verbose = false

    @Option(help: "Colours in text.")
    var color: Color = .auto

    func validate() throws {
        if !crl.isEmpty, clientCA.isEmpty, serverCA.isEmpty {
            throw ValidationError("'--crl' needs '--client-ca' or '--server-ca'.")
        }
        if expectClient.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
            throw ValidationError("'--expect-client' needs a name.")
        }
    }

    /// What is checked of signatures and chains.
    var checks: CertificateChecks {
        var checks = CertificateChecks()
        checks.signatures = signatures
        checks.clientAuthorities = clientCA
        checks.serverAuthorities = serverCA
        checks.revocationLists = crl
        checks.expectedClients = expectClient
        return checks
    }

    /// Makes what writes the report; `inputNames` are the captures by the index that packets carry.
    func makeFormatter(inputNames: [String]) -> any ReportFormatter {
        switch format {
        case .json: JSONReport()
        case .ndjson: NDJSONReport()
        case .text:
            TextReport(
                TextReport.Options(
                    width: output == nil ? Descriptor.standardOutput.terminalWidth : nil,
                    usesColor: usesColor,
                    isVerbose: verbose,
                    inputNames: inputNames
                )
            )
        }
    }

    private var usesColor: Bool { output == nil ? color.isOn(for: .standardOutput) : color == .always }

    func shows(_ report: ConnectionReport) -> Bool {
        status.isEmpty || status.contains(report.verdict.status)
    }
}

extension Verdict.Status: ExpressibleByArgument {}
extension CertificateChecks.Signatures: ExpressibleByArgument {}

extension ReportOptions.Color {
    func isOn(for descriptor: Descriptor) -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .auto:
            // https://no-color.org
            guard Environment.value(of: "NO_COLOR") ?? "" == "", Environment.value(of: "TERM") != "dumb"
            else {
                return false
            }
            return descriptor.isTerminal
        }
    }
}

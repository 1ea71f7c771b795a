import MTLScopeKit

/// Prints a line for each connection of captures, and why it failed.
@main
struct FirstVerdict {
    static func main() async {
        do {
            try await printVerdicts(of: Array(CommandLine.arguments.dropFirst()))
        } catch {
            print("not everything could be read: \(error)")
        }
    }

    private static func printVerdicts(of captures: [String]) async throws {
        let reports = try CaptureReports(of: captures)
        for try await report in reports {
            print("\(report.client) → \(report.server) \(report.status.rawValue): \(plain(report.outcome))")
            for diagnosis in report.diagnoses where diagnosis.severity == .error {
                print("    \(diagnosis.code): \(plain(diagnosis.remedy ?? "nothing to be done"))")
            }
        }
        if let summary = reports.summary {
            print("\(summary.connections) connections, \(summary.connections(with: .failed)) failed")
        }
    }

    /// What came from the wire may hold anything: no control character reaches the terminal.
    private static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }
            )
        )
    }
}

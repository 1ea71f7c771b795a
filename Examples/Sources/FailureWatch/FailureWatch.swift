import MTLScopeKit

/// Prints the JSON of each connection that fails, while packets pass an interface.
@main
struct FailureWatch {
    static func main() async {
        do {
            let reports = try LiveReports(of: Array(CommandLine.arguments.dropFirst()))
            for try await report in reports where report.status == .failed { print(report.json) }
        } catch {
            print("cannot watch: \(error)")
        }
    }
}

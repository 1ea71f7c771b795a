import AnalysisPipeline
import Explanations
import HandshakeAnalysis
import Reporting

/// What shells offer for values that no type of the option's tells.
///
/// Scripts for shells hold the lists; long ones and interfaces are asked of the tool when they are needed.
enum Completions {
    /// What can be watched now; nothing where the system does not tell.
    static var interfaces: [String] {
        var names = ["any"]
        if let found = try? WatchableInterface.all() { names += found.map(\.name).filter { $0 != "any" } }
        return names
    }

    /// Failures are always written.
    static let sampledStatuses = Verdict.Status.allCases.filter { $0 != .failed }.map { "\($0.rawValue)=" }

    /// Followed by a number, such as `:50`.
    static let countedBy = MetricDimension.allCases.map { "\($0.rawValue):" }

    /// What can be taken out, and how; the path of a key file follows.
    static let redactions = ["ip=prefix:", "ip=/24,/48", "subject=hmac:", "name=hmac:"]

    static let versions = ["1.0", "1.1", "1.2", "1.3"]

    /// Names of alerts, verdicts and diagnoses.
    static var explained: [String] { Catalogue.shared.explanations.map(\.name) }
}

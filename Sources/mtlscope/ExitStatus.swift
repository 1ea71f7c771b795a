import AnalysisPipeline
import ArgumentParser
import HandshakeAnalysis

/// How the command ends, in the numbers of sysexits.h; `--help` of each subcommand lists them.
enum ExitStatus {
    /// With `--exit-code` only: at least one connection failed.
    static let failedConnections = ExitCode(1)
    /// `explain` only: nothing matched the term.
    static let nothingFound = ExitCode(1)
    /// `audit` only: a requirement is violated.
    static let violated = ExitCode(1)
    static let usage = ExitCode(64)
    static let notACapture = ExitCode(65)
    static let noInput = ExitCode(66)
    static let inputOutput = ExitCode(74)
    static let notPermitted = ExitCode(77)

    static let discussion = """
        Exit status: 0 the analysis ran (with --exit-code: and no connection failed), 1 with --exit-code: at least \
        one connection failed, 64 usage, 65 an input is not a capture or is damaged, or a file of \
        certificates is not one, 66 no such input, \
        74 input/output error, 77 not permitted.
        """

    /// The status of the first input that could not be read as it should be; `nil` when all could.
    ///
    /// A capture that is cut off is none of these: it is analysed as far as it goes.
    static func of(_ summary: AnalysisSummary) -> ExitCode? {
        for problem in summary.inputs.flatMap(\.problems) {
            switch problem.category {
            case .truncated, .notice: continue
            case .notACapture, .damaged: return notACapture
            case .noSuchInput: return noInput
            case .inputOutput: return inputOutput
            case .notPermitted: return notPermitted
            }
        }
        return nil
    }

    static func of(_ error: AnalysisError) -> ExitCode {
        switch error.kind {
        case .invalidFilter: usage
        case .noSuchInterface, .noSuchFile: noInput
        case .notTrustMaterial, .notKeyMaterial: notACapture
        case .notPermitted: notPermitted
        case .other: inputOutput
        }
    }
}

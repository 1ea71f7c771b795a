import CaptureReading
import HandshakeAnalysis

/// Why an analysis could not begin at all.
public struct AnalysisError: Error, Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// The BPF filter does not compile.
        case invalidFilter
        case noSuchInterface
        case notPermitted
        /// A key log cannot be opened, because it is not there.
        case noSuchKeyLog
        case other
    }

    public let kind: Kind
    /// The filter or the interface in question.
    public let subject: String
    /// What libpcap or the system says.
    public let detail: String

    init(keyLog path: String, errno number: Int32) {
        subject = path
        detail = SystemError.text(of: number)
        kind =
            switch number {
            case SystemError.noSuchFile: .noSuchKeyLog
            case SystemError.notPermitted: .notPermitted
            default: .other
            }
    }

    init(_ error: CaptureError, subject: String) {
        self.subject = subject
        switch error.reason {
        case .invalidFilter(let message):
            kind = .invalidFilter
            detail = message
        case .noSuchDevice(let message):
            kind = .noSuchInterface
            detail = message
        case .liveNotPermitted(let message):
            kind = .notPermitted
            detail = message
        default:
            kind = .other
            detail = AnalysisSummary.Problem(error).message
        }
    }
}

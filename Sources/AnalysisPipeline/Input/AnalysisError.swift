import CaptureReading
import HandshakeAnalysis

/// Why an analysis could not begin at all.
public struct AnalysisError: Error, Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// The BPF filter does not compile.
        case invalidFilter
        case noSuchInterface
        case notPermitted
        /// A key log, or a file of certificates, is not there.
        case noSuchFile
        /// A file or folder does not hold the certificates or revocation lists that it was named for.
        case notTrustMaterial
        /// A file does not hold the keys that it was named for.
        case notKeyMaterial
        case other
    }

    public let kind: Kind
    /// The filter, the interface or the file in question.
    public let subject: String
    /// What libpcap or the system says.
    public let detail: String

    init(_ kind: Kind, _ subject: String, _ detail: String) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }

    init(file path: String, errno number: Int32) {
        subject = path
        detail = SystemError.text(of: number)
        kind =
            switch number {
            case SystemError.noSuchFile: .noSuchFile
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

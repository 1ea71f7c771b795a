internal import AnalysisPipeline
internal import HandshakeAnalysis

/// Why an analysis could not begin, or could not read all that it was given.
public struct MTLScopeError: Error, Hashable, Sendable {
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// The filter does not compile.
        case invalidFilter
        case noSuchInterface
        case notPermitted
        /// A capture, a key log, or a file of certificates is not there.
        case noSuchFile
        /// A file or folder does not hold the certificates or revocation lists that it was named for.
        case notTrustMaterial
        /// A file does not hold the keys of OpenVPN that it was named for.
        case notKeyMaterial
        /// A file is no capture, or a folder has none.
        case notACapture
        /// A capture is damaged: its packets up to there were analysed.
        case damaged
        case inputOutput
    }

    public let kind: Kind
    /// The filter, the interface or the path in question.
    public let subject: String
    /// What libpcap, the system or the reader of captures says.
    public let detail: String

    init(_ kind: Kind, _ subject: String, _ detail: String) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }

    init(_ error: AnalysisError) {
        kind =
            switch error.kind {
            case .invalidFilter: .invalidFilter
            case .noSuchInterface: .noSuchInterface
            case .notPermitted: .notPermitted
            case .noSuchFile: .noSuchFile
            case .notTrustMaterial: .notTrustMaterial
            case .notKeyMaterial: .notKeyMaterial
            case .other: .inputOutput
            }
        subject = error.subject
        detail = error.detail
    }

    /// The first input that could not be read as it should be; `nil` when all could.
    ///
    /// As with the command, a capture that is cut off at its end is none of these.
    init?(_ summary: AnalysisSummary) {
        for input in summary.inputs {
            for problem in input.problems {
                let kind: Kind
                switch problem.category {
                case .truncated, .notice: continue
                case .notACapture: kind = .notACapture
                case .damaged: kind = .damaged
                case .noSuchInput: kind = .noSuchFile
                case .inputOutput: kind = .inputOutput
                case .notPermitted: kind = .notPermitted
                }
                self.init(kind, input.path, problem.message)
                return
            }
        }
        return nil
    }
}

extension MTLScopeError: CustomStringConvertible {
    /// `no-such.pcap: no such file`.
    public var description: String { subject.isEmpty ? detail : "\(subject): \(detail)" }
}

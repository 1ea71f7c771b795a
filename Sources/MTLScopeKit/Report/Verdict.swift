internal import ByteParsing
internal import HandshakeAnalysis
internal import Reporting
internal import TLSWire

extension Report {
    /// What became of mutual authentication; docs/verdicts.md says from which evidence.
    public enum Status: String, CaseIterable, Hashable, Sendable {
        /// Both sides authenticated.
        case completed
        /// One side refused the other, or gave up.
        case failed
        /// The server never asked for a client certificate.
        case notRequested = "not_requested"
        /// The server asked, the client had none, and the server carried on.
        case notPresented = "not_presented"
        /// The packets end before it was decided.
        case incomplete
        /// The packets cannot show it.
        case undetermined

        init(_ status: Verdict.Status) {
            self =
                switch status {
                case .completed: .completed
                case .failed: .failed
                case .notRequested: .notRequested
                case .notPresented: .notPresented
                case .incomplete: .incomplete
                case .undetermined: .undetermined
                }
        }
    }

    /// How sure a verdict is that was not read from messages.
    public enum Confidence: String, CaseIterable, Hashable, Sendable { case high, medium, low }

    /// Who refused whom.
    public struct Failure: Hashable, Sendable {
        /// `mutual_auth.failure.kind` of the JSON, such as `client_certificate_rejected`.
        ///
        /// A later version may know more of them.
        public let kind: String
        /// The alert that ended it, as the registry names it: `unknown_ca`; `nil` where none did, or it was encrypted.
        public let alert: String?
        /// `client` or `server`: who ended it; `nil` if nothing shows it.
        public let endedBy: String?

        init(_ failure: HandshakeAnalysis.Failure) {
            kind = failure.kind.rawValue
            alert = failure.alert?.alert?.description.displayName
            endedBy = (failure.alert?.sender ?? failure.closedBy).map { $0 == .client ? "client" : "server" }
        }
    }

    /// A finding, with what to do about it.
    public struct Diagnosis: Hashable, Sendable {
        public enum Severity: String, CaseIterable, Hashable, Sendable {
            /// It explains a failure.
            case error
            /// It will fail later, or weakens what the connection seems to promise.
            case warning
            /// Worth knowing.
            case info
        }

        /// One of those in docs/diagnoses.md, such as `client_certificate_expired`.
        ///
        /// A later version may know more of them.
        public let code: String
        public let severity: Severity
        /// May hold text from the wire as it is.
        public let summary: String
        /// `nil` where there is nothing to be done.
        public let remedy: String?
        /// The frames that show it.
        public let frames: [UInt64]

        init(_ diagnosis: HandshakeAnalysis.Diagnosis, of report: ConnectionReport) {
            code = diagnosis.code.rawValue
            severity =
                switch diagnosis.severity {
                case .error: .error
                case .warning: .warning
                case .info: .info
                }
            summary = report.summary(of: diagnosis)
            remedy = report.remedy(of: diagnosis)
            frames = diagnosis.evidence.map(\.frame)
        }
    }
}

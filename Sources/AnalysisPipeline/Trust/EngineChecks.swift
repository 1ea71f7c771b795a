import HandshakeAnalysis

/// What engines are to check: a value that any number of them, on any threads, can be given.
struct EngineChecks: Sendable {
    private let signatures: CertificateChecks.Signatures
    private let policy: TrustPolicy
    /// Whether signatures are checked, and if not, why.
    private(set) var state = AnalysisSummary.Signatures.notAsked
    /// The input does not wait, and `auto` was asked for: signatures are checked as far as they leave time for the rest.
    private var isPaced = false

    /// Reads the files that are named.
    ///
    /// - Throws: ``AnalysisError`` for one that cannot be read, or does not hold what it was named for.
    init(_ checks: CertificateChecks) throws(AnalysisError) {
        signatures = checks.signatures
        policy = try TrustPolicy(checks)
    }

    /// Decides whether signatures are checked of an input of so many bytes; `nil` for one that is a stream.
    mutating func settle(inputBytes: UInt64?) {
        switch signatures {
        case .always: state = .checked
        case .never: state = .notAsked
        case .auto:
            let isSmall = inputBytes.map { $0 <= CertificateChecks.smallInput } ?? true
            state = isSmall ? .checked : .inputTooLarge
            isPaced = inputBytes == nil
        }
    }

    /// Prepares what the connections of one engine share.
    func apply(to certificates: CertificateStore) {
        certificates.signatures =
            state == .checked
            ? SignatureChecker(microsecondsPerSecond: isPaced ? CertificateChecks.streamPace : nil) : nil
        applyTrust(to: certificates)
    }

    /// The same of chains alone, while handshakes are under way.
    func applyTrust(to certificates: CertificateStore) {
        certificates.trust = policy.isEmpty ? nil : TrustChecker(policy)
        certificates.known = policy.known
    }
}

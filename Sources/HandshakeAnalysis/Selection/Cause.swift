/// Why a connection came out as it did, in one word: what groups, filters and tables name it by.
///
/// The code of the first diagnosis with severity `error` or, without one, the kind of the failure.
public enum Cause: Hashable, Sendable {
    case diagnosis(Diagnosis.Code)
    case failure(Failure.Kind)

    /// As reports write it: `client_certificate_expired`.
    public var code: String {
        switch self {
        case .diagnosis(let code): code.rawValue
        case .failure(let kind): kind.rawValue
        }
    }

    /// Reads what ``code`` wrote; `nil` for a code that this version does not know.
    public init?(code: String) {
        if let diagnosis = Diagnosis.Code(rawValue: code) {
            self = .diagnosis(diagnosis)
        } else if let kind = Failure.Kind(rawValue: code) {
            self = .failure(kind)
        } else {
            return nil
        }
    }

    /// Every code that a cause can have.
    public static var allCodes: [String] {
        Diagnosis.Code.allCases.map(\.rawValue) + Failure.Kind.allCases.map(\.rawValue)
    }
}

extension ConnectionReport {
    /// `nil` for a connection without a failure.
    public var cause: Cause? {
        for diagnosis in diagnoses where diagnosis.severity == .error { return .diagnosis(diagnosis.code) }
        return verdict.failure.map { .failure($0.kind) }
    }
}

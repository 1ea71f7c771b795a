internal import HandshakeAnalysis

// Words that stand in nearly every record: the raw value would be a string, whose reference is counted.

extension Verdict.Status {
    /// The raw value.
    var literal: StaticString {
        switch self {
        case .completed: "completed"
        case .failed: "failed"
        case .notRequested: "not_requested"
        case .notPresented: "not_presented"
        case .incomplete: "incomplete"
        case .undetermined: "undetermined"
        }
    }
}

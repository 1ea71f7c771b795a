import HandshakeAnalysis

/// How many connections came to what: counted for every connection, and put into words once.
struct OutcomeCounts: Sendable {
    private var statuses = InlineArray<6, UInt64>(repeating: 0)
    private var failures = InlineArray<7, UInt64>(repeating: 0)

    mutating func add(_ outcome: Outcome) {
        statuses[Self.place(of: outcome.status)] += 1
        if let failure = outcome.failure { failures[Self.place(of: failure)] += 1 }
    }

    /// Takes back what was added before.
    mutating func remove(_ outcome: Outcome) {
        Self.decrease(&statuses[Self.place(of: outcome.status)])
        if let failure = outcome.failure { Self.decrease(&failures[Self.place(of: failure)]) }
    }

    private static func decrease(_ count: inout UInt64) { if count > 0 { count -= 1 } }

    /// Those that there are.
    var byStatus: [Verdict.Status: UInt64] {
        var counts: [Verdict.Status: UInt64] = [:]
        for status in Verdict.Status.allCases where statuses[Self.place(of: status)] > 0 {
            counts[status] = statuses[Self.place(of: status)]
        }
        return counts
    }

    var byFailure: [Failure.Kind: UInt64] {
        var counts: [Failure.Kind: UInt64] = [:]
        for kind in Failure.Kind.allCases where failures[Self.place(of: kind)] > 0 {
            counts[kind] = failures[Self.place(of: kind)]
        }
        return counts
    }

    private static func place(of status: Verdict.Status) -> Int {
        switch status {
        case .completed: 0
        case .failed: 1
        case .notRequested: 2
        case .notPresented: 3
        case .incomplete: 4
        case .undetermined: 5
        }
    }

    private static func place(of kind: Failure.Kind) -> Int {
        switch kind {
        case .clientCertificateRejected: 0
        case .clientCertificateMissing: 1
        case .serverCertificateRejected: 2
        case .clientCertificateRejectedByApplication: 3
        case .clientCertificateMissingByApplication: 4
        case .clientGaveUp: 5
        case .handshakeFailed: 6
        }
    }
}

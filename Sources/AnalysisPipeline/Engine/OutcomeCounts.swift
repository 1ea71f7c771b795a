import HandshakeAnalysis

/// How many connections came to what: counted for every connection, and put into words once.
struct OutcomeCounts: Sendable {
    private var statuses = CaseCounts<Verdict.Status>()
    private var failures = CaseCounts<Failure.Kind>()

    mutating func add(_ outcome: Outcome) {
        statuses.add(outcome.status)
        if let failure = outcome.failure { failures.add(failure) }
    }

    /// Takes back what was added before.
    mutating func remove(_ outcome: Outcome) {
        statuses.remove(outcome.status)
        if let failure = outcome.failure { failures.remove(failure) }
    }

    /// Those that there are.
    var byStatus: [Verdict.Status: UInt64] { statuses.found }
    var byFailure: [Failure.Kind: UInt64] { failures.found }
}

/// A count for each case of an enumeration, however many it has.
private struct CaseCounts<Case: CaseIterable & Hashable>: Sendable {
    private var counts = [UInt64](repeating: 0, count: Case.allCases.count)

    /// A case's place among all: there are a handful, so that walking is as fast as anything.
    private func place(of wanted: Case) -> Int {
        var place = 0
        for one in Case.allCases {
            if one == wanted { break }
            place += 1
        }
        return place
    }

    mutating func add(_ one: Case) { counts[place(of: one)] += 1 }

    mutating func remove(_ one: Case) {
        let place = place(of: one)
        if counts[place] > 0 { counts[place] -= 1 }
    }

    /// The cases that were counted.
    var found: [Case: UInt64] {
        var found: [Case: UInt64] = [:]
        for (one, count) in zip(Case.allCases, counts) where count > 0 { found[one] = count }
        return found
    }
}

import ByteParsing
import TLSWire

/// Two handshakes side by side: what differs, what of it explains how the worse one ended, and how the two are related.
///
/// Values in, values out. What differs between any two handshakes (randoms, keys, tickets, GREASE, the time of day) is
/// no difference here.
public struct Comparison: Sendable {
    public let good: ConnectionReport
    public let bad: ConnectionReport
    /// The side whose outcome wants an explanation: the second, unless only the first one went wrong.
    public let subject: ComparedSide
    public let relation: Relation
    /// The first that matters first.
    public let differences: [Difference]
    /// Aspects of certificates and requests that only one of the two shows.
    public let unknown: [Unknown]
    public let remarks: [Remark]
    public let lineup: Lineup

    /// An aspect that one side shows and the other hides.
    public struct Unknown: Hashable, Sendable {
        public let aspect: ComparedAspect
        public let side: ComparedSide

        public init(_ aspect: ComparedAspect, of side: ComparedSide) {
            self.aspect = aspect
            self.side = side
        }
    }

    /// What a reader should know before drawing conclusions.
    public enum Remark: Hashable, Sendable {
        /// The first one failed and the second did not: they may have been swapped.
        case swapped
        case bothFailed
        case bothCompleted
        case neitherCompleted
        /// Everything after the ServerHello is encrypted: what it holds is known by size alone.
        case hidden(ComparedSide)
        /// A resumed session shows no certificates.
        case resumed(ComparedSide)
        case lacksBytes(ComparedSide, bytes: Int)
        case secretsRefused(ComparedSide)
    }

    public init(good: ConnectionReport, bad: ConnectionReport) {
        self.good = good
        self.bad = bad
        let first = ComparedHandshake(good)
        let second = ComparedHandshake(bad)
        subject = Self.rank(bad.verdict) < Self.rank(good.verdict) ? .good : .bad
        relation = Relation(first, second)
        let relevance = Relevance(good: first, bad: second, subject: subject)
        var found: [Difference] = []
        var unknown: [Unknown] = []
        for aspect in ComparedAspect.all {
            switch (first.observation(of: aspect), second.observation(of: aspect)) {
            case (let left?, let right?):
                guard !left.value.isLike(right.value) else { continue }
                let consequence = relevance.consequence(of: aspect, good: left, bad: right)
                found.append(Difference(aspect, consequence, good: left, bad: right))
            case (nil, _?) where first.isHidden && aspect.isHiddenByEncryption:
                unknown.append(Unknown(aspect, of: .good))
            case (_?, nil) where second.isHidden && aspect.isHiddenByEncryption:
                unknown.append(Unknown(aspect, of: .bad))
            default: continue
            }
        }
        differences = relevance.ordered(found)
        self.unknown = unknown
        remarks = Self.remarks(first, second)
        lineup = Lineup(first, second, differences)
    }

    /// Whether anything differs but what is of no consequence.
    public var isDifferent: Bool { differences.contains { $0.consequence != .incidental } }

    public func report(of side: ComparedSide) -> ConnectionReport { side == .good ? good : bad }

    // MARK: Outcomes

    /// How far a verdict is from what a mutual handshake should be.
    static func rank(_ verdict: Verdict) -> Int {
        switch verdict.status {
        case .completed: 0
        case .notRequested: 1
        case .notPresented: 2
        case .undetermined: 3
        case .incomplete: 4
        case .failed: 5
        }
    }

    private static func remarks(_ good: ComparedHandshake, _ bad: ComparedHandshake) -> [Remark] {
        var remarks: [Remark] = []
        switch (good.verdict.status, bad.verdict.status) {
        case (.failed, .failed): remarks.append(.bothFailed)
        case (.completed, .completed): remarks.append(.bothCompleted)
        case (let first, .completed) where first != .completed: remarks.append(.swapped)
        case (.failed, _): remarks.append(.swapped)
        case (let first, let second) where first != .completed && second != .completed:
            remarks.append(.neitherCompleted)
        default: break
        }
        for (side, handshake) in [(ComparedSide.good, good), (.bad, bad)] {
            if handshake.hasRefusedSecrets { remarks.append(.secretsRefused(side)) }
            if handshake.isHidden, !handshake.hasRefusedSecrets { remarks.append(.hidden(side)) }
            if handshake.isResumed { remarks.append(.resumed(side)) }
            let missing = handshake.report.streamNotes.missingBytes
            if missing > 0 { remarks.append(.lacksBytes(side, bytes: missing)) }
        }
        return remarks
    }
}

extension ComparedAspect {
    /// TLS 1.3 encrypts it.
    fileprivate var isHiddenByEncryption: Bool {
        switch self {
        case .certificate, .requestedAuthorities, .requestedSignatureAlgorithms, .certificateRequest,
            .applicationProtocol:
            true
        default: false
        }
    }
}

extension Difference.Value {
    /// Whether it says the same: where and when something was seen makes no difference, and few times are alike.
    func isLike(_ other: Difference.Value) -> Bool {
        switch (self, other) {
        case (.alert(let left), .alert(let right)):
            return left.alert == right.alert && left.sender == right.sender
        case (.refusal(let left), .refusal(let right)):
            return left.code == right.code && left.text == right.text
                && left.applicationProtocol == right.applicationProtocol
        case (.silence(let left, let first), .silence(let right, let second)):
            return left == right && max(first, second) / 5 < min(first, second)
        case (.validity(let left), .validity(let right)):
            return left.notBefore == right.notBefore && left.notAfter == right.notAfter
                && left.isValid == right.isValid
        default: return self == other
        }
    }
}

extension Difference.Validity {
    var isValid: Bool { standing == .valid }
}

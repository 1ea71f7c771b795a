import HandshakeAnalysis

/// A connection that was decided: its report, and what ties it to the other connections of the run.
struct Decision {
    let moment: Moment
    /// Judged as if there were no other connection; numbered as this engine counts.
    var report: ConnectionReport
    /// No later handshake can amend the report.
    var isLast: Bool
    let trace: SessionTrace
    /// What the verdict rests on, kept where another connection has a say in it.
    let grounds: Grounds?
    /// What the report that this one replaces came to.
    let earlier: Outcome?

    /// A class, since few decisions have it.
    final class Grounds: Sendable {
        let facts: ConcludedFacts
        let inference: ConcludedInference?

        init(facts: ConcludedFacts, inference: ConcludedInference?) {
            self.facts = facts
            self.inference = inference
        }
    }
}

/// A connection got its number before it was decided: TLS was found.
///
/// Or one was found that will get none.
struct Announcement {
    let moment: Moment
    let id: ConnectionID?
    /// How many decisions the engine had made before.
    let decisionsBefore: Int
    /// What others need to know of it before it is decided.
    var control: Control?

    /// It is a control connection of FTP, or may be one.
    enum Control {
        case known(ControlConnections.Beginning)
        case possible(PossibleControls.Flow)

        init?(_ tracker: ConnectionTracker) {
            if let beginning = ControlConnections.Beginning(tracker) {
                self = .known(beginning)
            } else if let flow = PossibleControls.Flow(tracker) {
                self = .possible(flow)
            } else {
                return nil
            }
        }
    }
}

/// Where in a run something happened, the same however many engines share the work.
///
/// At one packet, what time decides comes before what the packet decides. Among what time decides, and at the end of
/// the run, connections stand in the order of their numbers, then of their first packets.
struct Moment: Hashable, Comparable {
    private let rawValue: UInt64

    /// Beyond every packet.
    static let end = Moment(rawValue: .max)

    static func time(at packet: UInt64) -> Moment { Moment(rawValue: packet << 1) }
    static func packet(_ packet: UInt64) -> Moment { Moment(rawValue: packet << 1 | 1) }

    private init(rawValue: UInt64) { self.rawValue = rawValue }

    static func < (left: Moment, right: Moment) -> Bool { left.rawValue < right.rawValue }
}

/// What a connection came to, as far as it is counted.
struct Outcome: Hashable {
    let status: Verdict.Status
    let failure: Failure.Kind?

    init(_ verdict: Verdict) {
        status = verdict.status
        failure = verdict.failure?.kind
    }
}

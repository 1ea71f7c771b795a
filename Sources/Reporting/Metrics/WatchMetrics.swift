public import ByteParsing
public import HandshakeAnalysis
internal import TLSWire

/// What a watch counts for whoever asks: fed with its events, and read as families of metrics.
///
/// A value, so that a copy can be written down by another thread while counting goes on. The number of its series is
/// bounded, whatever comes over the wire.
public struct WatchMetrics: Sendable {
    public struct Options: Hashable, Sendable {
        /// What connections are also counted by, and how many values are told apart.
        public var dimensions: [MetricDimension: Int] = [:]
        /// Certificates whose end is told one by one, of those that have ended and of those that have not.
        public var certificates = 20
        /// The tool's version.
        public var release = ""

        public init() {}
    }

    struct Outcome: Hashable, Sendable {
        let status: Verdict.Status
        let basis: Basis
        let confidence: Verdict.Confidence?
    }

    struct Version: Hashable, Sendable {
        let status: Verdict.Status
        /// As reports name it, or `unknown`.
        let version: String
    }

    struct FailureSort: Hashable, Sendable {
        /// The kind, or the cause.
        let code: String
        let confidence: Verdict.Confidence?
    }

    let options: Options
    var outcomes: [Outcome: UInt64] = [:]
    var versions: [Version: UInt64] = [:]
    var kinds: [FailureSort: UInt64] = [:]
    var causes: [FailureSort: UInt64] = [:]
    var revisions: [Verdict.Status: UInt64] = [:]
    var requests: UInt64 = 0
    var requestsWithoutPresentation: UInt64 = 0
    var resumed: UInt64 = 0
    var dimensions: [BoundedCounts]
    var handshakeDuration = DurationHistogram()
    var decisionLatency = DurationHistogram()
    var certificates = CertificateRoster()
    /// As far as it is known; ``LiveState`` is there.
    var summary = AnalysisSummary()
    var start: Timestamp?
    /// The clock when the watch was last heard of.
    public private(set) var lastHeard: Timestamp?

    public init(_ options: Options) {
        self.options = options
        dimensions = options.dimensions.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            BoundedCounts($0.key, $0.value)
        }
    }

    /// Takes note of an event; `now` is the clock on the wall.
    public mutating func receive(_ event: LiveEvent, now: Timestamp) {
        if start == nil { start = now }
        switch event {
        case .connections(let reports): for report in reports { count(report, now) }
        case .certificate(let sighting): certificates.note(sighting)
        case .statistics(let summary), .state(let summary):
            // Who wrote it knows of queues; who only counted does not.
            let queue = summary.live?.queue ?? self.summary.live?.queue
            self.summary = summary
            self.summary.live?.queue = queue
            lastHeard = now
        case .time: lastHeard = now
        case .loss, .interface, .reloaded, .notReloaded: break
        }
    }

    /// Takes note of what waits to be written.
    public mutating func note(_ queue: LiveState.Queue?) {
        if summary.live == nil { summary.live = LiveState() }
        summary.live?.queue = queue
    }

    private mutating func count(_ report: ConnectionReport, _ now: Timestamp) {
        let verdict = report.verdict
        if let failure = verdict.failure {
            kinds[FailureSort(code: failure.kind.rawValue, confidence: verdict.confidence), default: 0] += 1
            let cause = report.cause?.code ?? failure.kind.rawValue
            causes[FailureSort(code: cause, confidence: verdict.confidence), default: 0] += 1
        }
        guard report.revision == 1 else {
            revisions[verdict.status, default: 0] += 1
            return
        }
        let outcome = Outcome(status: verdict.status, basis: verdict.basis, confidence: verdict.confidence)
        outcomes[outcome, default: 0] += 1
        let version = report.tls.version?.reportName ?? Self.unknownVersion
        versions[Version(status: verdict.status, version: version), default: 0] += 1
        if verdict.isResumed { resumed += 1 }
        for index in dimensions.indices { dimensions[index].add(report) }
        countRequest(report)
        guard verdict.status != .incomplete else { return }
        decisionLatency.note(nanoseconds: now.nanoseconds - report.last.time.nanoseconds)
        if let hello = report.facts.facts.clientHello?.packet.time, Self.finished.contains(verdict.status) {
            handshakeDuration.note(nanoseconds: report.last.time.nanoseconds - hello.nanoseconds)
        }
    }

    private mutating func countRequest(_ report: ConnectionReport) {
        guard report.certificateRequest != nil else { return }
        requests += 1
        // What was cut short or cannot be known is no answer.
        guard report.verdict.status != .incomplete, report.verdict.status != .undetermined,
            report.clientCertificate?.chain.isEmpty != false
        else { return }
        requestsWithoutPresentation += 1
    }

    static let unknownVersion = "unknown"
    private static let finished: Set<Verdict.Status> = [.completed, .notPresented, .notRequested]
}

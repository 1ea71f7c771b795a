import ByteParsing
import CaptureReading
import HandshakeAnalysis

/// Hands on what a watch finds as events: connections with what was lost meanwhile, certificates, statistics.
struct LiveDesk {
    /// How often the ends of certificates are looked at, in nanoseconds.
    private static let tickInterval: Int64 = 1_000_000_000
    private static let certificateInterval: Int64 = 60_000_000_000

    private let source: LiveSource
    private let control: LiveControl
    private let interval: Int64?
    private let tellsState: Bool
    private let start = LiveClock.steady
    private var nextStatistics: Int64
    private var nextCertificates: Int64
    private var nextTick: Int64 = 0
    private var certificates = CertificateBook()
    /// When statistics were told last, and what they said.
    private var last: (time: Int64, packets: UInt64, bytes: UInt64, connections: UInt64)

    init(_ source: LiveSource, _ control: LiveControl, _ settings: LiveSettings) {
        self.source = source
        self.control = control
        tellsState = settings.tellsState
        interval = settings.statisticsInterval.map { $0.components.seconds * 1_000_000_000 }
        nextStatistics = start + (interval ?? 0)
        nextCertificates = start + Self.certificateInterval
        last = (start, 0, 0, 0)
    }

    mutating func tell(_ reports: [ConnectionReport], _ onEvent: (LiveEvent) throws -> Void) rethrows {
        // What was lost comes before the verdicts that it may have a part in.
        for event in source.takeEvents() { try onEvent(event) }
        guard !reports.isEmpty else { return }
        var reports = reports
        source.markLosses(in: &reports)
        for report in reports {
            for sighting in certificates.note(report) { try onEvent(.certificate(sighting)) }
        }
        try onEvent(.connections(reports))
    }

    /// Tells what time brings.
    mutating func passTime(
        _ onEvent: (LiveEvent) throws -> Void,
        _ makeSummary: () -> AnalysisSummary
    ) rethrows {
        for event in source.takeEvents() { try onEvent(event) }
        let now = LiveClock.steady
        if now >= nextTick {
            nextTick = now + Self.tickInterval
            try onEvent(.time(LiveClock.now))
            if tellsState { try onEvent(.state(makeSummary())) }
        }
        if now >= nextCertificates {
            nextCertificates = now + Self.certificateInterval
            for sighting in certificates.due(at: LiveClock.now) { try onEvent(.certificate(sighting)) }
        }
        let isAsked = control.takeStatistics()
        guard isAsked || interval != nil && now >= nextStatistics else { return }
        if let interval, now >= nextStatistics { nextStatistics = now + interval }
        var summary = makeSummary()
        complete(&summary, now)
        try onEvent(.statistics(summary))
    }

    mutating func finish(_ summary: inout AnalysisSummary, _ onEvent: (LiveEvent) throws -> Void) rethrows {
        for event in source.takeEvents() { try onEvent(event) }
        complete(&summary, LiveClock.steady)
    }

    private mutating func complete(_ summary: inout AnalysisSummary, _ now: Int64) {
        let elapsed = max(Double(now - last.time) / 1e9, 1e-3)
        func rate(_ count: UInt64, _ before: UInt64) -> UInt64 {
            UInt64((Double(count &- before) / elapsed).rounded())
        }
        summary.live?.time = LiveClock.now
        summary.live?.uptimeSeconds = UInt64((now - start) / 1_000_000_000)
        summary.live?.packetsPerSecond = rate(summary.packetCount, last.packets)
        summary.live?.bytesPerSecond = rate(summary.byteCount, last.bytes)
        summary.live?.connectionsPerSecond = rate(summary.connectionCount, last.connections)
        last = (now, summary.packetCount, summary.byteCount, summary.connectionCount)
    }
}

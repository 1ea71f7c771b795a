import ByteParsing
import CaptureReading
import HandshakeAnalysis
import Synchronization

/// The packets of interfaces, with the secrets and the checks of a watch; read by one thread at a time.
///
/// Why `@unchecked Sendable` holds: what ``read(into:)`` changes is used by the thread that reads, or is under the lock.
final class LiveSource: PacketSource, @unchecked Sendable {
    /// How often the counters of losses are looked at, in nanoseconds.
    private static let lookInterval: Int64 = 10_000_000
    /// How long losses are remembered, in nanoseconds: longer than any silent connection is waited for.
    private static let memory: Int64 = 600_000_000_000

    let keys: KeyMaterial
    /// The packets that were read last, where somebody may want them.
    let history: PacketHistory?
    let isStream = true
    /// It is stopped, while everything goes on.
    let isWhole = false
    let carriers = Carriers.datagrams
    private let settings: LiveSettings
    private let control: LiveControl
    private var timeline: LiveTimeline
    private let keyLogs: KeyLogs
    private var checks: EngineChecks
    private let known = Mutex(Known())
    private var lastLook: Int64 = 0
    private var interfaceCount = 0

    /// What others than the reader are told.
    private struct Known {
        var packets: UInt64 = 0
        var bytes: UInt64 = 0
        var firstTime: Timestamp?
        var lastTime: Timestamp?
        /// Up to when packets were handed on.
        var now: Timestamp?
        var sources: [LiveTimeline.Source] = []
        var losses = LossLog()
        var events: [LiveEvent] = []
        /// Of the checks as they are now, which only the reader has.
        var signatures = AnalysisSummary.Signatures.notAsked
        var failure: AnalysisError?
    }

    init(_ settings: LiveSettings, control: LiveControl) throws(AnalysisError) {
        self.settings = settings
        self.control = control
        keys = KeyMaterial(memory: settings.memory)
        history = settings.historyBytes.map { PacketHistory(bytes: $0) }
        timeline = try Self.open(settings)
        // Whatever else is opened belongs to the user that the process becomes.
        if let user = settings.user {
            do throws(CaptureError) { try CapturePrivileges.become(user) } catch {
                throw AnalysisError(error, subject: user)
            }
        }
        checks = try EngineChecks(settings.checks)
        checks.settle(inputBytes: nil)
        keyLogs = try KeyLogs(settings.keyLogs, into: keys, isWhole: false)
        keys.openVPN = try OpenVPNKey.read(settings.openVPNKeys)
        keys.forgetsOldest = true
        known.withLock { [state = checks.state] in $0.signatures = state }
        tellChanges()
        look()
    }

    private static func open(_ settings: LiveSettings) throws(AnalysisError) -> LiveTimeline {
        var options = LiveTimeline.Options()
        options.interfaces = settings.interfaces
        options.filter = settings.filter
        options.waits = settings.waitsForInterface
        options.retries = settings.retries
        options.capture.bufferBytes = settings.bufferBytes
        options.capture.latencyMilliseconds = settings.latencyMilliseconds
        options.capture.snapLength = settings.snapLength
        options.capture.isPromiscuous = settings.isPromiscuous
        if !settings.keyLogs.isEmpty {
            options.holdNanoseconds = Int64(settings.keyWaitMilliseconds) * 1_000_000
        }
        do {
            return try LiveTimeline(options)
        } catch {
            var subject = settings.interfaces.joined(separator: ", ")
            if case .invalidFilter = error.reason { subject = settings.filter ?? "" }
            throw AnalysisError(error, subject: subject)
        }
    }

    func makeSharedState(keys: KeyMaterial) -> SharedState {
        let shared = SharedState(
            keys: keys,
            keepsEvents: settings.keepsEvents,
            carriers: carriers,
            memory: settings.memory
        )
        checks.apply(to: shared.certificates)
        return shared
    }

    // A batch is as large as a ring's block, whatever is asked for.
    func setChunkBytes(_ count: Int) {}

    // MARK: Reading

    func read(into unit: inout PacketUnit) throws(AnalysisError) -> CaptureAnalysis.Progress? {
        unit.removeAll()
        guard !control.isStopped else { return nil }
        let reading = timeline.read(into: &unit.batch)
        if control.takeReload() { reload(&unit) }
        // An error in a key log must not end what runs for months.
        try? keyLogs.readOn(into: keys)
        unit.keyChanges = keys.takeChanges()
        unit.clockStep = reading.clockStep
        tellChanges()
        // It takes two small files of the system for each interface.
        let interval = Self.lookInterval * Int64(max(1, interfaceCount / 4))
        if LiveClock.steady - lastLook >= interval { look() }
        guard !reading.isOver else {
            let failure = timeline.lastFailure
            let names = settings.interfaces.joined(separator: ", ")
            known.withLock { $0.failure = failure.map { AnalysisError($0, subject: names) } }
            return nil
        }
        // Packets tell the time; in silence the clock does, so that a connection that went silent is reported.
        if unit.batch.count == 0 { unit.silence = reading.time }
        history?.note(unit.batch)
        return note(unit.batch, reading)
    }

    private func note(
        _ batch: borrowing PacketBatch,
        _ reading: LiveTimeline.Reading
    ) -> CaptureAnalysis.Progress {
        let count = batch.count
        let bytes = batch.indices.reduce(0) { $0 + batch[$1].capturedLength }
        let times = batch.times(of: batch.indices)
        let packets = known.withLock { known in
            known.packets += UInt64(count)
            known.bytes += UInt64(bytes)
            if let times {
                known.firstTime = min(known.firstTime ?? times.lowerBound, times.lowerBound)
                known.lastTime = max(known.lastTime ?? times.upperBound, times.upperBound)
            }
            known.now = count > 0 ? batch[count - 1].time : reading.time
            return known.packets
        }
        return CaptureAnalysis.Progress(bytesRead: 0, totalBytes: nil, packets: packets)
    }

    /// Asks the kernel what was lost.
    private func look() {
        lastLook = LiveClock.steady
        let sources = timeline.sources()
        interfaceCount = sources.count
        let now = LiveClock.now
        known.withLock { known in
            known.sources = sources
            known.losses.forget(before: Timestamp(nanoseconds: now.nanoseconds - Self.memory))
            known.events += known.losses.note(sources, at: now).map { LiveEvent.loss($0) }
        }
    }

    private func tellChanges() {
        let changes = timeline.takeChanges()
        guard !changes.isEmpty else { return }
        let now = LiveClock.now
        let events = changes.map { input, change in
            var event = InterfaceChange(
                time: now,
                input: input,
                name: timeline.name(of: input),
                state: .watching
            )
            switch change {
            case .watching(let ringBytes): event.ringBytes = ringBytes
            case .waiting(let error):
                event.state = .waiting
                event.detail = error.map { AnalysisSummary.Problem($0).message }
            case .gone(let error):
                event.state = .gone
                event.detail = error.map { AnalysisSummary.Problem($0).message }
            }
            return LiveEvent.interface(event)
        }
        known.withLock { $0.events += events }
    }

    private func reload(_ unit: inout PacketUnit) {
        for (path, detail) in keyLogs.reopen(into: keys) { tellNotReloaded(path, detail) }
        do throws(AnalysisError) {
            var new = try EngineChecks(settings.checks)
            new.settle(inputBytes: nil)
            checks = new
            unit.checks = new
            known.withLock { $0.signatures = new.state }
        } catch {
            tellNotReloaded(error.subject, error.detail)
        }
        known.withLock { $0.events.append(.reloaded) }
    }

    private func tellNotReloaded(_ path: String, _ detail: String) {
        known.withLock { $0.events.append(.notReloaded(path: path, detail: detail)) }
    }

    // MARK: What is known

    /// What happened since this was last asked, but for connections.
    func takeEvents() -> [LiveEvent] {
        known.withLock { known in
            guard !known.events.isEmpty else { return [] }
            defer { known.events = [] }
            return known.events
        }
    }

    /// Why the watch has ended though nobody asked for it.
    var failure: AnalysisError? { known.withLock { $0.failure } }

    /// Up to when packets were handed on.
    var now: Timestamp { known.withLock { $0.now } ?? LiveClock.now }

    /// Notes in reports what was lost while their connections went on.
    func markLosses(in reports: inout [ConnectionReport]) {
        let (losses, now) = known.withLock { ($0.losses, $0.now) }
        guard !losses.losses.isEmpty else { return }
        for index in reports.indices {
            let lost = losses.packetsLost(
                from: reports[index].first.time,
                to: max(now ?? reports[index].last.time, reports[index].last.time),
                on: reports[index].first.input
            )
            guard lost > 0 else { continue }
            var notes = reports[index].streamNotes
            notes.lossMeanwhile = lost
            reports[index] = ConnectionReport(reports[index], streamNotes: notes)
        }
    }

    func complete(_ summary: inout AnalysisSummary) {
        known.withLock { known in
            summary.signatures = known.signatures
            summary.packetCount = known.packets
            summary.byteCount = known.bytes
            summary.firstTime = known.firstTime
            summary.lastTime = known.lastTime
            let statistics = known.sources.map(\.statistics)
            summary.droppedPackets = AnalysisSummary.DroppedPackets(
                byKernel: statistics.reduce(0) { $0 + $1.droppedByKernel },
                byInterface: statistics.reduce(0) { $0 + $1.droppedByInterface }
            )
            var live = LiveState()
            live.interfaces = known.sources.map { source in
                LiveState.Interface(
                    name: source.name,
                    state: source.isWatched ? .watching : .waiting,
                    received: source.statistics.received,
                    droppedByKernel: source.statistics.droppedByKernel,
                    droppedByInterface: source.statistics.droppedByInterface,
                    ringBytes: source.ringBytes
                )
            }
            live.residentBytes = ProcessMemory.residentBytes
            summary.live = live
        }
    }
}

import ByteParsing
import CaptureReading
import HandshakeAnalysis

/// Where the packets and the secrets of an analysis come from; used by one thread at a time.
final class CaptureSource: PacketSource {
    var timeline: CaptureTimeline
    let keys: KeyMaterial
    private let keyLogs: KeyLogs
    /// Those of the analysis whose evidence this one shares.
    private let sharedKeyLogs: KeyLogs?
    private let keepsEvents: Bool
    private let memory: MemoryPlan
    /// The kinds of carriers that datagrams are shown to.
    let carriers: [any Carrier.Type]
    private var checks: EngineChecks
    private var secretsTaken = 0
    private var packetsRead: UInt64 = 0
    /// What time it is while a stream is silent.
    var clock = StreamClock()

    init(
        inputs: [String],
        filter: String?,
        keyLogs paths: [String],
        openVPNKeys: [String] = [],
        follows: Bool = false,
        keepsEvents: Bool,
        checks: CertificateChecks,
        carriers: [any Carrier.Type] = Carriers.datagrams,
        memory: MemoryPlan = MemoryPlan()
    ) throws(AnalysisError) {
        sharedKeyLogs = nil
        self.keepsEvents = keepsEvents
        self.memory = memory
        self.carriers = carriers
        self.checks = try EngineChecks(checks)
        keys = KeyMaterial(memory: memory)
        keys.openVPN = try OpenVPNKey.read(openVPNKeys)
        // A stream's keys may come while it is read; those of files are there, or a pipe brings them to its end.
        keyLogs = try KeyLogs(paths, into: keys, isWhole: !inputs.contains("-") && !follows)
        timeline = try Self.open(inputs, filter, follows: follows)
        if !follows { readSecretsBeforehand() }
    }

    /// Bytes of input up to which files are read through for their secrets before their packets are.
    private static let previewedBytes: UInt64 = 64 << 20

    /// Takes the secrets that files carry before their packets, so that none comes in the middle of a handshake.
    private func readSecretsBeforehand() {
        guard let size = timeline.sizeOnDisk, size <= Self.previewedBytes else { return }
        for secrets in timeline.readSecretsBeforehand() {
            let source = keys.addSource()
            keys.append(secrets, to: source)
            keys.finish(source)
        }
    }

    /// Other inputs, with the keys and the checks of these.
    init(inputs: [String], filter: String?, sharingEvidenceOf other: CaptureSource) throws(AnalysisError) {
        keepsEvents = true
        memory = other.memory
        carriers = other.carriers
        checks = other.checks
        keys = other.keys
        // Those have been read, and what was wrong with them is said.
        keyLogs = KeyLogs()
        sharedKeyLogs = other.keyLogs
        timeline = try Self.open(inputs, filter, follows: false)
        readSecretsBeforehand()
    }

    /// What the connections of one engine share, as it is asked for here; `keys` are that engine's own.
    func makeSharedState(keys: KeyMaterial) -> SharedState {
        let shared = SharedState(keys: keys, keepsEvents: keepsEvents, carriers: carriers, memory: memory)
        checks.settle(inputBytes: timeline.isStream ? nil : timeline.sizeOnDisk)
        checks.apply(to: shared.certificates)
        return shared
    }

    var isStream: Bool { timeline.isStream }

    var isWhole: Bool {
        timeline.inputs.allSatisfy { input in
            input.isFinished && (input.packetCount == 0 || input.problems.isEmpty)
                && !input.interfaceStatistics.contains(where: \.hasDropped)
        }
    }

    func setChunkBytes(_ count: Int) { timeline.setChunkBytes(count) }

    private static func open(
        _ inputs: [String],
        _ filter: String?,
        follows: Bool
    ) throws(AnalysisError) -> CaptureTimeline {
        do {
            return try CaptureTimeline(inputs: inputs, filter: filter, follows: follows)
        } catch {
            throw AnalysisError(error, subject: filter ?? "")
        }
    }

    /// Takes what came of key logs: from those that the captures carry, as far as they were read, and from others.
    func readKeys() throws(AnalysisError) {
        let secrets = timeline.decryptionSecrets
        while secretsTaken < secrets.count {
            let source = keys.addSource()
            keys.append(secrets[secretsTaken], to: source)
            keys.finish(source)
            secretsTaken += 1
        }
        try keyLogs.readOn(into: keys)
    }

    /// Fills a unit, perhaps with no packet, and says how far it has come; `nil` at the end of everything.
    func read(into unit: inout PacketUnit) throws(AnalysisError) -> CaptureAnalysis.Progress? {
        unit.removeAll()
        guard timeline.read(into: &unit.batch) else { return nil }
        try readKeys()
        unit.keyChanges = keys.takeChanges()
        if unit.batch.count > 0 {
            clock.note(unit.batch[unit.batch.count - 1].time)
        } else if timeline.isSilent {
            unit.silence = clock.now
        }
        return progress(afterReading: unit.batch.count)
    }

    func progress(afterReading count: Int) -> CaptureAnalysis.Progress {
        packetsRead += UInt64(count)
        return progress(packets: packetsRead)
    }

    func progress(packets: UInt64) -> CaptureAnalysis.Progress {
        let (bytesRead, totalBytes) = timeline.progress
        return CaptureAnalysis.Progress(bytesRead: bytesRead, totalBytes: totalBytes, packets: packets)
    }

    /// Key logs that were given in vain.
    var unusedKeyLogs: [AnalysisSummary.InputSummary] { (sharedKeyLogs ?? keyLogs).unused(in: keys) }

    /// Adds what is known of the inputs.
    func complete(_ summary: inout AnalysisSummary) {
        summary.filteredPacketCount = timeline.filteredCount
        summary.signatures = checks.state
        let problems = Dictionary(grouping: timeline.problems, by: \.path)
        summary.inputs = timeline.inputs.map { input in
            AnalysisSummary.InputSummary(
                path: input.path,
                packetCount: input.packetCount,
                problems: (problems[input.path] ?? []).map { AnalysisSummary.Problem($0.error) }
            )
        }
        // Folders without captures and the like are no inputs of the timeline, but were named by the user.
        let known = Set(timeline.inputs.map(\.path))
        for problem in timeline.problems where !known.contains(problem.path) {
            summary.inputs.append(
                AnalysisSummary.InputSummary(
                    path: problem.path,
                    packetCount: 0,
                    problems: [AnalysisSummary.Problem(problem.error)]
                )
            )
        }
        summary.add(timeline.limitHits)
        summary.add(keyLogs.problems(in: keys))
    }
}

internal import AnalysisPipeline

/// How packets are taken from interfaces.
public struct LiveOptions: Hashable, Sendable {
    /// The kernel's rings of all interfaces together, in bytes.
    public var bufferBytes = 64 << 20
    /// How much of each packet is captured, in bytes.
    public var snapLength = 262_144
    /// Whether packets for other hosts are wanted.
    public var isPromiscuous = true
    /// Whether an interface that is not there at the start is waited for.
    public var waitsForInterface = false
    /// Whether an interface that vanishes is waited for, and what a pattern matches later is watched, too.
    public var retries = false
    /// How long packets wait for secrets that a key log brings late; nothing waits without a key log.
    public var keyWait = Duration.milliseconds(250)

    public init() {}

    func settings(_ interfaces: [String], _ options: AnalysisOptions) -> LiveSettings {
        var settings = LiveSettings(interfaces: interfaces)
        settings.filter = options.filter
        settings.keyLogs = options.keyLogs
        settings.openVPNKeys = options.openVPNKeys
        settings.keepsEvents = options.keepsMessages
        settings.checks = options.checks
        settings.memory = options.memory
        settings.threads = max(options.threads, 1)
        settings.bufferBytes = bufferBytes
        settings.snapLength = snapLength
        settings.isPromiscuous = isPromiscuous
        settings.waitsForInterface = waitsForInterface
        settings.retries = retries
        let (seconds, attoseconds) = keyWait.components
        settings.keyWaitMilliseconds =
            Int(clamping: seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
        return settings
    }
}

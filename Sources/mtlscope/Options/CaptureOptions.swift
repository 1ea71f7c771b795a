import AnalysisPipeline
import ArgumentParser

/// How packets are taken from interfaces.
struct CaptureOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "An interface to watch, 'any', or a pattern such as 'veth*'; repeatable.",
            valueName: "interface"
        ),
        completion: .custom { _, _, _ in Completions.interfaces }
    )
    var interface: [String] = []

    @Option(
        name: [.customShort("j", allowingJoined: true), .long],
        help: ArgumentHelp("Share the work among this many threads.", valueName: "number")
    )
    var threads = 1

    @Option(
        help: ArgumentHelp(
            "The size of the kernel's ring buffer, which holds packets until they are read; all interfaces share it, and one that comes later gets at least 2M.",
            valueName: "size"
        )
    )
    var buffer = ByteCount(64 << 20)

    @Option(
        help: ArgumentHelp(
            "How long the kernel may keep packets before it hands them over.",
            valueName: "milliseconds"
        )
    )
    var latency = 20

    @Option(
        name: [.customShort("s"), .long],
        help: ArgumentHelp("Capture this many bytes of each packet.", valueName: "bytes")
    )
    var snaplen = 262_144

    @Flag(
        name: [.customShort("p"), .customLong("no-promiscuous-mode")],
        help: "Do not put the interface into promiscuous mode."
    )
    var noPromiscuous = false

    @Flag(help: "Wait for an interface that is not there at the start.")
    var waitInterface = false

    @Flag(
        help: """
            Wait for an interface that vanishes, and watch those that a pattern matches later. Without it, the watch \
            ends when the last interface is gone.
            """
    )
    var retry = false

    @Option(
        help: ArgumentHelp(
            "With --key-log, hold packets this long for secrets that are written after them, in at most 64 MiB.",
            valueName: "milliseconds"
        )
    )
    var keyWait = 250

    @Option(
        help: ArgumentHelp(
            "Once the interfaces are open, become this user and keep only the right to capture.",
            valueName: "name"
        ),
        completion: .shellCommand("getent passwd | cut -d: -f1")
    )
    var user: String?

    func validate() throws {
        guard (1...CaptureAnalysis.maximumThreads).contains(threads) else {
            throw ValidationError("'--threads' must be from 1 to \(CaptureAnalysis.maximumThreads).")
        }
        guard (1 << 20...1 << 30).contains(buffer.bytes) else {
            throw ValidationError("'--buffer' must be from 1M to 1G.")
        }
        guard (1...10_000).contains(latency) else {
            throw ValidationError("'--latency' must be from 1 to 10000.")
        }
        guard (64...262_144).contains(snaplen) else {
            throw ValidationError("'--snaplen' must be from 64 to 262144.")
        }
        guard (0...60_000).contains(keyWait) else {
            throw ValidationError("'--key-wait' must be from 0 to 60000.")
        }
        if let user, !LiveSettings.isUser(user) {
            throw ValidationError("'--user': no user is called '\(user)'.")
        }
    }

    /// What is watched, with what is known of the packets.
    func settings(_ evidence: EvidenceOptions) -> LiveSettings {
        var settings = LiveSettings(interfaces: interface)
        settings.filter = evidence.filter
        settings.keyLogs = evidence.keyLog
        settings.openVPNKeys = evidence.openvpnKey
        settings.checks = evidence.checks
        settings.memory = evidence.memory
        settings.threads = threads
        settings.bufferBytes = buffer.bytes
        settings.latencyMilliseconds = latency
        settings.snapLength = snaplen
        settings.isPromiscuous = !noPromiscuous
        settings.waitsForInterface = waitInterface
        settings.retries = retry
        settings.keyWaitMilliseconds = keyWait
        settings.user = user
        return settings
    }
}

import CaptureReading

/// What is watched, and how.
public struct LiveSettings: Sendable {
    /// Names, `any`, and patterns such as `veth*`.
    public var interfaces: [String]
    /// A BPF expression, which the kernel applies.
    public var filter: String?
    /// Key logs (RFC 9850), which may still be growing.
    public var keyLogs: [String] = []
    /// Files with keys of OpenVPN's control channels.
    public var openVPNKeys: [String] = []
    /// Whether reports carry every message, and not only what came of them.
    public var keepsEvents = true
    /// What to check of signatures and chains.
    public var checks = CertificateChecks()
    /// How much memory connections may take.
    public var memory = MemoryPlan()
    /// How many threads share the work.
    public var threads = 1
    /// The kernel's rings of all interfaces together, in bytes.
    public var bufferBytes = 64 << 20
    /// How long the kernel may keep packets to itself.
    public var latencyMilliseconds = 20
    /// How much of each packet is captured, in bytes.
    public var snapLength = 262_144
    /// Whether packets for other hosts are wanted.
    public var isPromiscuous = true
    /// An interface that is not there at the start is waited for.
    public var waitsForInterface = false
    /// An interface that vanishes is waited for, and what a pattern matches later is watched, too.
    public var retries = false
    /// How long packets wait for secrets that a key log brings late, in milliseconds; nothing waits without a key log.
    public var keyWaitMilliseconds = 250
    /// How often statistics are told; `nil` for never.
    public var statisticsInterval: Duration?
    /// How many bytes of packets are kept for ``LiveAnalysis/history``; `nil` for none.
    public var historyBytes: Int?
    /// Whether ``LiveEvent/state(_:)`` is told once a second.
    public var tellsState = false
    /// Who the process becomes once it has opened the interfaces; it keeps the right to capture, and no other.
    public var user: String?

    public init(interfaces: [String]) { self.interfaces = interfaces }

    /// Whether a watch can become the user of this name.
    public static func isUser(_ name: String) -> Bool { CapturePrivileges.isUser(name) }
}

public import ByteParsing
public import HandshakeAnalysis

/// What the view is told, in order.
public enum ViewEvent: Sendable {
    case connection(ViewedConnection)
    case certificate(ViewedCertificate)
    case state(ViewedState)
    case loss(ViewedLoss)
    /// An interface came, went, or is waited for.
    case interface(String, at: Timestamp)
    /// The clock on the wall, about once a second.
    case time(Timestamp)
    /// Something that is worth a line of its own, such as a reader that came or went.
    case notice(String)
    /// A line that is no record.
    case unreadable
    /// Nothing will come any more.
    case end(String)
}

public struct ViewedLoss: Hashable, Sendable {
    public var start: Timestamp
    public var end: Timestamp
    public var byKernel: UInt64
    public var byInterface: UInt64

    public init(start: Timestamp, end: Timestamp, byKernel: UInt64, byInterface: UInt64) {
        self.start = start
        self.end = end
        self.byKernel = byKernel
        self.byInterface = byInterface
    }
}

/// How whoever reads the packets is doing: this process, or the watch whose records are shown.
public struct ViewedState: Sendable {
    public struct Interface: Hashable, Sendable {
        public var name: String
        public var state: String
        public var received: UInt64
        public var droppedByKernel: UInt64
        public var droppedByInterface: UInt64
    }

    public var packets: UInt64 = 0
    public var bytes: UInt64 = 0
    /// `nil` where nobody counts them.
    public var lost: UInt64?
    public var tracked: Int?
    public var residentBytes: Int?
    public var queuedBytes: Int?
    public var queueCapacity: Int?
    public var droppedReports: UInt64 = 0
    public var ringBytes: Int?
    public var uptime: UInt64?
    /// As told; `nil` where they are to be computed from the counters.
    public var packetsPerSecond: UInt64?
    public var bytesPerSecond: UInt64?
    public var interfaces: [Interface] = []
    /// How much of a capture was read, from 0 to 1.
    public var progress: Double?
    /// Of a run in this process.
    public var summary: AnalysisSummary?
    /// What was not TLS or could not be read, of records.
    public var remarks: [String] = []

    public init() {}

    public init(_ summary: AnalysisSummary) {
        packets = summary.packetCount
        bytes = summary.byteCount
        lost = summary.droppedPackets.map { $0.byKernel + $0.byInterface }
        self.summary = summary
        guard let live = summary.live else { return }
        tracked = live.trackedConnections
        residentBytes = live.residentBytes
        queuedBytes = live.queue?.bytes
        queueCapacity = live.queue?.capacity
        droppedReports = live.queue?.droppedReports ?? 0
        ringBytes = live.ringBytes
        uptime = live.uptimeSeconds
        interfaces = live.interfaces.map { interface in
            Interface(
                name: interface.name,
                state: interface.state.rawValue,
                received: interface.received,
                droppedByKernel: interface.droppedByKernel,
                droppedByInterface: interface.droppedByInterface
            )
        }
    }
}

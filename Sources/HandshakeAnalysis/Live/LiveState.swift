public import ByteParsing

/// How a watch is doing.
public struct LiveState: Hashable, Sendable {
    public struct Interface: Hashable, Sendable {
        public var name: String
        public var state: InterfaceChange.State
        /// Packets that passed the filter, as the kernel counts them.
        public var received: UInt64
        public var droppedByKernel: UInt64
        public var droppedByInterface: UInt64
        /// The kernel's ring in bytes, if that is known.
        public var ringBytes: Int?

        public init(
            name: String,
            state: InterfaceChange.State,
            received: UInt64 = 0,
            droppedByKernel: UInt64 = 0,
            droppedByInterface: UInt64 = 0,
            ringBytes: Int? = nil
        ) {
            self.name = name
            self.state = state
            self.received = received
            self.droppedByKernel = droppedByKernel
            self.droppedByInterface = droppedByInterface
            self.ringBytes = ringBytes
        }
    }

    /// What waits to be written.
    public struct Queue: Hashable, Sendable {
        public var bytes: Int
        public var capacity: Int
        /// Reports that found no room.
        public var droppedReports: UInt64

        public init(bytes: Int, capacity: Int, droppedReports: UInt64) {
            self.bytes = bytes
            self.capacity = capacity
            self.droppedReports = droppedReports
        }
    }

    /// When this was so; `nil` where nobody says.
    public var time: Timestamp?
    /// Since the watch began.
    public var uptimeSeconds: UInt64 = 0
    /// The rates are those of the time since the statistics before.
    public var packetsPerSecond: UInt64 = 0
    public var bytesPerSecond: UInt64 = 0
    /// Connections that were decided.
    public var connectionsPerSecond: UInt64 = 0
    /// Connections whose handshake is followed.
    public var trackedConnections: Int = 0
    /// Of the process, if that is known.
    public var residentBytes: Int?
    public var interfaces: [Interface] = []
    /// `nil` where nothing is queued.
    public var queue: Queue?

    public init() {}

    public var ringBytes: Int { interfaces.reduce(0) { $0 + ($1.ringBytes ?? 0) } }
}

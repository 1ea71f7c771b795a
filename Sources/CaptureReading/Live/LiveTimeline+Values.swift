public import ByteParsing

// What is asked of a timeline, and what it says.
extension LiveTimeline {
    public struct Options: Sendable {
        /// Names, `any`, and patterns such as `veth*`.
        public var interfaces: [String] = []
        /// An expression that the kernel applies.
        public var filter: String?
        /// How each interface is captured; the ring's size is that of all of them.
        public var capture = LiveOptions()
        /// An interface that is not there at the start is waited for.
        public var waits = false
        /// An interface that vanishes is waited for, and one that a pattern matches later is watched, too.
        public var retries = false
        /// How long packets are held in any case, in nanoseconds.
        public var holdNanoseconds: Int64 = 0

        public init() {}
    }

    /// What a reading found.
    public struct Reading: Hashable, Sendable {
        /// No interface is left, and none is waited for.
        public var isOver = false
        /// The time up to which everything was handed on.
        public var time: Timestamp
        /// How far the clock was set since the last reading, in nanoseconds.
        public var clockStep: Int64 = 0
    }

    public enum Change: Hashable, Sendable {
        case watching(ringBytes: Int?)
        case waiting(CaptureError?)
        case gone(CaptureError?)
    }

    /// What is known of one interface.
    public struct Source: Hashable, Sendable {
        public var name: String
        public var isWatched: Bool
        public var ringBytes: Int?
        public var statistics: LiveStatistics

        public init(name: String, isWatched: Bool, ringBytes: Int?, statistics: LiveStatistics) {
            self.name = name
            self.isWatched = isWatched
            self.ringBytes = ringBytes
            self.statistics = statistics
        }
    }
}

import ByteParsing
import CaptureReading

/// What time it is while a stream of packets is silent.
///
/// Where packets come as they are captured, the clock on the wall tells the time when none does, so that a connection
/// that went silent is reported. A stream of old packets has no time but theirs.
struct StreamClock {
    /// Packets that are older when they come, in nanoseconds, are not captured now.
    static let mostLag: Int64 = 60_000_000_000

    /// How far the packets are behind the clock on the wall; `nil` for those of another time.
    private var lag: Int64?

    /// Takes the time of a packet that came now.
    mutating func note(_ time: Timestamp, at now: Timestamp = LiveClock.now) {
        let (lag, isTooFar) = now.nanoseconds.subtractingReportingOverflow(time.nanoseconds)
        self.lag = isTooFar || lag.magnitude > Self.mostLag.magnitude ? nil : lag
    }

    var now: Timestamp? { now(at: LiveClock.now) }

    func now(at wall: Timestamp) -> Timestamp? {
        lag.map { Timestamp(nanoseconds: wall.nanoseconds - $0) }
    }
}

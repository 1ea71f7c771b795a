/// A point in time, in nanoseconds since 1970-01-01T00:00:00Z, without leap seconds; negative before it.
public struct Timestamp: Hashable, Comparable, Sendable {
    public var nanoseconds: Int64

    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    @inlinable public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

/// Where something was seen: which packet of which input, and when.
///
/// The shortest field comes last: what stands behind it, such as the mark of an optional, takes no room of its own.
public struct PacketReference: Hashable, Sendable {
    public var time: Timestamp
    /// The frame's number within its input, from 1, as Wireshark counts.
    public var frame: UInt64
    /// The input's index in the order in which the inputs were named; 0 for a single one.
    public var input: UInt32

    @inlinable public init(frame: UInt64, input: UInt32 = 0, time: Timestamp) {
        self.frame = frame
        self.input = input
        self.time = time
    }
}

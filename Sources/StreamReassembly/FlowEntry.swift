public import ByteParsing
public import PacketDecoding

/// What the connection table keeps of a flow: 64 bytes, whatever its state, and no heap object.
public struct FlowEntry: Sendable {
    // The order of the properties keeps the layout free of holes: 36 + 2 + 1 + 1 + 4 × 4 + 8 bytes.
    public internal(set) var key: FlowKey
    var startInput: UInt16
    public var state: State
    public var marks: Marks
    /// By direction: the sequence number expected next while the flow is `quiet`, the sequence number of the next
    /// record's header once it is `settled`.
    var expectedForward: UInt32
    var expectedBackward: UInt32
    /// Seconds since the epoch of the last packet.
    public var lastSeen: UInt32
    /// The low half of the first packet's frame number while `quiet`; the tracker's slot while `tracked`; the
    /// connection's number once `settled`.
    public var link: UInt32
    /// When the flow's first packet came; the rest of its reference is in `link` and `startInput`.
    var startTime: Int64

    public enum State: UInt8, Sendable {
        /// No entry is here.
        case vacant
        /// Nothing that looks like TLS has been seen yet.
        case quiet
        /// A tracker follows its handshake.
        case tracked
        /// Reported; only record headers are still looked at.
        case settled
        /// Closed, kept so that stray packets open nothing new.
        case closed
    }

    public struct Marks: OptionSet, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let expectsForward = Self(rawValue: 1)
        public static let expectsBackward = Self(rawValue: 2)
        public static let sawDataForward = Self(rawValue: 4)
        public static let sawDataBackward = Self(rawValue: 8)
        /// The connection request of the direction was seen, so its first byte is known.
        public static let sawSYN = Self(rawValue: 16)
        public static let sawFINForward = Self(rawValue: 32)
        public static let sawFINBackward = Self(rawValue: 64)
        /// Out-of-order data was looked into once and was not TLS.
        public static let gaveUpReordering = Self(rawValue: 128)

        static func expects(_ direction: Direction) -> Marks {
            direction == .forward ? .expectsForward : .expectsBackward
        }
        public static func sawData(_ direction: Direction) -> Marks {
            direction == .forward ? .sawDataForward : .sawDataBackward
        }
        public static func sawFIN(_ direction: Direction) -> Marks {
            direction == .forward ? .sawFINForward : .sawFINBackward
        }
    }

    init(key: FlowKey, start: PacketReference) {
        self.key = key
        startTime = start.time.nanoseconds
        expectedForward = 0
        expectedBackward = 0
        lastSeen = Self.seconds(of: start.time)
        link = UInt32(truncatingIfNeeded: start.frame)
        startInput = UInt16(clamping: start.input)
        state = .quiet
        marks = []
    }

    /// The ports' next connection begins.
    public mutating func restart(at packet: PacketReference) { self = FlowEntry(key: key, start: packet) }

    /// Goes back from `tracked`: the flow was not TLS so far.
    public mutating func makeQuiet(start: PacketReference) {
        state = .quiet
        link = UInt32(truncatingIfNeeded: start.frame)
        startInput = UInt16(clamping: start.input)
        startTime = start.time.nanoseconds
    }

    // MARK: Sequence numbers

    /// What `expect` was told for this direction; `nil` before that.
    @inline(__always)
    public func expected(_ direction: Direction) -> UInt32? {
        guard marks.contains(.expects(direction)) else { return nil }
        return direction == .forward ? expectedForward : expectedBackward
    }

    @inline(__always)
    public mutating func expect(_ sequenceNumber: UInt32, _ direction: Direction) {
        marks.insert(.expects(direction))
        if direction == .forward {
            expectedForward = sequenceNumber
        } else {
            expectedBackward = sequenceNumber
        }
    }

    public mutating func expectNothing(_ direction: Direction) { marks.remove(.expects(direction)) }

    // MARK: Times

    /// The flow's first packet; call it only while the flow is `quiet`.
    ///
    /// The frame number of the packet at hand, `current`, supplies the upper half.
    public func start(before current: PacketReference) -> PacketReference {
        let input = UInt32(startInput)
        var frame = UInt64(link)
        if input == current.input {
            frame |= current.frame & ~0xFFFF_FFFF
            if frame > current.frame, frame > 0xFFFF_FFFF { frame -= 1 << 32 }
        }
        return PacketReference(frame: frame, input: input, time: Timestamp(nanoseconds: startTime))
    }

    @inline(__always)
    public static func seconds(of time: Timestamp) -> UInt32 {
        UInt32(truncatingIfNeeded: time.nanoseconds / 1_000_000_000)
    }
}

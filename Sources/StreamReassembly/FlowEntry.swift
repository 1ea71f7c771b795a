public import ByteParsing
public import PacketDecoding

/// What the flow table holds of a flow at hand: 32 bytes, whatever its state, and no heap object.
///
/// Two fit a cache line. What is seldom needed, the time of the first packet and the addresses of IPv6, lies apart in
/// the ``FlowTable``, and so does what many flows have in common: the network of those in tunnels.
public struct FlowEntry: Sendable {
    /// Both addresses of an IPv4 flow; of one that is `wide`, 32 bits of its hash, one of the first packet's input, and the
    /// place of its addresses.
    @usableFromInline var ends: UInt64
    @usableFromInline var ports: UInt32
    /// The state in the lowest three bits, what was said first in three, and two that say the form: see ``Form``.
    @usableFromInline var kind: UInt8
    public var marks: Marks
    /// Of the first packet's input, the lowest bits; of a flow in a network, its origin's number.
    @usableFromInline var startInput: UInt16
    /// By direction, ``nextByte(_:)`` or ``nextHeader(_:)``.
    ///
    /// An array, so that no branch chooses between them: directions are as good as random.
    @usableFromInline var expected: InlineArray<2, UInt32>
    /// Seconds since the epoch of the last packet.
    public var lastSeen: UInt32
    /// Three things, by the state: ``start(before:time:)`` and ``follower`` and ``name`` say which.
    @usableFromInline var link: UInt32

    public enum State: UInt8, Sendable {
        /// No entry is here; such an entry is all zeros.
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

    @usableFromInline static var stateBits: UInt8 { 7 }
    @usableFromInline static var speechBits: UInt8 { 7 << 3 }

    /// How a flow is written down, by the highest bits of ``kind``.
    enum Form {
        /// Over IPv4 in no network: the second bit is the seventeenth of the first packet's input.
        case plain
        /// Its addresses lie apart.
        case wide
        /// Over IPv4 in a network, which its origin's number says.
        case inNetwork
    }

    /// Not plain.
    @usableFromInline static var wideBit: UInt8 { 0x80 }
    /// With `wideBit`: in a network.
    @usableFromInline static var networkBit: UInt8 { 0x40 }
    @usableFromInline static var formBits: UInt8 { 0xC0 }
    /// In the `ends` of a `wide` flow, the seventeenth bit of the first packet's input.
    static var wideInputBit: UInt64 { 1 << 31 }

    @inlinable
    public var state: State {
        @inline(__always) get { State(rawValue: kind & FlowEntry.stateBits) ?? .closed }
        @inline(__always) set { kind = kind & ~FlowEntry.stateBits | newValue.rawValue }
    }

    /// What was said first on a flow that is `quiet` or, while nobody knows whether TLS follows, `tracked`, by a code from 0 to 7
    /// that is the user's own; 0 at first.
    public var speech: UInt8 {
        get {
            assert(state == .quiet || state == .tracked)
            return (kind & FlowEntry.speechBits) >> 3
        }
        set { kind = kind & ~FlowEntry.speechBits | newValue << 3 & FlowEntry.speechBits }
    }

    /// Nothing is known of the flow but that one side asked for a connection.
    public var isUnansweredSYN: Bool {
        guard state == .quiet, marks.contains(.sawSYN), speech == 0 else { return false }
        let rest = marks.subtracting([.sawSYN, .gaveUpReordering])
        return rest == .expectsForward || rest == .expectsBackward
    }

    @inlinable var isVacant: Bool { @inline(__always) get { kind == 0 } }
    @inlinable var isWide: Bool {
        @inline(__always) get { kind & FlowEntry.formBits == FlowEntry.wideBit }
    }
    var isPlain: Bool { kind & Self.wideBit == 0 }
    var form: Form { kind & Self.wideBit == 0 ? .plain : isWide ? .wide : .inNetwork }

    /// Whether this is the IPv4 flow with these ends.
    @inlinable @inline(__always)
    func isOf(_ ends: UInt64, _ ports: UInt32) -> Bool {
        // Neither vacant nor in another form.
        let isTaken = kind &- 1 < FlowEntry.wideBit &- 1
        let difference = (self.ends ^ ends) | UInt64(self.ports ^ ports)
        return (difference | (isTaken ? 0 : 1)) == 0
    }

    /// Whether this is an IPv4 flow with these ends in some network.
    @inlinable @inline(__always)
    func isInNetwork(_ ends: UInt64, _ ports: UInt32) -> Bool {
        let difference = (self.ends ^ ends) | UInt64(self.ports ^ ports)
        return (difference | UInt64(kind & FlowEntry.formBits ^ FlowEntry.formBits)) == 0
    }

    public struct Marks: OptionSet, Sendable {
        public let rawValue: UInt8
        @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

        @inlinable public static var expectsForward: Self { Self(rawValue: 1) }
        @inlinable public static var expectsBackward: Self { Self(rawValue: 2) }
        @inlinable public static var sawDataForward: Self { Self(rawValue: 4) }
        @inlinable public static var sawDataBackward: Self { Self(rawValue: 8) }
        /// The connection request of the direction was seen, so its first byte is known.
        @inlinable public static var sawSYN: Self { Self(rawValue: 16) }
        @inlinable public static var sawFINForward: Self { Self(rawValue: 32) }
        @inlinable public static var sawFINBackward: Self { Self(rawValue: 64) }
        /// Out-of-order data was looked into once and was not TLS.
        @inlinable public static var gaveUpReordering: Self { Self(rawValue: 128) }

        // Inlined in any case: left to itself, the compiler calls them for each packet.
        @inlinable @inline(__always)
        static func expects(_ direction: Direction) -> Marks { Self(rawValue: 1 &<< direction.rawValue) }
        @inlinable @inline(__always)
        public static func sawData(_ direction: Direction) -> Marks {
            Self(rawValue: 4 &<< direction.rawValue)
        }
        @inlinable @inline(__always)
        public static func sawFIN(_ direction: Direction) -> Marks {
            Self(rawValue: 32 &<< direction.rawValue)
        }
    }

    /// No flow.
    static var vacant: FlowEntry { FlowEntry() }

    private init() {
        ends = 0
        ports = 0
        kind = 0
        marks = []
        startInput = 0
        expected = [0, 0]
        lastSeen = 0
        link = 0
    }

    /// A quiet flow that begins with `start`; `origin` is the number of that of a flow in a network.
    init(ends: UInt64, ports: UInt32, form: Form, origin: UInt16 = 0, start: PacketReference) {
        self.init()
        self.ends = ends
        self.ports = ports
        switch form {
        case .plain: break
        case .wide: kind = FlowEntry.wideBit
        case .inNetwork:
            kind = FlowEntry.formBits
            startInput = origin
        }
        lastSeen = Self.seconds(of: start.time)
        beQuiet(start)
    }

    // MARK: What follows it

    /// Becomes `tracked`, by what has this place in the table of those that follow flows.
    @inlinable
    public mutating func beTracked(by place: Int) {
        state = .tracked
        link = UInt32(truncatingIfNeeded: place)
    }

    /// The place of what follows it, while `tracked`.
    @inlinable public var follower: Int {
        @inline(__always) get {
            assert(state == .tracked)
            return Int(link)
        }
    }

    /// Becomes `settled`, and remembers by what name its report is to be found.
    @inlinable
    public mutating func beSettled(as name: UInt32) {
        state = .settled
        link = name
    }

    /// The name that it was settled by, also once it is closed after that.
    @inlinable public var name: UInt32 {
        @inline(__always) get {
            assert(state == .settled || state == .closed)
            return link
        }
    }

    // MARK: Sequence numbers

    /// The sequence number of the byte that comes next in this direction, while `quiet`; `nil` where it is not known.
    @inlinable @inline(__always)
    public func nextByte(_ direction: Direction) -> UInt32? {
        assert(state == .quiet)
        return expected(direction)
    }

    /// The sequence number of the next record's header, once `settled`, and in the packet that closes it; `nil` where it is
    /// not known.
    @inlinable @inline(__always)
    public func nextHeader(_ direction: Direction) -> UInt32? {
        assert(state == .settled || state == .closed)
        return expected(direction)
    }

    /// What `expect` was told for this direction; `nil` before that.
    @inlinable @inline(__always)
    func expected(_ direction: Direction) -> UInt32? {
        guard marks.contains(.expects(direction)) else { return nil }
        return self.expected[Int(direction.rawValue & 1)]
    }

    @inlinable @inline(__always)
    public mutating func expect(_ sequenceNumber: UInt32, _ direction: Direction) {
        marks.insert(.expects(direction))
        setExpected(sequenceNumber, direction)
    }

    /// Moves on by `length` bytes that begin with `sequenceNumber`, if those come next or none were expected; otherwise
    /// nothing happens, and `false` is returned.
    ///
    /// No branch depends on direction or length, which in a capture of many flows are as good as random.
    @inlinable @inline(__always)
    public mutating func advance(
        by length: UInt32,
        from sequenceNumber: UInt32,
        _ direction: Direction
    ) -> Bool {
        let isExpecting = marks.contains(.expects(direction))
        let next = expected[Int(direction.rawValue & 1)]
        let isNext = !isExpecting || next == sequenceNumber
        guard isNext || length == 0 else { return false }
        let isMoving: UInt8 = length > 0 ? 1 : 0
        marks.formUnion(Marks(rawValue: (isMoving | isMoving &<< 2) &<< direction.rawValue))
        setExpected(isMoving != 0 ? sequenceNumber &+ length : next, direction)
        return true
    }

    @inlinable @inline(__always)
    mutating func setExpected(_ sequenceNumber: UInt32, _ direction: Direction) {
        expected[Int(direction.rawValue & 1)] = sequenceNumber
    }

    public mutating func expectNothing(_ direction: Direction) { marks.remove(.expects(direction)) }

    // MARK: Times

    @inlinable @inline(__always)
    public static func seconds(of time: Timestamp) -> UInt32 {
        UInt32(truncatingIfNeeded: time.nanoseconds / 1_000_000_000)
    }
}

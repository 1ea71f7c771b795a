import ByteParsing
public import TLSWire

/// The sizes of the first records of both directions, in the capture's order: of TLS 1.3, what is encrypted after the
/// ServerHello; of what came after the handshake, the application's data.
public struct EncryptedRecords: Sendable {
    /// Records that are looked at in each direction: a flight that is cut into records of 512 bytes still fits.
    public static let limit = RecordPlaces.Indices.count

    /// One record; `length` is what its header says.
    struct Record: Hashable, Sendable {
        let length: Int
        let sender: Role
        let packet: PacketReference
    }

    /// A record, packed: one is kept for each of a handshake that is followed.
    private struct Entry: Sendable {
        let packet: PacketReference
        /// The offset in the sender's stream after the packet.
        let end: UInt32
        /// The offset in the other side's stream that its sender had acknowledged; all ones where that is not known.
        let heard: UInt32
        let length: UInt16
        let sender: Role
    }

    private var entries: [Entry] = []
    private var counts = HandshakeFacts.PerRole<UInt32>(0)
    private var sums = HandshakeFacts.PerRole<UInt32>(0)

    public init() {}

    /// How many of both sides' records were taken in.
    var count: Int { entries.count }

    /// How many of this side's records were taken in.
    public func count(of sender: Role) -> Int { Int(counts[sender]) }

    /// The lengths together of this side's records that were taken in.
    func sum(of sender: Role) -> Int { Int(sums[sender]) }

    /// Whether another record of this side would be taken in.
    public func hasRoom(for sender: Role) -> Bool { count(of: sender) < Self.limit }

    mutating func append(
        length: Int,
        from sender: Role,
        at packet: PacketReference,
        reach: Reach = .unknown
    ) {
        guard hasRoom(for: sender) else { return }
        if entries.isEmpty { entries.reserveCapacity(12) }
        entries.append(
            Entry(
                packet: packet,
                end: UInt32(clamping: reach.end),
                heard: reach.heard.map { UInt32(clamping: $0) } ?? .max,
                length: UInt16(truncatingIfNeeded: length),
                sender: sender
            )
        )
        counts[sender] += 1
        sums[sender] += UInt32(UInt16(truncatingIfNeeded: length))
    }

    subscript(index: Int) -> Record {
        Record(length: length(at: index), sender: sender(at: index), packet: packet(at: index))
    }

    func length(at index: Int) -> Int { Int(entries[index].length) }

    func sender(at index: Int) -> Role { entries[index].sender }

    func packet(at index: Int) -> PacketReference { entries[index].packet }

    func end(at index: Int) -> Int { Int(entries[index].end) }

    func reach(at index: Int) -> Reach {
        let heard = entries[index].heard
        return Reach(end: end(at: index), heard: heard == .max ? nil : Int(heard))
    }

    /// Who sent the last record that was taken in.
    var lastSender: Role? { entries.last?.sender }

    /// The packet of this side's last record that was taken in.
    func last(of sender: Role) -> PacketReference? {
        entries.last { $0.sender == sender }?.packet
    }

    /// The places of one side's records among all.
    func places(of sender: Role) -> RecordPlaces {
        var places = RecordPlaces()
        for index in entries.indices where self.sender(at: index) == sender { places.append(index) }
        return places
    }
}

/// Which of a connection's encrypted records are one side's, in their order.
struct RecordPlaces: Sendable {
    typealias Indices = InlineArray<24, UInt8>

    private var indices = Indices(repeating: 0)
    private(set) var count = 0

    mutating func append(_ index: Int) {
        guard count < EncryptedRecords.limit else { return }
        indices[count] = UInt8(truncatingIfNeeded: index)
        count += 1
    }

    subscript(position: Int) -> Int { Int(indices[position]) }
}

/// Some of the places of a connection's encrypted records, of both sides.
struct PlaceSet: Sendable {
    /// A bit for each place: no more than twice the limit are kept.
    private var bits: UInt64 = 0

    var count: Int { bits.nonzeroBitCount }

    mutating func insert(_ place: Int) { bits |= 1 << UInt64(place) }

    mutating func remove(_ place: Int) { bits &= ~(1 << UInt64(place)) }

    /// The last place of which something is true.
    func last(where isTrue: (Int) -> Bool) -> Int? {
        var left = bits
        while left != 0 {
            let place = 63 - left.leadingZeroBitCount
            if isTrue(place) { return place }
            left &= ~(1 << UInt64(place))
        }
        return nil
    }

    /// In their order.
    func forEach(_ body: (Int) -> Void) {
        var left = bits
        while left != 0 {
            body(left.trailingZeroBitCount)
            left &= left - 1
        }
    }
}

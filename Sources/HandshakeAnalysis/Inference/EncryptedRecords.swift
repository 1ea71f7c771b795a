import ByteParsing
public import TLSWire

/// The first encrypted records of a TLS 1.3 connection after the ServerHello: their sizes, in the capture's order.
///
/// A fixed table and no array: it is filled for every handshake that is followed.
public struct EncryptedRecords: Sendable {
    /// Records that are looked at in each direction: a flight that is cut into records of 512 bytes still fits.
    public static let limit = 24

    /// One record; `length` is what its header says.
    struct Record: Hashable, Sendable {
        let length: Int
        let sender: Role
        let packet: PacketReference
    }

    private static let serverMark: UInt16 = 0x8000

    private var lengths = InlineArray<48, UInt16>(repeating: 0)
    private var packets = InlineArray<48, PacketReference>(
        repeating: PacketReference(frame: 0, time: Timestamp(nanoseconds: 0))
    )
    private(set) var count = 0
    private var counts = HandshakeFacts.PerRole<Int>(0)

    public init() {}

    /// How many of this side's records were taken in.
    public func count(of sender: Role) -> Int { counts[sender] }

    /// Whether another record of this side would be taken in.
    public func hasRoom(for sender: Role) -> Bool { counts[sender] < Self.limit }

    mutating func append(length: Int, from sender: Role, at packet: PacketReference) {
        guard hasRoom(for: sender) else { return }
        // A header's length is at most 16,384 + 2,048, so the highest bit is free.
        lengths[count] = UInt16(truncatingIfNeeded: length) | (sender == .server ? Self.serverMark : 0)
        packets[count] = packet
        count += 1
        counts[sender] += 1
    }

    subscript(index: Int) -> Record {
        Record(length: length(at: index), sender: sender(at: index), packet: packets[index])
    }

    func length(at index: Int) -> Int { Int(lengths[index] & ~Self.serverMark) }

    func sender(at index: Int) -> Role { lengths[index] & Self.serverMark == 0 ? .client : .server }

    func packet(at index: Int) -> PacketReference { packets[index] }

    /// The places of one side's records among all.
    func places(of sender: Role) -> RecordPlaces {
        var places = RecordPlaces()
        for index in 0..<count where self.sender(at: index) == sender { places.append(index) }
        return places
    }
}

/// Which of a connection's encrypted records are one side's, in their order.
struct RecordPlaces: Sendable {
    private var indices = InlineArray<24, UInt8>(repeating: 0)
    private(set) var count = 0

    mutating func append(_ index: Int) {
        guard count < EncryptedRecords.limit else { return }
        indices[count] = UInt8(truncatingIfNeeded: index)
        count += 1
    }

    subscript(position: Int) -> Int { Int(indices[position]) }
}

import ByteParsing
import PacketDecoding
import TLSWire

/// What bytes that belong to nobody say of something that may carry TLS.
enum Recognition: Hashable {
    /// It is something else.
    case no
    /// More has to come before it can be told.
    case undecided
    /// It begins here, and these are bytes of this end.
    ///
    /// The token tells a beginning from another on the same ports, such as a hash of a ClientHello's random: one that is
    /// repeated begins nothing anew. 0 for none.
    case begins(Role, token: UInt32 = 0)
    /// It began before, and these are bytes of this end: nothing new where something was reported of the same ports.
    case goesOn(Role)
    /// It goes on with a conversation that began on another flow: a client has moved.
    case belongs(to: FlowKey)
    /// It is a part of something that carries TLS and whose beginning is not there.
    case unread(UnreadProtocol)
}

/// Names of conversations beside their flows, such as QUIC's connection ids: of all carriers of one engine, used by one
/// thread at a time.
final class CarrierDirectory {
    /// Names that are kept; beyond it no more are taken in until some have been forgotten.
    static let maximumNames = 1 << 17

    // Nothing that is done with any of these reaches the directory that it belongs to.
    @safe @exclusivity(unchecked) private var flows: [HashedBytes: FlowKey] = [:]
    /// A bit for each length that a name has had.
    @safe @exclusivity(unchecked) private var lengths: UInt64 = 0
    /// How often there was no room for a name.
    private(set) var refusals: UInt64 = 0
    /// How many names have each of the hashes: nearly all that is asked for is nobody's name, and then no name is made.
    @safe @exclusivity(unchecked) private var hashes: [UInt16] = []
    private static let hashCount = 1 << 15
    private let seed = HashKey.random()

    var isEmpty: Bool { flows.isEmpty }

    /// Whether there may be names of so many bytes.
    func hasNames(of length: Int) -> Bool { lengths >> UInt64(length & 63) & 1 != 0 }

    /// Whether a name may be known that ends with these bytes and begins with that tag.
    func mayKnow(_ tag: UInt8, _ rest: Span<UInt8>) -> Bool {
        !hashes.isEmpty && hashes[place(of: tag, rest)] > 0
    }

    private func place(of tag: UInt8, _ rest: Span<UInt8>) -> Int {
        let hash = SeededHash.quick(rest, key: seed, tag: UInt64(tag))
        return Int(truncatingIfNeeded: hash) & (Self.hashCount - 1)
    }

    private func place(of name: [UInt8]) -> Int { place(of: name[0], name.span.extracting(1...)) }

    /// The flow on which the conversation of this name began.
    subscript(name: [UInt8]) -> FlowKey? { flows.isEmpty ? nil : flows[HashedBytes(name)] }

    func add(_ name: [UInt8], _ flow: FlowKey) {
        guard !name.isEmpty else { return }
        let key = HashedBytes(name)
        let isKnown = flows[key] != nil
        guard isKnown || flows.count < Self.maximumNames else {
            refusals += 1
            return
        }
        flows[key] = flow
        lengths |= 1 << UInt64(name.count & 63)
        guard !isKnown else { return }
        if hashes.isEmpty { hashes = [UInt16](repeating: 0, count: Self.hashCount) }
        // What has met too often to be counted stays.
        if hashes[place(of: name)] < .max { hashes[place(of: name)] += 1 }
    }

    func remove(_ name: [UInt8]) {
        guard flows.removeValue(forKey: HashedBytes(name)) != nil else { return }
        if hashes[place(of: name)] < .max { hashes[place(of: name)] -= 1 }
        if flows.isEmpty { lengths = 0 }
    }
}

/// Which first bytes there may be.
struct FirstBytes: Sendable {
    private var words: InlineArray<4, UInt64> = [0, 0, 0, 0]

    init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
    }

    func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 != 0 }

    mutating func formUnion(_ other: FirstBytes) {
        for index in words.indices { words[index] |= other.words[index] }
    }
}

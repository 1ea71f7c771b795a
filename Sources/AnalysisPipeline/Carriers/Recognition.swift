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

    private var flows: [[UInt8]: FlowKey] = [:]
    /// A bit for each length that a name has had.
    private var lengths: UInt64 = 0
    /// How often there was no room for a name.
    private(set) var refusals: UInt64 = 0

    var isEmpty: Bool { flows.isEmpty }

    /// Whether there may be names of so many bytes.
    func hasNames(of length: Int) -> Bool { lengths >> UInt64(length & 63) & 1 != 0 }

    /// The flow on which the conversation of this name began.
    subscript(name: [UInt8]) -> FlowKey? { flows.isEmpty ? nil : flows[name] }

    func add(_ name: [UInt8], _ flow: FlowKey) {
        guard flows.count < Self.maximumNames || flows[name] != nil else {
            refusals += 1
            return
        }
        flows[name] = flow
        lengths |= 1 << UInt64(name.count & 63)
    }

    func remove(_ name: [UInt8]) {
        flows[name] = nil
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

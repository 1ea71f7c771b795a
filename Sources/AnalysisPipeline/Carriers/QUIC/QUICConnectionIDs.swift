import ByteParsing
import PacketDecoding
import TLSWire

/// The connection ids of a connection: of each end, those that it chose, by which the other end's packets are addressed.
struct QUICConnectionIDs: ~Copyable {
    /// Of each end; beyond it the first stay.
    static let maximumIDs = 8

    /// The Destination Connection ID of the client's first Initial packet, which it made up.
    let original: [UInt8]
    /// What the Initial keys follow from: ``original``, or the id of a Retry.
    private(set) var keying: [UInt8]
    private var chosen = Both<Role, [[UInt8]]> { _ in [] }

    init(original: [UInt8]) {
        self.original = original
        keying = original
    }

    func ids(of role: Role) -> [[UInt8]] { chosen[role] }

    /// How long the ids are that the other end's short headers have; `nil` if the end has not been heard.
    func length(of role: Role) -> Int? { chosen[role].first?.count }

    /// Adds an id that an end chose; `false` if it was known or there is no room.
    mutating func add(_ id: Span<UInt8>, of role: Role) -> Bool {
        guard chosen[role].count < Self.maximumIDs, !chosen[role].contains(where: { id.hasSameBytes(as: $0) })
        else { return false }
        chosen[role].append([UInt8](copying: id))
        return true
    }

    /// A Retry: the client addresses its next packets by this id, and the keys follow from it.
    mutating func retry(_ id: Span<UInt8>) { keying = [UInt8](copying: id) }

    /// Whether a packet that one end sends is addressed to the other end of this connection.
    func isAddressed(_ destination: Span<UInt8>, by sender: Role) -> Bool {
        if chosen[sender.opposite].contains(where: { destination.hasSameBytes(as: $0) }) { return true }
        return sender == .client
            && (destination.hasSameBytes(as: keying) || destination.hasSameBytes(as: original))
    }
}

extension CarrierDirectory {
    /// QUIC's names are kept apart from others'.
    private static let mark: UInt8 = 0x51

    private static func name(_ id: Span<UInt8>) -> [UInt8] {
        var name = [mark]
        name.append(copying: id)
        return name
    }

    /// Ids that are shorter are met by chance.
    static let shortestID = 4

    func add(quic id: Span<UInt8>, _ flow: FlowKey) {
        guard id.count >= Self.shortestID else { return }
        add(Self.name(id), flow)
    }

    func remove(quic id: Span<UInt8>) {
        if id.count >= Self.shortestID { remove(Self.name(id)) }
    }

    func flow(quic id: Span<UInt8>) -> FlowKey? {
        mayKnow(Self.mark, id) ? self[Self.name(id)] : nil
    }
}

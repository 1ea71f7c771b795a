import ByteParsing
public import HandshakeAnalysis
import PacketDecoding

/// The connections whose packets are wanted, as a first reading found them.
public struct ConnectionSelection: Sendable {
    /// One of several connections between the same ports, which follow one another.
    struct Member: Sendable {
        let id: ConnectionID
        let first: PacketReference
        /// The packet that decided.
        var decided: PacketReference
    }

    private(set) var members: [FlowKey: [Member]] = [:]
    /// Connections whose packets cannot be found again: they are not of TCP or UDP.
    public private(set) var unreachable: [ConnectionID] = []
    public private(set) var count = 0
    /// The ids by which clients are known that have moved, with the flow on which each began.
    private(set) var names: [(report: NamedEnds, key: FlowKey)] = []

    /// What names a connection beside its addresses and ports.
    struct NamedEnds: Sendable {
        let server: SocketAddress
        let isQUIC: Bool
        let serverIDs: [[UInt8]]
    }
    private var last: ConnectionID?

    public init() {}

    public mutating func add(_ report: ConnectionReport) {
        guard report.transport != .eap else {
            unreachable.append(report.id)
            return
        }
        let key = FlowKey(between: report.client, report.server)
        if let ids = report.carriage?.serverIDs, !ids.isEmpty {
            let ends = NamedEnds(
                server: report.server,
                isQUIC: report.transport == .quic,
                serverIDs: ids
            )
            names.append((ends, key))
        }
        var list = members[key] ?? []
        if let index = list.firstIndex(where: { $0.id == report.id }) {
            // A later handshake of a connection that is there.
            list[index].decided = max(list[index].decided, report.last)
        } else {
            count += 1
            list.append(Member(id: report.id, first: report.first, decided: report.last))
            list.sort { $0.first < $1.first }
        }
        members[key] = list
    }
}

extension PacketReference {
    /// By time, then by place: the order of the timeline.
    fileprivate static func < (left: PacketReference, right: PacketReference) -> Bool {
        (left.time, left.input, left.frame) < (right.time, right.input, right.frame)
    }
}

private func max(_ left: PacketReference, _ right: PacketReference) -> PacketReference {
    left < right ? right : left
}

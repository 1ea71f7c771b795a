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
        /// Of what it came on, others come as well: it ends with the packet that decided.
        var isBounded = false

        /// Whether a packet came while it was under way.
        func includes(_ packet: PacketReference) -> Bool {
            !first.isBehind(packet) && !packet.isBehind(decided)
        }
    }

    private(set) var members: [FlowKey: [Member]] = [:]
    public private(set) var count = 0
    /// The ids by which clients are known that have moved, with the flow on which each began.
    private(set) var names: [(report: NamedEnds, key: FlowKey)] = []
    /// Dialogues without addresses of IP, with the ends that they have.
    private(set) var stations: [(ends: StationEnds, member: Member)] = []

    /// A station and its authenticator, by their addresses on the link.
    struct StationEnds: Sendable {
        let client: SocketAddress
        let server: SocketAddress
    }

    /// What names a connection beside its addresses and ports.
    struct NamedEnds: Sendable {
        let server: SocketAddress
        let isQUIC: Bool
        let serverIDs: [[UInt8]]
    }
    private var last: ConnectionID?

    public init() {}

    public mutating func add(_ report: ConnectionReport) {
        let key = FlowKey(between: report.client, report.server)
        // A NAS has one flow for all of its stations, and a station may begin anew.
        let isBounded = report.transport == .eap
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
            let member = Member(
                id: report.id,
                first: report.first,
                decided: report.last,
                isBounded: isBounded
            )
            list.append(member)
            list.sort { $0.first < $1.first }
            if isBounded, report.client.port == 0 {
                stations.append((StationEnds(client: report.client, server: report.server), member))
            }
        }
        members[key] = list
    }
}

extension PacketReference {
    /// Later in the timeline, or in the same file.
    func isBehind(_ other: PacketReference) -> Bool {
        input == other.input ? frame > other.frame : time > other.time
    }

    /// By time, then by place: the order of the timeline.
    fileprivate static func < (left: PacketReference, right: PacketReference) -> Bool {
        (left.time, left.input, left.frame) < (right.time, right.input, right.frame)
    }
}

private func max(_ left: PacketReference, _ right: PacketReference) -> PacketReference {
    left < right ? right : left
}

import ByteParsing
import HandshakeAnalysis
import PacketDecoding

/// Tells which of the chosen connections a packet belongs to, and how much of it is kept.
struct PacketOwners: ~Copyable {
    /// Whose a packet is; nobody's is not written.
    struct Owner {
        let connection: ConnectionID?
        let keptLength: Int

        static let nobody = Owner(connection: nil, keptLength: 0)
    }

    /// How many bytes a packet has in the capture, and how many of them are headers.
    struct Lengths {
        let headers: Int
        let captured: Int
    }

    private struct FlowState {
        let members: [ConnectionSelection.Member]
        /// The one that the next packet belongs to, or will when it begins.
        var current = 0
        var initialSequence: UInt32?
        var isOver = false
    }

    /// By their ends alone: a report does not tell in which of several networks with the same addresses it was.
    private var flows: [FlowKey: FlowState]
    private var moved: MovedFlows
    private let stations: StationDialogues
    private let payload: ExtractedPayload

    init(_ selection: ConnectionSelection, payload: ExtractedPayload) {
        flows = selection.members.mapValues { FlowState(members: $0) }
        moved = MovedFlows(selection)
        stations = StationDialogues(selection)
        self.payload = payload
    }

    mutating func owner(of segment: TCPSegment, at packet: PacketReference, _ lengths: Lengths) -> Owner {
        let key = segment.key.key(in: .none)
        if let state = flows[key], segment.flags.contains(.syn), !segment.flags.contains(.acknowledgment) {
            begin(segment, at: packet, state)
        }
        return owner(of: key, at: packet, lengths)
    }

    mutating func owner(
        of datagram: Datagram,
        _ payload: Span<UInt8>,
        at packet: PacketReference,
        _ lengths: Lengths
    ) -> Owner {
        // The flow on which its conversation began.
        let flow =
            datagram.key.isOfLink
            ? stations.flow(of: datagram, at: packet) : moved.origin(of: datagram, payload)
        return owner(of: flow, at: packet, lengths)
    }

    /// A SYN of another sequence number than the connection began with is another connection.
    private mutating func begin(_ segment: TCPSegment, at packet: PacketReference, _ state: FlowState) {
        var state = state
        let member = state.members[state.current]
        if let initial = state.initialSequence {
            guard initial != segment.sequenceNumber else { return }
            state.isOver = true
        } else if packet.isBehind(member.first), packet.frame != member.first.frame {
            state.isOver = true
        }
        if let next = state.members.firstIndex(where: { $0.first == packet }) {
            state.current = next
            state.initialSequence = segment.sequenceNumber
            state.isOver = false
        }
        flows[segment.key.key(in: .none)] = state
    }

    private mutating func owner(of key: FlowKey, at packet: PacketReference, _ lengths: Lengths) -> Owner {
        guard var state = flows[key] else { return .nobody }
        let headers = min(lengths.headers, lengths.captured)
        if state.members[0].isBounded {
            guard let member = state.members.last(where: { $0.includes(packet) }) else { return .nobody }
            return Owner(
                connection: member.id,
                keptLength: payload == .headers ? headers : lengths.captured
            )
        }
        // One that began without a SYN in the capture.
        if let next = state.members.lastIndex(where: { !$0.first.isBehind(packet) }), next > state.current {
            state.current = next
            state.isOver = false
            flows[key] = state
        }
        let member = state.members[state.current]
        guard !state.isOver, !member.first.isBehind(packet) else { return .nobody }
        let kept =
            switch payload {
            case .all: lengths.captured
            case .headers: headers
            case .handshake: packet.isBehind(member.decided) ? headers : lengths.captured
            }
        return Owner(connection: member.id, keptLength: kept)
    }
}

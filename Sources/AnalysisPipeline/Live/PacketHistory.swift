import ByteParsing
import CaptureReading
public import HandshakeAnalysis
import PacketDecoding
import Synchronization

/// The packets of connections that somebody wants once their verdict is known: from the first one on, as far as they are
/// still in memory, and what follows the verdict.
public final class PacketHistory: Sendable {
    /// Connections whose further packets are wanted at one time; the one that was chosen first is let go.
    static let maximumFollowed = 4096
    /// Packets that are wanted and were not taken yet; beyond, they are not kept.
    static let maximumLate = 65_536
    /// Pieces of IP datagrams that wait for the rest; beyond, the first is nobody's.
    static let maximumPieces = 1024
    /// How long a connection is followed in silence, in nanoseconds.
    fileprivate static let patience: Int64 = 120_000_000_000

    /// What is still there of a connection.
    public struct Chosen: Sendable {
        public let packets: [HeldPacket]
        /// The first packets had to make room before the verdict was known.
        public let lacksBeginning: Bool
    }

    fileprivate struct Followed {
        let first: PacketReference
        /// The number of its last packet that was handed over.
        var handedOver: UInt64
        var lastTime: Timestamp
    }

    fileprivate struct State: ~Copyable {
        var ring: PacketRing
        var decoder = PacketDecoder()
        var followed: [FlowKey: Followed] = [:]
        /// The followed ones in the order in which they were chosen.
        var order: [FlowKey] = []
        var late: [UInt64] = []
        var pieces: [(datagram: FragmentIdentity, packet: HeldPacket)] = []
    }

    private let state: Mutex<State>

    /// Keeps about so many bytes of packets.
    init(bytes: Int) { state = Mutex(State(ring: PacketRing(bytes: bytes))) }

    // MARK: Keeping

    func note(_ batch: borrowing PacketBatch) {
        state.withLock { state in
            for index in batch.indices {
                let header = batch[index]
                state.note(header, batch.bytes(of: index))
            }
        }
    }

    // MARK: Handing over

    /// The packets of a connection that was decided, but for those that were handed over before; `nil` where packets have no
    /// addresses and ports to be found by.
    public func choose(_ report: ConnectionReport) -> Chosen? {
        // Frames of a link have no ports, and may go to a group address.
        guard report.transport != .eap || report.client.port != 0 else { return nil }
        let key = FlowKey(between: report.client, report.server)
        return state.withLock { $0.choose(report, key) }
    }

    /// The packets of connections that were chosen before, which came since this was last asked.
    public func takeLate() -> [HeldPacket] {
        state.withLock { state in
            defer { state.late = [] }
            return state.late.compactMap { state.ring.packet($0) }
        }
    }
}

extension FlowKey {
    /// By their ends alone: a report does not tell in which of several networks with the same addresses it was.
    init(between client: SocketAddress, _ server: SocketAddress) {
        self =
            TCPSegment(
                source: client.address,
                destination: server.address,
                sourcePort: client.port,
                destinationPort: server.port,
                sequenceNumber: 0
            ).key
    }
}

extension PacketHistory.State {
    fileprivate mutating func note(_ header: FrameHeader, _ bytes: borrowing Span<UInt8>) {
        let packet = decoder.decode(
            bytes,
            originalLength: header.originalLength,
            linkType: header.linkType.rawValue,
            time: header.time
        )
        switch packet {
        case .tcp(let segment):
            let isSYN = segment.flags.contains(.syn) && !segment.flags.contains(.acknowledgment)
            add(header, bytes, segment.key.key(in: .none), beginsAnother: isSYN)
        case .udp(let datagram): add(header, bytes, datagram.key.key(in: .none))
        case .reassembledTCP(let segment): addDatagram(header, bytes, segment.key.key(in: .none))
        case .reassembledUDP(let datagram): addDatagram(header, bytes, datagram.key.key(in: .none))
        case .fragment:
            guard let datagram = decoder.fragmentPath.last else { return }
            for place in pieces.indices where decoder.fragmentPath.contains(pieces[place].datagram) {
                pieces[place].datagram = datagram
            }
            if pieces.count >= PacketHistory.maximumPieces { pieces.removeFirst() }
            pieces.append(
                (
                    datagram,
                    HeldPacket(
                        reference: header.reference,
                        linkType: header.linkType.rawValue,
                        originalLength: header.originalLength,
                        bytes: [UInt8](copying: bytes)
                    )
                )
            )
        case .other, .malformed, .unsupportedLinkType: break
        }
    }

    /// The last piece of a datagram tells whose all of them are.
    private mutating func addDatagram(_ header: FrameHeader, _ bytes: borrowing Span<UInt8>, _ key: FlowKey) {
        for piece in pieces where decoder.fragmentPath.contains(piece.datagram) {
            let number = ring.add(
                piece.packet.bytes.span,
                piece.packet.reference,
                linkType: piece.packet.linkType,
                originalLength: piece.packet.originalLength,
                of: key
            )
            follow(number, key, at: header.time)
        }
        pieces.removeAll { decoder.fragmentPath.contains($0.datagram) }
        add(header, bytes, key)
    }

    private mutating func add(
        _ header: FrameHeader,
        _ bytes: borrowing Span<UInt8>,
        _ key: FlowKey,
        beginsAnother: Bool = false
    ) {
        let number = ring.add(
            bytes,
            header.reference,
            linkType: header.linkType.rawValue,
            originalLength: header.originalLength,
            of: key
        )
        guard !followed.isEmpty else { return }
        if beginsAnother { followed[key] = nil }
        follow(number, key, at: header.time)
    }

    private mutating func follow(_ number: UInt64, _ key: FlowKey, at time: Timestamp) {
        guard var known = followed[key] else { return }
        // What came before the verdict is handed over with it.
        guard time.nanoseconds - known.lastTime.nanoseconds <= PacketHistory.patience else {
            followed[key] = nil
            return
        }
        known.lastTime = time
        if late.count < PacketHistory.maximumLate {
            late.append(number)
            known.handedOver = number
        }
        followed[key] = known
    }

    fileprivate mutating func choose(_ report: ConnectionReport, _ key: FlowKey) -> PacketHistory.Chosen {
        let before = followed[key].flatMap { $0.first == report.first ? $0 : nil }
        let found = ring.packets(of: key, behind: before?.handedOver ?? 0, from: report.first)
        let lacksBeginning =
            before == nil && found.first?.1.reference != report.first
            && !found.contains { $0.1.reference == report.first }
        if before == nil {
            order.append(key)
            while order.count > PacketHistory.maximumFollowed { followed[order.removeFirst()] = nil }
        }
        followed[key] = PacketHistory.Followed(
            first: report.first,
            handedOver: found.last?.0 ?? before?.handedOver ?? 0,
            lastTime: found.last?.1.reference.time ?? report.last.time
        )
        return PacketHistory.Chosen(packets: found.map(\.1), lacksBeginning: lacksBeginning)
    }
}

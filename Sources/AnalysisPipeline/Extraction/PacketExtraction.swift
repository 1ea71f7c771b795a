import ByteParsing
import CaptureReading
import HandshakeAnalysis
import PacketDecoding

/// Reads captures a second time, and hands over the packets of the connections that were chosen, whole and in order.
public struct PacketExtraction: ~Copyable {
    /// Packets that wait for the rest of an IP datagram, at most; beyond, a piece counts as nobody's.
    static let mostWaiting = 4096

    private var timeline: CaptureTimeline
    private var decoder = PacketDecoder()
    /// By their ends alone: a report does not tell in which of several networks with the same addresses it was.
    private var flows: [FlowKey: FlowState]
    private var moved: MovedFlows
    private let stations: StationDialogues
    private let payload: ExtractedPayload
    /// The packets in order, from the first whose datagram is not whole.
    private var waiting: [Waiting] = []
    private var interfaces = InterfaceNames()
    /// Pieces of IP datagrams that were not told to be of a connection.
    public private(set) var lostFragments: UInt64 = 0

    private struct FlowState {
        let members: [ConnectionSelection.Member]
        /// The one that the next packet belongs to, or will when it begins.
        var current = 0
        var initialSequence: UInt32?
        var isOver = false
    }

    private struct Waiting {
        let header: FrameHeader
        let bytes: [UInt8]
        /// `nil` until the datagram of this piece is whole.
        var owner: Owner?
        var datagram: FragmentIdentity?
    }

    /// Whose a packet is, and how much of it is kept; nobody's is not written.
    private struct Owner {
        let connection: ConnectionID?
        let keptLength: Int
    }

    /// - Throws: ``AnalysisError`` when the filter does not compile.
    public init(
        inputs: [String],
        filter: String? = nil,
        selection: ConnectionSelection,
        payload: ExtractedPayload = .all
    ) throws(AnalysisError) {
        do {
            timeline = try CaptureTimeline(inputs: inputs, filter: filter)
        } catch {
            throw AnalysisError(error, subject: filter ?? "")
        }
        flows = selection.members.mapValues { FlowState(members: $0) }
        moved = MovedFlows(selection)
        stations = StationDialogues(selection)
        self.payload = payload
    }

    /// Hands over each packet; `onProgress` is called after each chunk and says whether to go on.
    public mutating func run(
        onPacket: (ExtractedPacket, borrowing Span<UInt8>) throws -> Void,
        onProgress: (CaptureAnalysis.Progress) -> Bool = { _ in true }
    ) throws {
        while let run = timeline.readRun() {
            for index in run { try take(index, onPacket) }
            let (bytesRead, totalBytes) = timeline.progress
            let progress = CaptureAnalysis.Progress(
                bytesRead: bytesRead,
                totalBytes: totalBytes,
                packets: timeline.packetCount
            )
            guard onProgress(progress) else { break }
        }
        for index in waiting.indices where waiting[index].owner == nil { giveUp(index) }
        try release(onPacket)
    }

    private mutating func take(
        _ index: Int,
        _ onPacket: (ExtractedPacket, borrowing Span<UInt8>) throws -> Void
    ) throws {
        let header = timeline.batch[index]
        interfaces.note(header, timeline.interfaceName(of: header))
        // A copy: what the batch lends would hold all of this value, the decoder too.
        let frame = [UInt8](copying: timeline.batch.bytes(of: index))
        let packet = decoder.decode(
            frame.span,
            originalLength: header.originalLength,
            linkType: header.linkType.rawValue,
            time: header.time
        )
        let length = header.capturedLength
        switch packet {
        case .fragment:
            guard let datagram = decoder.fragmentPath.last else { return }
            for place in waiting.indices where isPiece(waiting[place], of: decoder.fragmentPath) {
                waiting[place].datagram = datagram
            }
            try wait(index, nil, datagram, onPacket)
        case .reassembledTCP(let segment):
            // Its pieces cannot be cut: the payload is spread over them.
            settle(
                decoder.fragmentPath,
                owner(of: segment, at: header.reference, length: length, isWhole: false)
            )
            try wait(
                index,
                owner(of: segment, at: header.reference, length: length, isWhole: false),
                nil,
                onPacket
            )
        case .reassembledUDP(let datagram):
            let whole = decoder.reassembledDatagram
            let owner = owner(
                of: flow(of: datagram, whole.span.extracting(datagram.payloadRange), at: header.reference),
                at: header.reference,
                headers: length,
                length: length
            )
            settle(decoder.fragmentPath, owner)
            try wait(index, owner, nil, onPacket)
        case .tcp(let segment):
            try give(index, owner(of: segment, at: header.reference, length: length, isWhole: true), onPacket)
        case .udp(let datagram):
            try give(
                index,
                owner(
                    of: flow(
                        of: datagram,
                        frame.span.extracting(datagram.payloadRange),
                        at: header.reference
                    ),
                    at: header.reference,
                    headers: datagram.payloadOffset,
                    length: length
                ),
                onPacket
            )
        case .other, .malformed, .unsupportedLinkType: break
        }
    }

    // MARK: Whose it is

    /// The flow on which the conversation of a datagram began.
    private mutating func flow(
        of datagram: Datagram,
        _ payload: Span<UInt8>,
        at packet: PacketReference
    ) -> FlowKey {
        datagram.key.isOfLink
            ? stations.flow(of: datagram, at: packet) : moved.origin(of: datagram, payload)
    }

    private mutating func owner(
        of segment: TCPSegment,
        at packet: PacketReference,
        length: Int,
        isWhole: Bool
    ) -> Owner {
        if let state = flows[segment.key.key(in: .none)], segment.flags.contains(.syn),
            !segment.flags.contains(.acknowledgment)
        {
            begin(segment, at: packet, state)
        }
        return owner(
            of: segment.key.key(in: .none),
            at: packet,
            headers: isWhole ? segment.payloadOffset : length,
            length: length
        )
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

    private mutating func owner(
        of key: FlowKey,
        at packet: PacketReference,
        headers: Int,
        length: Int
    ) -> Owner {
        guard var state = flows[key] else { return Owner(connection: nil, keptLength: 0) }
        if state.members[0].isBounded {
            let member = state.members.last { $0.includes(packet) }
            return Owner(
                connection: member?.id,
                keptLength: member == nil ? 0 : payload == .headers ? min(headers, length) : length
            )
        }
        // One that began without a SYN in the capture.
        if let next = state.members.lastIndex(where: { !$0.first.isBehind(packet) }), next > state.current {
            state.current = next
            state.isOver = false
            flows[key] = state
        }
        let member = state.members[state.current]
        guard !state.isOver, !member.first.isBehind(packet) else {
            return Owner(connection: nil, keptLength: 0)
        }
        let kept =
            switch payload {
            case .all: length
            case .headers: min(headers, length)
            case .handshake: packet.isBehind(member.decided) ? min(headers, length) : length
            }
        return Owner(connection: member.id, keptLength: kept)
    }

    // MARK: Order

    private mutating func give(
        _ index: Int,
        _ owner: Owner,
        _ onPacket: (ExtractedPacket, borrowing Span<UInt8>) throws -> Void
    ) throws {
        guard let connection = owner.connection else { return }
        guard waiting.isEmpty else { return try wait(index, owner, nil, onPacket) }
        let header = timeline.batch[index]
        try onPacket(
            packet(header, connection, owner.keptLength),
            timeline.batch.bytes(of: index).extracting(0..<owner.keptLength)
        )
    }

    /// Keeps a packet until those before it are decided.
    private mutating func wait(
        _ index: Int,
        _ owner: Owner?,
        _ datagram: FragmentIdentity?,
        _ onPacket: (ExtractedPacket, borrowing Span<UInt8>) throws -> Void
    ) throws {
        let bytes = [UInt8](copying: timeline.batch.bytes(of: index))
        waiting.append(
            Waiting(
                header: timeline.batch[index],
                bytes: bytes,
                owner: owner,
                datagram: datagram
            )
        )
        if waiting.count > Self.mostWaiting { giveUp(0) }
        try release(onPacket)
    }

    private func isPiece(_ packet: Waiting, of datagrams: [FragmentIdentity]) -> Bool {
        packet.owner == nil && packet.datagram.map(datagrams.contains) == true
    }

    private mutating func settle(_ datagrams: [FragmentIdentity], _ owner: Owner) {
        for index in waiting.indices where isPiece(waiting[index], of: datagrams) {
            waiting[index].owner = Owner(connection: owner.connection, keptLength: waiting[index].bytes.count)
        }
    }

    private mutating func giveUp(_ index: Int) {
        guard waiting[index].owner == nil else { return }
        waiting[index].owner = Owner(connection: nil, keptLength: 0)
        lostFragments += 1
    }

    private mutating func release(
        _ onPacket: (ExtractedPacket, borrowing Span<UInt8>) throws -> Void
    ) throws {
        let ready = waiting.prefix { $0.owner != nil }
        for entry in ready {
            guard let owner = entry.owner, let connection = owner.connection else { continue }
            let kept = min(owner.keptLength, entry.bytes.count)
            try onPacket(packet(entry.header, connection, kept), entry.bytes.span.extracting(0..<kept))
        }
        waiting.removeFirst(ready.count)
    }

    private func packet(
        _ header: FrameHeader,
        _ connection: ConnectionID,
        _ kept: Int
    ) -> ExtractedPacket {
        ExtractedPacket(
            reference: header.reference,
            connection: connection,
            linkType: header.linkType.rawValue,
            interface: header.interface,
            interfaceName: interfaces.name(of: header),
            originalLength: header.originalLength,
            keptLength: kept
        )
    }

    /// The paths of the inputs, by the index that packet references carry.
    public var inputPaths: [String] { timeline.inputs.map(\.path) }
}

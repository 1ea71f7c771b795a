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
    private var owners: PacketOwners
    /// The packets in order, from the first whose datagram is not whole.
    private var waiting: [Waiting] = []
    private var interfaces = InterfaceNames()
    /// Pieces of IP datagrams that were not told to be of a connection.
    public private(set) var lostFragments: UInt64 = 0

    private typealias Owner = PacketOwners.Owner

    private struct Waiting {
        let header: FrameHeader
        let bytes: [UInt8]
        /// `nil` until the datagram of this piece is whole.
        var owner: Owner?
        var datagram: FragmentIdentity?
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
        owners = PacketOwners(selection, payload: payload)
    }

    /// Hands over each packet; `onProgress` is called after each chunk and says whether to go on.
    public mutating func run(
        onPacket: (ExtractedPacket, borrowing Span<UInt8>) throws -> Void,
        onProgress: (CaptureAnalysis.Progress) -> Bool = { _ in true }
    ) throws {
        while let run = timeline.readRun() {
            for index in run { try receive(index, onPacket) }
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

    private mutating func receive(
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
        // The pieces of a datagram cannot be cut: its payload is spread over them.
        let whole = PacketOwners.Lengths(headers: length, captured: length)
        switch packet {
        case .fragment:
            guard let datagram = decoder.fragmentPath.last else { return }
            for place in waiting.indices where isPiece(waiting[place], of: decoder.fragmentPath) {
                waiting[place].datagram = datagram
            }
            try wait(index, nil, datagram, onPacket)
        case .reassembledTCP(let segment):
            let owner = owners.owner(of: segment, at: header.reference, whole)
            settle(decoder.fragmentPath, owner)
            try wait(index, owner, nil, onPacket)
        case .reassembledUDP(let datagram):
            let bytes = decoder.reassembledDatagram
            let payload = bytes.span.extracting(datagram.payloadRange)
            let owner = owners.owner(of: datagram, payload, at: header.reference, whole)
            settle(decoder.fragmentPath, owner)
            try wait(index, owner, nil, onPacket)
        case .tcp(let segment):
            let lengths = PacketOwners.Lengths(headers: segment.payloadOffset, captured: length)
            try give(index, owners.owner(of: segment, at: header.reference, lengths), onPacket)
        case .udp(let datagram):
            let payload = frame.span.extracting(datagram.payloadRange)
            let lengths = PacketOwners.Lengths(headers: datagram.payloadOffset, captured: length)
            try give(index, owners.owner(of: datagram, payload, at: header.reference, lengths), onPacket)
        case .other, .malformed, .unsupportedLinkType: break
        }
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
        waiting[index].owner = .nobody
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

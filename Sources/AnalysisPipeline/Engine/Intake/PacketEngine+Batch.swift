public import ByteParsing
import CaptureReading
import PacketDecoding
import StreamReassembly

extension PacketEngine: FrameTaker {
    @inline(__always) var seed: HashKey { table.seed }

    @inline(__always)
    mutating func fetch(for frame: borrowing DecodedFrame, _ earlier: borrowing DecodedFrame) {
        switch frame.kind {
        case .tcp:
            prefetch(frame)
            if earlier.kind == .tcp { table.prefetchAddresses(earlier.hash) }
        case .plainTCP, .tunnelledTCP, .reassembledTCP: prefetch(frame)
        case .plainDatagram:
            carriers.prefetch(frame.hash)
            if earlier.kind == .plainDatagram { carriers.prefetchConversation(earlier.hash) }
        case .datagram, .reassembledDatagram, .stray: break
        }
    }

    /// Begins to fetch the flow of a frame of TCP.
    @inline(__always)
    private mutating func prefetch(_ frame: borrowing DecodedFrame) {
        table.prefetch(frame.hash)
        // In the place of another kind of segment, a plain one of an earlier frame may still stand.
        if frame.kind.rawValue <= DecodedFrame.Kind.tunnelledTCP.rawValue,
            frame.plain.flags.contains(.syn) || frame.plain.firstByte == 0x16
        {
            table.prefetchStart(frame.hash)
        }
    }

    @inline(__always)
    mutating func enter(_ time: Timestamp, _ index: Int, number: UInt64) {
        advance(to: time, packet: number)
        sweepIfDue(after: number)
    }

    @inline(__always)
    mutating func take(
        _ frame: borrowing DecodedFrame,
        _ other: borrowing DecodedFrame.Other,
        _ batch: borrowing PacketBatch,
        _ index: Int,
        number: UInt64
    ) {
        if frame.kind == .plainTCP {
            receivePlain(frame.plain, frame.hash, batch, index, number: number)
        } else {
            takeOther(frame, other, batch, index, number: number)
        }
    }

    /// Not inlined, so that the way of plain segments stays as short as it is.
    @inline(never)
    private mutating func takeOther(
        _ frame: borrowing DecodedFrame,
        _ other: borrowing DecodedFrame.Other,
        _ batch: borrowing PacketBatch,
        _ index: Int,
        number: UInt64
    ) {
        switch frame.kind {
        case .plainTCP: break
        case .tunnelledTCP: receiveTunnelled(frame.tunnelled, frame.hash, batch, index, number: number)
        case .plainDatagram: receivePlain(other.plainDatagram, frame.hash, batch, index, number: number)
        case .stray: counters.note(stray: other.packet, linkType: batch[index].linkType.rawValue)
        case .tcp, .reassembledTCP, .datagram, .reassembledDatagram:
            receiveOther(other.packet, frame.hash, batch, index, number: number)
        }
    }
}

extension PacketEngine {
    /// Takes the packets of a batch where they lie.
    mutating func process(_ batch: borrowing PacketBatch, _ range: Range<Int>) {
        guard let times = batch.times(of: range) else { return }
        counters.note(times)
        counters.bytes &+= takeFrames(of: batch, range, after: counters.packets)
        counters.packets += UInt64(range.count)
    }

    /// Decodes and takes one frame, given by its captured bytes; `linkType` is as registered with tcpdump.org.
    public mutating func process(
        _ frame: Span<UInt8>,
        originalLength: Int,
        linkType: UInt32,
        at packet: PacketReference
    ) {
        counters.packets += 1
        counters.bytes += UInt64(frame.count)
        counters.note(packet.time...packet.time)
        advance(to: packet.time, packet: counters.packets)
        sweepIfDue(after: counters.packets)
        var decoded = DecodedFrame()
        var other = DecodedFrame.Other()
        decoded.decode(
            frame,
            originalLength: originalLength,
            linkType: linkType,
            at: packet,
            with: &decoder,
            seed: table.seed,
            other: &other
        )
        if decoded.kind == .plainTCP { other.packet = .tcp(decoded.plain.segment) }
        if decoded.kind == .tunnelledTCP { other.packet = .tcp(decoded.tunnelled.segment) }
        if decoded.kind == .plainDatagram { other.packet = .udp(other.plainDatagram.datagram) }
        guard decoded.kind != .stray else { return counters.note(stray: other.packet, linkType: linkType) }
        if decoded.isReassembled {
            let bytes = decoder.reassembledDatagram
            receive(other.packet, decoded.hash, bytes.span, at: packet, number: counters.packets)
        } else {
            receive(other.packet, decoded.hash, frame, at: packet, number: counters.packets)
        }
    }

    // MARK: One decoded frame

    /// What the fast path came to: one word, since every packet has one.
    struct FastPath {
        private let word: UInt

        private init(word: UInt) { self.word = word }

        static var taken: FastPath { @inline(__always) get { FastPath(word: .max) } }
        /// The flow is not in the table.
        static var unknown: FastPath { @inline(__always) get { FastPath(word: .max - 1) } }
        /// The flow in this slot may change.
        @inline(__always)
        static func uncommon(slot: Int) -> FastPath { FastPath(word: UInt(bitPattern: slot)) }

        var isTaken: Bool { @inline(__always) get { word == .max } }
        /// `nil` where the flow is unknown.
        var slot: Int? { word < .max - 1 ? Int(bitPattern: word) : nil }
    }

    /// Takes a plain segment by the fast path, or says where its flow is.
    @inline(__always)
    private mutating func receiveFast(_ segment: PlainSegment, _ hash: UInt64) -> FastPath {
        guard let slot = table.find(ipv4Ends: segment.flow.ends, ports: segment.flow.ports, hash: hash)
        else { return .unknown }
        return Self.receiveOnFastPath(FastPathSegment(segment), &table[slot], clock)
            ? .taken : .uncommon(slot: slot)
    }

    /// Takes a plain segment, by its number among the packets of the run.
    @inline(__always)
    mutating func receivePlain(
        _ segment: PlainSegment,
        _ hash: UInt64,
        _ batch: borrowing PacketBatch,
        _ index: Int,
        number: UInt64
    ) {
        let path = receiveFast(segment, hash)
        if !path.isTaken { receiveOffFastPath(segment.segment, path, batch, index, number: number) }
    }

    /// Takes a plain segment that came in a tunnel.
    @inline(__always)
    private mutating func receiveTunnelled(
        _ segment: TunnelledSegment,
        _ hash: UInt64,
        _ batch: borrowing PacketBatch,
        _ index: Int,
        number: UInt64
    ) {
        let (ends, ports) = (segment.plain.flow.ends, segment.plain.flow.ports)
        let slot =
            segment.domain == .none
            ? table.find(ipv4Ends: ends, ports: ports, hash: hash)
            : table.find(ipv4Ends: ends, ports: ports, in: segment.domain, hash: hash)
        var path = FastPath.unknown
        if let slot {
            if Self.receiveOnFastPath(FastPathSegment(segment.plain), &table[slot], clock) { return }
            path = .uncommon(slot: slot)
        }
        receiveOffFastPath(segment.segment, path, batch, index, number: number)
    }

    @inline(never)
    private mutating func receiveOffFastPath(
        _ segment: TCPSegment,
        _ path: FastPath,
        _ batch: borrowing PacketBatch,
        _ index: Int,
        number: UInt64
    ) {
        moment = .packet(number)
        let payload = batch.bytes(of: index).extracting(segment.payloadRange)
        let packet = batch[index].reference
        if let slot = path.slot {
            receiveOffFastPath(segment, payload, slot, at: packet)
        } else {
            receiveFirst(segment, payload, at: packet)
        }
    }

    /// Takes a frame of a flow that is no plain segment.
    @inline(never)
    private mutating func receiveOther(
        _ other: borrowing DecodedPacket,
        _ hash: UInt64,
        _ batch: borrowing PacketBatch,
        _ index: Int,
        number: UInt64
    ) {
        let packet = batch[index].reference
        switch other {
        case .reassembledTCP, .reassembledUDP:
            let bytes = decoder.reassembledDatagram
            receive(other, hash, bytes.span, at: packet, number: number)
        case .tcp, .udp, .malformed, .unsupportedLinkType, .other, .fragment:
            receive(other, hash, batch.bytes(of: index), at: packet, number: number)
        }
    }

    /// Takes what a frame of a flow was decoded to; its payload is a range of `bytes`.
    @inline(__always)
    mutating func receive(
        _ decoded: borrowing DecodedPacket,
        _ hash: UInt64,
        _ bytes: Span<UInt8>,
        at packet: PacketReference,
        number: UInt64
    ) {
        switch decoded {
        case .tcp(let segment), .reassembledTCP(let segment):
            receive(segment, hash, bytes, at: packet, number: number)
        case .udp(let datagram), .reassembledUDP(let datagram):
            if !carriers.isUnused { receive(datagram, hash, bytes, at: packet, number: number) }
        case .malformed, .unsupportedLinkType, .other, .fragment: break
        }
    }

    /// Takes any segment; its payload is a range of `bytes`.
    @inline(never)
    mutating func receive(
        _ segment: TCPSegment,
        _ hash: UInt64,
        _ bytes: Span<UInt8>,
        at packet: PacketReference,
        number: UInt64
    ) {
        moment = .packet(number)
        receive(segment, hash, bytes.extracting(segment.payloadRange), at: packet)
    }
}

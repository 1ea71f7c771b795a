public import ByteParsing
import CaptureReading
import PacketDecoding
import StreamReassembly

extension PacketEngine {
    /// How many packets are decoded ahead of the one that is taken: enough that its flow has come from memory.
    private static let lookahead = 40

    /// Takes the packets of a batch where they lie.
    mutating func process(_ batch: borrowing PacketBatch, _ range: Range<Int>) {
        guard let first = range.first, let last = range.last else { return }
        if counters.firstTime == nil { counters.firstTime = batch[first].time }
        // The ring has a power of two of places, more than are decoded ahead.
        var ahead = InlineArray<64, Decoded> { _ in Decoded() }
        var next = range.lowerBound
        var number = counters.packets
        var bytes = 0
        for index in range {
            while next < range.upperBound, next - index < Self.lookahead {
                // A datagram that was put together lies in the decoder, where the next one would replace it.
                if next > index, ahead[(next - 1) & 63].kind == .reassembledTCP { break }
                decode(batch, next, &ahead[next & 63])
                next += 1
            }
            let header = batch[index]
            number &+= 1
            bytes &+= header.capturedLength
            begin(packet: number, at: header.time)
            var slot: Int?
            if ahead[index & 63].kind == .plainTCP {
                let plain = ahead[index & 63].plain
                slot = find(plain, ahead[index & 63].hash)
                if let slot, Self.receiveCommon(CommonSegment(plain), &table[slot], clock) { continue }
            }
            moment = .packet(number)
            let linkType = header.linkType.rawValue
            take(ahead[index & 63], slot, batch.bytes(of: index), linkType: linkType, at: header.reference)
        }
        counters.packets = number
        counters.bytes &+= UInt64(bytes)
        counters.lastTime = batch[last].time
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
        if counters.firstTime == nil { counters.firstTime = packet.time }
        counters.lastTime = packet.time
        begin(packet: counters.packets, at: packet.time)
        var decoded = Decoded()
        decode(frame, originalLength: originalLength, linkType: linkType, time: packet.time, &decoded)
        let slot = decoded.kind == .plainTCP ? find(decoded.plain, decoded.hash) : nil
        if let slot, Self.receiveCommon(CommonSegment(decoded.plain), &table[slot], clock) { return }
        moment = .packet(counters.packets)
        take(decoded, slot, frame, linkType: linkType, at: packet)
    }

    // MARK: Decoding

    /// What decoding a frame said, kept until its turn comes; not copyable, so that it is used where it lies.
    struct Decoded: ~Copyable {
        enum Kind { case plainTCP, tcp, reassembledTCP, malformed, unsupportedLinkType, other }
        var kind = Kind.other
        /// Of TCP alone: the hash of its flow.
        var hash: UInt64 = 0
        /// The segment, if it is plain.
        var plain = PlainSegment.none
        /// The segment, if it is of TCP and not plain.
        var segment = TCPSegment.none
    }

    /// Decodes a frame and, if it is of TCP, begins to fetch its flow.
    @inline(__always)
    private mutating func decode(
        _ batch: borrowing PacketBatch,
        _ index: Int,
        _ decoded: inout Decoded
    ) {
        let header = batch[index]
        decode(
            batch.bytes(of: index),
            originalLength: header.originalLength,
            linkType: header.linkType.rawValue,
            time: header.time,
            &decoded
        )
    }

    @inline(__always)
    private mutating func decode(
        _ frame: Span<UInt8>,
        originalLength: Int,
        linkType: UInt32,
        time: Timestamp,
        _ decoded: inout Decoded
    ) {
        if let segment = PacketDecoder.decodePlainly(frame, linkType: linkType) {
            decoded.kind = .plainTCP
            decoded.plain = segment
            decoded.hash = table.hash(of: segment)
            table.prefetch(decoded.hash)
            if segment.flags.contains(.syn) { table.prefetchStart(decoded.hash) }
        } else {
            decodeUncommon(
                frame,
                originalLength: originalLength,
                linkType: linkType,
                time: time,
                &decoded
            )
        }
    }

    @inline(never)
    private mutating func decodeUncommon(
        _ frame: Span<UInt8>,
        originalLength: Int,
        linkType: UInt32,
        time: Timestamp,
        _ decoded: inout Decoded
    ) {
        switch decoder.decode(frame, originalLength: originalLength, linkType: linkType, time: time) {
        case .tcp(let segment):
            decoded.kind = .tcp
            decoded.segment = segment
        case .reassembledTCP(let segment):
            decoded.kind = .reassembledTCP
            decoded.segment = segment
        case .malformed: decoded.kind = .malformed
        case .unsupportedLinkType: decoded.kind = .unsupportedLinkType
        case .udp, .other, .fragment: decoded.kind = .other
        }
        guard decoded.kind == .tcp || decoded.kind == .reassembledTCP else { return }
        decoded.hash = table.hash(of: decoded.segment.key)
        table.prefetch(decoded.hash)
    }

    // MARK: Taking

    /// Lets a packet's time pass, and something of what is old be forgotten.
    @inline(__always)
    private mutating func begin(packet number: UInt64, at time: Timestamp) {
        advance(to: time, packet: number)
        if number & 63 == 0 { sweep(8) }
    }

    /// The slot of a plain segment's flow, if that is in the table.
    @inline(__always)
    private mutating func find(_ segment: PlainSegment, _ hash: UInt64) -> Int? {
        table.find(ipv4Ends: segment.ends, ports: segment.ports, hash: hash)
    }

    /// Takes a frame that was decoded; `frame` holds the same bytes, and `slot` is that of a plain segment's flow.
    @inline(never)
    private mutating func take(
        _ decoded: borrowing Decoded,
        _ slot: Int?,
        _ frame: Span<UInt8>,
        linkType: UInt32,
        at packet: PacketReference
    ) {
        switch decoded.kind {
        case .plainTCP:
            let segment = decoded.plain.segment
            let payload = Self.payload(of: segment, in: frame)
            if let slot {
                receiveUncommon(segment, payload, slot, at: packet)
            } else {
                receiveFirst(segment, payload, at: packet)
            }
        case .tcp:
            let payload = Self.payload(of: decoded.segment, in: frame)
            receive(decoded.segment, decoded.hash, payload, at: packet)
        case .reassembledTCP:
            let datagram = decoder.reassembledDatagram
            let payload = Self.payload(of: decoded.segment, in: datagram.span)
            receive(decoded.segment, decoded.hash, payload, at: packet)
        case .malformed: counters.malformed += 1
        case .unsupportedLinkType: counters.unsupportedLinkTypes[linkType, default: 0] += 1
        case .other: break
        }
    }

    @inline(__always)
    @_lifetime(copy bytes)
    private static func payload(of segment: TCPSegment, in bytes: Span<UInt8>) -> Span<UInt8> {
        bytes.extracting(segment.payloadOffset..<segment.payloadOffset + segment.payloadLength)
    }
}

public import ByteParsing
import CaptureReading
import PacketDecoding
import StreamReassembly

extension PacketEngine {
    /// How many packets are decoded ahead of the one that is taken: enough that its flow has come from memory.
    private static let lookahead = 40

    /// Takes the packets of a batch where they lie.
    mutating func process(_ batch: borrowing PacketBatch, _ range: Range<Int>) {
        // The ring has a power of two of places, more than are decoded ahead.
        var ahead = InlineArray<64, Decoded> { _ in Decoded() }
        var next = range.lowerBound
        for index in range {
            while next < range.upperBound, next - index < Self.lookahead {
                // A datagram that was put together lies in the decoder, where the next one would replace it.
                if next > index, ahead[(next - 1) & 63].kind == .reassembledTCP { break }
                decode(batch, next, &ahead[next & 63])
                next += 1
            }
            take(ahead[index & 63], batch, index)
        }
    }

    // MARK: Decoding

    /// What decoding a frame said, kept until its turn comes; not copyable, so that it is used where it lies.
    struct Decoded: ~Copyable {
        enum Kind { case tcp, reassembledTCP, malformed, unsupportedLinkType, other }
        var kind = Kind.other
        /// Of TCP alone, with the hash of its flow.
        var segment = TCPSegment.none
        var hash: UInt64 = 0
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
            decoded.kind = .tcp
            decoded.segment = segment
            decoded.hash = table.hash(of: segment.key)
            table.prefetch(decoded.hash)
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

    @inline(__always)
    private mutating func take(_ decoded: borrowing Decoded, _ batch: borrowing PacketBatch, _ index: Int) {
        let header = batch[index]
        take(decoded, batch.bytes(of: index), linkType: header.linkType.rawValue, at: header.reference)
    }

    /// Takes a frame that was decoded; `frame` holds the same bytes.
    @inline(__always)
    private mutating func take(
        _ decoded: borrowing Decoded,
        _ frame: Span<UInt8>,
        linkType: UInt32,
        at packet: PacketReference
    ) {
        counters.packets += 1
        position = counters.packets
        counters.bytes += UInt64(frame.count)
        if counters.firstTime == nil { counters.firstTime = packet.time }
        counters.lastTime = packet.time
        advance(to: packet.time)
        moment = .packet(position)
        if counters.packets & 63 == 0 { sweep(8) }
        let start = decoded.segment.payloadOffset
        let payload = start..<start + decoded.segment.payloadLength
        switch decoded.kind {
        case .tcp: receive(decoded.segment, decoded.hash, frame.extracting(payload), at: packet)
        case .reassembledTCP:
            let datagram = decoder.reassembledDatagram
            receive(decoded.segment, decoded.hash, datagram.span.extracting(payload), at: packet)
        case .malformed: counters.malformed += 1
        case .unsupportedLinkType: counters.unsupportedLinkTypes[linkType, default: 0] += 1
        case .other: break
        }
    }

    /// Decodes and takes one frame, given by its captured bytes; `linkType` is as registered with tcpdump.org.
    public mutating func process(
        _ frame: Span<UInt8>,
        originalLength: Int,
        linkType: UInt32,
        at packet: PacketReference
    ) {
        var decoded = Decoded()
        decode(frame, originalLength: originalLength, linkType: linkType, time: packet.time, &decoded)
        take(decoded, frame, linkType: linkType, at: packet)
    }
}

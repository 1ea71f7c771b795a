public import ByteParsing
import CaptureReading
import PacketDecoding
import StreamReassembly

extension PacketEngine {
    /// Takes the packets of a batch where they lie.
    mutating func process(_ batch: borrowing PacketBatch, _ range: Range<Int>) {
        guard let first = range.first, let last = range.last else { return }
        if counters.firstTime == nil { counters.firstTime = batch[first].time }
        var ahead = DecodedFrame.Ring { _ in DecodedFrame() }
        var next = range.lowerBound
        var number = counters.packets
        var bytes = 0
        for index in range {
            while next < range.upperBound, next - index < DecodedFrame.lookahead {
                // A datagram that was put together lies in the decoder, where the next one would replace it.
                if next > index, ahead[(next - 1) & 63].kind == .reassembledTCP { break }
                ahead[next & 63].decode(batch, next, with: &decoder, seed: table.seed)
                if ahead[next & 63].isTCP { prefetch(ahead[next & 63]) }
                next += 1
            }
            let header = batch[index]
            number &+= 1
            bytes &+= header.capturedLength
            advance(to: header.time, packet: number)
            if number & 63 == 0 { sweep(8) }
            switch ahead[index & 63].kind {
            case .plainTCP:
                takePlain(ahead[index & 63].plain, ahead[index & 63].hash, batch, index, number: number)
            case .tcp:
                let bytes = batch.bytes(of: index)
                take(
                    ahead[index & 63].other,
                    ahead[index & 63].hash,
                    bytes,
                    at: header.reference,
                    number: number
                )
            case .reassembledTCP:
                let bytes = decoder.reassembledDatagram
                take(
                    ahead[index & 63].other,
                    ahead[index & 63].hash,
                    bytes.span,
                    at: header.reference,
                    number: number
                )
            case let kind: counters.note(kind, linkType: header.linkType.rawValue)
            }
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
        advance(to: packet.time, packet: counters.packets)
        if counters.packets & 63 == 0 { sweep(8) }
        var decoded = DecodedFrame()
        decoded.decode(
            frame,
            originalLength: originalLength,
            linkType: linkType,
            time: packet.time,
            with: &decoder,
            seed: table.seed
        )
        switch decoded.kind {
        case .plainTCP, .tcp:
            take(decoded.segment, decoded.hash, frame, at: packet, number: counters.packets)
        case .reassembledTCP:
            let bytes = decoder.reassembledDatagram
            take(decoded.segment, decoded.hash, bytes.span, at: packet, number: counters.packets)
        case let kind: counters.note(kind, linkType: linkType)
        }
    }

    // MARK: One decoded frame

    /// Begins to fetch the flow of a frame of TCP.
    @inline(__always)
    mutating func prefetch(_ frame: borrowing DecodedFrame) {
        table.prefetch(frame.hash)
        // In the place of another kind of segment, a plain one of an earlier frame may still stand.
        if frame.kind == .plainTCP, frame.plain.flags.contains(.syn) { table.prefetchStart(frame.hash) }
    }

    /// Takes a plain segment, by its number among the packets of the run.
    @inline(__always)
    mutating func takePlain(
        _ segment: PlainSegment,
        _ hash: UInt64,
        _ batch: borrowing PacketBatch,
        _ index: Int,
        number: UInt64
    ) {
        let slot = table.find(ipv4Ends: segment.ends, ports: segment.ports, hash: hash)
        if let slot, Self.receiveCommon(CommonSegment(segment), &table[slot], clock) { return }
        moment = .packet(number)
        takeUncommon(segment.segment, slot, batch.bytes(of: index), at: batch[index].reference)
    }

    @inline(never)
    private mutating func takeUncommon(
        _ segment: TCPSegment,
        _ slot: Int?,
        _ frame: Span<UInt8>,
        at packet: PacketReference
    ) {
        let payload = frame.extracting(segment.payloadRange)
        if let slot {
            receiveUncommon(segment, payload, slot, at: packet)
        } else {
            receiveFirst(segment, payload, at: packet)
        }
    }

    /// Takes any segment; its payload is a range of `bytes`.
    @inline(never)
    mutating func take(
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

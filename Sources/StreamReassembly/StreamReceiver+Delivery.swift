import ByteParsing
import PacketDecoding

// Handing on what is in order, and giving up what does not come.
extension StreamReceiver {
    mutating func deliver<Consumer: StreamConsumer & ~Copyable>(
        _ payload: Span<UInt8>,
        missing: Int,
        start: Int,
        at packet: PacketReference,
        _ heard: Int?,
        into consumer: inout Consumer
    ) {
        let skipped = nextOffset - start
        if skipped < payload.count {
            nextOffset = start + payload.count
            let place = StreamPlace(direction, end: nextOffset, heard: heard)
            if skipped == 0 {
                consumer.receive(payload, place, at: packet)
            } else {
                consumer.receive(payload.extracting(skipped...), place, at: packet)
            }
        }
        let end = start + payload.count + missing
        if end > nextOffset { deliverGap(end - nextOffset, .cut, at: packet, into: &consumer) }
    }

    mutating func deliverGap<Consumer: StreamConsumer & ~Copyable>(
        _ count: Int,
        _ cause: GapCause = .lost,
        at packet: PacketReference,
        into consumer: inout Consumer
    ) {
        nextOffset += count
        guard isSeen else {
            passedUnseen += count
            return
        }
        tell(count, cause, at: packet, into: &consumer)
    }

    /// Tells of what was given up before anything of this direction had come.
    mutating func tellPassed<Consumer: StreamConsumer & ~Copyable>(
        at packet: PacketReference,
        into consumer: inout Consumer
    ) {
        guard isSeen, passedUnseen > 0 else { return }
        tell(passedUnseen, .lost, at: packet, into: &consumer)
        passedUnseen = 0
    }

    private mutating func tell<Consumer: StreamConsumer & ~Copyable>(
        _ count: Int,
        _ cause: GapCause,
        at packet: PacketReference,
        into consumer: inout Consumer
    ) {
        missingBytes += count
        let place = StreamPlace(direction, end: nextOffset, heard: nil)
        consumer.receiveGap(count, cause, place, at: packet)
    }

    mutating func releaseHeld<Consumer: StreamConsumer & ~Copyable>(
        _ other: Int,
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        guard !held.isEmpty else { return }
        var released = 0
        while released < held.count, held[released].offset <= nextOffset {
            let segment = held[released]
            guard
                segment.end <= nextOffset
                    || ((segment.isGivenUp || isHeard(segment.heard, other)) && isReal(released))
            else {
                break
            }
            released += 1
            heldBytes -= segment.bytes.count
            budget.heldBytes -= segment.bytes.count
            guard segment.end > nextOffset else { continue }
            deliver(
                segment.bytes.span,
                missing: segment.missing,
                start: segment.offset,
                at: segment.packet,
                segment.heard,
                into: &consumer
            )
        }
        if released > 0 { held.removeFirst(released) }
    }

    mutating func skipHole<Consumer: StreamConsumer & ~Copyable>(
        _ other: Int,
        _ budget: inout ReassemblyBudget,
        into consumer: inout Consumer
    ) {
        guard let first = held.first else { return }
        if first.isDoubtful, !isReal(0) { return dropDoubtful(from: first.offset, to: first.end, &budget) }
        if first.offset > nextOffset {
            deliverGap(first.offset - nextOffset, at: first.packet, into: &consumer)
        }
        held[0].isGivenUp = true
        held[0].isDoubtful = false
        releaseHeld(other, &budget, into: &consumer)
    }

    mutating func skipHoleBeforeFIN<Consumer: StreamConsumer & ~Copyable>(
        into consumer: inout Consumer
    ) {
        guard held.isEmpty, let fin, fin.offset > nextOffset else { return }
        // Nobody has received what it stands behind: it was somebody else's.
        if fin.isDoubtful, (reached?.offset ?? 0) < fin.offset {
            self.fin = nil
            return
        }
        deliverGap(fin.offset - nextOffset, at: fin.packet, into: &consumer)
    }

    mutating func deliverFINIfDue<Consumer: StreamConsumer & ~Copyable>(
        _ other: Int,
        into consumer: inout Consumer
    ) {
        guard let fin, !didDeliverFIN, fin.offset <= nextOffset, isHeard(fin.heard, other) else { return }
        didDeliverFIN = true
        let place = StreamPlace(direction, end: nextOffset, heard: fin.heard)
        consumer.receiveFIN(place, at: fin.packet)
    }
}

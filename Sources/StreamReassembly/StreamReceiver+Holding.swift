import ByteParsing

// Segments that came before their turn.

extension StreamReceiver {
    /// Keeps those bytes of an early segment that are not held yet.
    mutating func hold(
        _ payload: Span<UInt8>,
        missing: Int,
        start: Int,
        at packet: PacketReference,
        _ heard: Int?,
        _ isDoubtful: Bool,
        _ budget: inout ReassemblyBudget
    ) {
        let end = start + payload.count + missing
        var cursor = max(start, nextOffset)
        var index = held.firstIndex { $0.end > cursor } ?? held.count
        var hasConflict = false
        while cursor < end {
            if index < held.count, held[index].offset <= cursor {
                if !hasConflict { hasConflict = held[index].differs(from: payload, at: start) }
                cursor = max(cursor, held[index].end)
                index += 1
                continue
            }
            let pieceEnd = index < held.count ? min(end, held[index].offset) : end
            let from = min(cursor - start, payload.count)
            let to = min(pieceEnd - start, payload.count)
            let bytes = [UInt8](copying: payload.extracting(from..<to))
            held.insert(
                HeldSegment(
                    offset: cursor,
                    bytes: bytes,
                    missing: pieceEnd - cursor - bytes.count,
                    packet: packet,
                    heard: heard,
                    isDoubtful: isDoubtful
                ),
                at: index
            )
            heldBytes += bytes.count
            budget.heldBytes += bytes.count
            index += 1
            cursor = pieceEnd
        }
        if hasConflict { conflictingSegments += 1 }
    }

    /// Whether a held segment is no padding: the other side has acknowledged it, or the stream goes on behind it.
    func isReal(_ index: Int) -> Bool {
        guard held[index].isDoubtful else { return true }
        let end = held[index].end
        if (reached?.offset ?? 0) >= end || fin.map({ $0.offset >= end }) ?? false { return true }
        return index + 1 < held.count && held[index + 1].offset == end
    }

    /// Of what may be padding, real bytes for the same place prove that it was.
    mutating func dropDoubtful(from start: Int, to end: Int, _ budget: inout ReassemblyBudget) {
        guard let index = held.firstIndex(where: { $0.isDoubtful && $0.offset < end && $0.end > start })
        else {
            return
        }
        heldBytes -= held[index].bytes.count
        budget.heldBytes -= held[index].bytes.count
        held.remove(at: index)
    }

    /// Whether more is held back than the limits allow.
    public func exceeds(_ budget: ReassemblyBudget) -> Bool {
        heldBytes > budget.limits.bytesPerDirection || held.count > budget.limits.segmentsPerDirection
            || (budget.heldBytes > budget.limits.bytesInAll && !held.isEmpty)
    }
}

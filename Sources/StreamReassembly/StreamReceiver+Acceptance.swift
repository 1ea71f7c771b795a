import PacketDecoding

// What a receiver heeds, by where in the stream it claims to stand.

extension StreamReceiver {
    /// Whether a number may be of this stream, whose window reaches no further; true while nothing is known.
    @inline(__always)
    func isNear(_ number: UInt32) -> Bool {
        guard let origin else { return true }
        return abs(offset(of: number, from: origin) - nextOffset) <= Self.furthestAcknowledgment
    }

    /// Whether so many bytes at this number can be of the stream; not those behind its FIN, or before its SYN, which are of another
    /// connection between the same ports.
    @inline(__always)
    func mayHold(_ count: Int, at number: UInt32) -> Bool {
        guard didDeliverFIN || isFromStart, let origin else { return true }
        let offset = offset(of: number, from: origin)
        if isFromStart, offset < -1 { return false }
        return !didDeliverFIN || offset + (count > 0 ? count : -1) <= nextOffset
    }

    /// Whether the other side can have received up to here, where this one's end, or beginning, is known.
    @inline(__always)
    func mayBeAcknowledged(at number: UInt32) -> Bool {
        guard didDeliverFIN || isFromStart, let origin else { return true }
        let offset = offset(of: number, from: origin)
        return !(isFromStart && offset < 0) && !(didDeliverFIN && offset > reach)
    }

    /// Whether a number stands behind the end of the stream.
    func isBeyondEnd(_ number: UInt32) -> Bool {
        guard let origin, let fin else { return false }
        return offset(of: number, from: origin) > fin.offset + 1
    }

    /// The offset behind all that has come, in order or not, with the FIN.
    @inline(__always)
    var furthestEnd: Int {
        let end = held.isEmpty ? reach : max(reach, held[held.count - 1].end)
        return max(end, fin.map { $0.offset + 1 } ?? 0)
    }

    /// Whether a RST with this number ends the stream for whoever receives it: it stands at the next byte that is expected
    /// (RFC 5961, section 3.2), as far as the capture tells, or answers a segment that acknowledged so much (RFC 9293,
    /// section 3.5.2).
    func isHeeded(resetAt number: UInt32) -> Bool {
        guard let origin else { return true }
        let offset = offset(of: number, from: origin)
        return offset == nextOffset || offset == reach || offset == furthestEnd
            || offset == reached?.offset || offset == acknowledged.latest || offset == acknowledged.before
    }
}

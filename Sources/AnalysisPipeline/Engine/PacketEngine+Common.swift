import PacketDecoding
import StreamReassembly
import TLSWire

// What most packets of a capture come to: they belong to a flow that is known, is not followed, and stays what it is.

extension PacketEngine {
    /// Takes a segment that changes no more of its flow than a sequence number; `false` says that it was not taken.
    ///
    /// A short cut and nothing else: whatever it takes, `receive` would have taken to the same end.
    @inline(__always)
    mutating func receiveCommon(_ segment: TCPSegment, _ payload: Span<UInt8>, _ slot: Int) -> Bool {
        let now = clock
        guard segment.flags.isDisjoint(with: [.syn, .fin, .reset]),
            now &- table[slot].lastSeen <= Self.closedLimit
        else { return false }
        let isTaken =
            switch table[slot].state {
            case .quiet: receiveCommonQuiet(segment, payload, slot)
            case .settled: isCommonSettled(segment, payload, slot)
            case .closed: true
            case .tracked, .vacant: false
            }
        if isTaken { table[slot].lastSeen = now }
        return isTaken
    }

    @inline(__always)
    private mutating func receiveCommonQuiet(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        _ slot: Int
    ) -> Bool {
        let length = UInt32(truncatingIfNeeded: segment.wireLength)
        guard length > 0 else { return true }
        let direction = segment.direction
        let expected = table[slot].expected(direction) ?? segment.sequenceNumber
        guard segment.sequenceNumber == expected, payload.isEmpty || StreamStart.cannotBegin(payload[0])
        else {
            return false
        }
        table[slot].expect(expected &+ length, direction)
        table[slot].marks.insert(.sawData(direction))
        return true
    }

    /// Whether the segment holds no record header that is waited for.
    @inline(__always)
    private mutating func isCommonSettled(_ segment: TCPSegment, _ payload: Span<UInt8>, _ slot: Int) -> Bool
    {
        guard segment.wireLength > 0 else { return true }
        guard let nextHeader = table[slot].expected(segment.direction) else {
            // A handshake record begins with the byte that a stream of TLS begins with.
            return payload.isEmpty || StreamStart.cannotBegin(payload[0])
        }
        return Int32(bitPattern: nextHeader &- segment.sequenceNumber)
            >= Int32(truncatingIfNeeded: payload.count)
    }
}

import PacketDecoding
import StreamReassembly
import TLSWire

// What most packets of a capture come to: they belong to a flow that is known, is not followed, and stays what it is.

extension PacketEngine {
    /// What a segment says that may change no more of its flow than a sequence number.
    struct FastPathSegment {
        let flags: TCPFlags
        let direction: Direction
        let sequenceNumber: UInt32
        /// Payload bytes in the capture, and on the wire.
        let capturedLength: Int
        let wireLength: Int
        /// Of the payload, if there is one.
        let firstByte: UInt8

        @inline(__always)
        init(_ segment: TCPSegment, _ payload: Span<UInt8>) {
            flags = segment.flags
            direction = segment.direction
            sequenceNumber = segment.sequenceNumber
            capturedLength = payload.count
            wireLength = segment.wireLength
            firstByte = payload.isEmpty ? 0 : payload[0]
        }

        @inline(__always)
        init(_ segment: PlainSegment) {
            flags = segment.flags
            direction = segment.flow.direction
            sequenceNumber = segment.sequenceNumber
            capturedLength = segment.flow.payloadLength
            wireLength = segment.flow.payloadLength
            firstByte = segment.firstByte
        }

        /// Whether the segment has no payload in the capture that TLS could begin with.
        var cannotBeginTLS: Bool {
            @inline(__always) get { capturedLength == 0 || StreamStart.cannotBegin(firstByte) }
        }
    }

    /// Takes a segment that changes no more of its flow than a sequence number; `false` says that it was not taken.
    ///
    /// A short cut and nothing else: whatever it takes, `receiveOffFastPath` would have taken to the same end.
    @inline(__always)
    static func receiveOnFastPath(_ segment: FastPathSegment, _ flow: inout FlowEntry, _ now: UInt32) -> Bool
    {
        guard segment.flags.isDisjoint(with: [.syn, .fin, .reset]), now &- flow.lastSeen <= closedLimit
        else { return false }
        switch flow.state {
        case .quiet: guard receiveQuietOnFastPath(segment, &flow) else { return false }
        case .settled: guard holdsNoAwaitedHeader(segment, flow) else { return false }
        case .closed: break
        case .tracked, .vacant: return false
        }
        flow.lastSeen = now
        return true
    }

    @inline(__always)
    private static func receiveQuietOnFastPath(_ segment: FastPathSegment, _ flow: inout FlowEntry) -> Bool {
        let length = UInt32(truncatingIfNeeded: segment.wireLength)
        guard segment.cannotBeginTLS || length == 0 else { return false }
        // The first data of a direction says what is spoken.
        guard length == 0 || flow.marks.contains(.sawData(segment.direction)) else { return false }
        // A few zeros may be padding that a wrong length takes in: that is looked at.
        if segment.firstByte == 0, length != 0, length <= TCPSegment.longestPadding { return false }
        return flow.advance(by: length, from: segment.sequenceNumber, segment.direction)
    }

    /// Whether the segment holds no record header that is waited for.
    @inline(__always)
    private static func holdsNoAwaitedHeader(_ segment: FastPathSegment, _ flow: FlowEntry) -> Bool {
        guard segment.wireLength > 0 else { return true }
        // Without one, a handshake record begins with the byte that a stream of TLS begins with.
        guard let nextHeader = flow.nextHeader(segment.direction) else { return segment.cannotBeginTLS }
        return Int32(bitPattern: nextHeader &- segment.sequenceNumber)
            >= Int32(truncatingIfNeeded: segment.capturedLength)
    }
}

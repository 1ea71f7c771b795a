import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

// TLS that had begun before the capture.

extension PacketEngine {
    /// Counts a flow whose first data, in either direction, is records of TLS, and whose hellos are not there.
    ///
    /// Later in a run it may as well be a connection that was reported, and idle until it was forgotten.
    mutating func noteBegunEarlier(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        _ slot: Int,
        _ direction: Direction,
        at packet: PacketReference
    ) {
        guard RecordRun.isOne(payload, wireLength: segment.wireLength), let firstSecond,
            clock &- firstSecond <= Self.idleLimit
        else { return }
        let key = table.key(of: slot)
        guard begunEarlier[key] == nil else { return }
        begunEarlier[key] = true
        announce(nil, .possible(PossibleControls.Flow(headless: key, from: direction, at: packet)))
        shared.passedOver.note(
            .unread(.tlsBegunEarlier),
            at: packet,
            from: key.sender(in: direction),
            to: key.sender(in: direction.opposite)
        )
    }
}

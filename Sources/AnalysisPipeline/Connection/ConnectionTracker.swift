import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

/// The heavy state of one connection, from its first hello until it is decided.
final class ConnectionTracker {
    let key: FlowKey
    /// The connection's first packet, of TCP rather than of TLS.
    let first: PacketReference
    private(set) var last: PacketReference
    /// Data went before the hello, in either direction.
    let isPreceded: Bool
    /// Given when TLS is found.
    var id: ConnectionID?
    /// The report that a later handshake on the same connection replaces.
    let earlierReport: ConnectionReport?
    /// Second of packet time at which silence counts as the end.
    var deadline = 0

    private var forward: StreamReceiver
    private var backward: StreamReceiver
    private(set) var session: TLSSession

    /// Starts on a flow whose next bytes may be TLS.
    init(
        key: FlowKey,
        first: PacketReference,
        isPreceded: Bool,
        forward: UInt32?,
        backward: UInt32?,
        certificates: CertificateStore,
        keys: KeyMaterial
    ) {
        self.key = key
        self.first = first
        last = first
        self.isPreceded = isPreceded
        self.forward = forward.map { StreamReceiver(nextSequenceNumber: $0) } ?? StreamReceiver()
        self.backward = backward.map { StreamReceiver(nextSequenceNumber: $0) } ?? StreamReceiver()
        session = TLSSession(certificates: certificates, keys: keys)
        earlierReport = nil
    }

    /// Goes on after a report, because another handshake begins; `forward` and `backward` are record boundaries.
    init(
        key: FlowKey,
        continuing report: ConnectionReport,
        forward: UInt32?,
        backward: UInt32?,
        certificates: CertificateStore,
        keys: KeyMaterial
    ) {
        self.key = key
        first = report.first
        last = report.last
        isPreceded = report.precededBy != nil
        id = report.id
        earlierReport = report
        self.forward = forward.map { StreamReceiver(nextSequenceNumber: $0) } ?? StreamReceiver()
        self.backward = backward.map { StreamReceiver(nextSequenceNumber: $0) } ?? StreamReceiver()
        session = TLSSession(
            certificates: certificates,
            keys: keys,
            continuing: report.events,
            clientDirection: key.sender(in: .forward) == report.client ? .forward : .backward,
            isAtBoundary: (forward != nil, backward != nil)
        )
    }

    // MARK: Packets

    func receive(
        _ segment: TCPSegment,
        _ payload: Span<UInt8>,
        _ direction: Direction,
        at packet: PacketReference,
        budget: inout ReassemblyBudget
    ) {
        last = packet
        if segment.flags.contains(.acknowledgment) { acknowledge(segment, direction.opposite, &budget) }
        if segment.flags.contains(.reset) {
            flush(&budget)
            session.direction = direction
            session.receiveReset(at: packet)
            return
        }
        let hasFIN = segment.flags.contains(.fin)
        guard segment.wireLength > 0 || hasFIN else { return }
        session.direction = direction
        let sequenceNumber = segment.sequenceNumber &+ (segment.flags.contains(.syn) ? 1 : 0)
        if direction == .forward {
            forward.receive(
                payload,
                missing: segment.missingLength,
                sequenceNumber: sequenceNumber,
                hasFIN: hasFIN,
                at: packet,
                budget: &budget,
                into: &session
            )
        } else {
            backward.receive(
                payload,
                missing: segment.missingLength,
                sequenceNumber: sequenceNumber,
                hasFIN: hasFIN,
                at: packet,
                budget: &budget,
                into: &session
            )
        }
        if session.state == .refuted, isWaiting { session.searchOn() }
    }

    private func acknowledge(_ segment: TCPSegment, _ direction: Direction, _ budget: inout ReassemblyBudget)
    {
        session.direction = direction
        if direction == .forward {
            if forward.isWaiting {
                forward.acknowledge(segment.acknowledgmentNumber, budget: &budget, into: &session)
            }
        } else if backward.isWaiting {
            backward.acknowledge(segment.acknowledgmentNumber, budget: &budget, into: &session)
        }
    }

    /// Gives up waiting for what is missing: nothing more will come.
    func flush(_ budget: inout ReassemblyBudget) {
        session.direction = .forward
        forward.flush(budget: &budget, into: &session)
        session.direction = .backward
        backward.flush(budget: &budget, into: &session)
    }

    func discard(_ budget: inout ReassemblyBudget) {
        forward.discard(budget: &budget)
        backward.discard(budget: &budget)
    }

    // MARK: State

    var state: TLSSession.State { session.state }
    var isConfirmed: Bool { session.isConfirmed }
    var isSettled: Bool { session.reader.isSettled }
    var patience: Int { session.reader.patience }
    /// Hands over what was gathered, when nothing more will come.
    func takeLog() -> (facts: HandshakeFacts, events: [HandshakeEvent]) { session.takeLog() }

    var isWaiting: Bool { forward.isWaiting || backward.isWaiting }

    /// Of both directions, since it was opened.
    var receivedBytes: Int { forward.nextOffset + backward.nextOffset }

    /// Whether a SYN of this number is a repetition of the one that opened the connection.
    func isStart(_ sequenceNumber: UInt32, _ direction: Direction) -> Bool {
        direction == .forward ? forward.isStart(sequenceNumber) : backward.isStart(sequenceNumber)
    }

    func nextSequenceNumber(_ direction: Direction) -> UInt32? {
        direction == .forward ? forward.nextSequenceNumber : backward.nextSequenceNumber
    }

    /// The sequence number of the next record's header, to watch a settled connection by; `nil` if it is not known.
    func nextRecordSequenceNumber(_ direction: Direction) -> UInt32? {
        guard let next = nextSequenceNumber(direction), let bytes = session.bytesToBoundary(direction) else {
            return nil
        }
        return next &+ UInt32(truncatingIfNeeded: bytes)
    }

    var streamNotes: StreamNotes {
        var notes = StreamNotes()
        notes.missingBytes = forward.missingBytes + backward.missingBytes
        notes.conflictingSegments = forward.conflictingSegments + backward.conflictingSegments
        return notes
    }
}

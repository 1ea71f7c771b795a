import ByteParsing
import StreamReassembly

/// What a consumer was told, runs of bytes joined: however a stream was cut, the events are the same.
enum StreamEvent: Hashable {
    case bytes([UInt8])
    case gap(Int)
    case fin
}

struct EventLog: StreamConsumer {
    var events: [StreamEvent] = []
    /// The frame that brought each event, of a run of bytes the last.
    var frames: [UInt64] = []

    mutating func receive(_ bytes: Span<UInt8>, _ place: StreamPlace, at packet: PacketReference) {
        let copy = [UInt8](copying: bytes)
        if case .bytes(let earlier) = events.last {
            events[events.count - 1] = .bytes(earlier + copy)
            frames[frames.count - 1] = packet.frame
        } else {
            log(.bytes(copy), packet)
        }
    }

    mutating func receiveGap(
        _ count: Int,
        _ cause: GapCause,
        _ place: StreamPlace,
        at packet: PacketReference
    ) {
        log(.gap(count), packet)
    }

    mutating func receiveFIN(_ place: StreamPlace, at packet: PacketReference) { log(.fin, packet) }

    private mutating func log(_ event: StreamEvent, _ packet: PacketReference) {
        events.append(event)
        frames.append(packet.frame)
    }
}

/// A receiver with its budget and its log; each call is the next frame.
struct Receiving {
    var receiver: StreamReceiver
    var budget: ReassemblyBudget
    var log = EventLog()
    private var frame: UInt64 = 0

    /// A receiver that saw a SYN whose first byte is number `start`, or none at all.
    init(start: UInt32? = 1_000, limits: ReassemblyLimits = ReassemblyLimits()) {
        receiver = start.map { StreamReceiver(nextSequenceNumber: $0) } ?? StreamReceiver()
        budget = ReassemblyBudget(limits: limits)
    }

    var events: [StreamEvent] { log.events }

    mutating func segment(_ bytes: [UInt8], at sequenceNumber: UInt32, missing: Int = 0, fin: Bool = false) {
        frame += 1
        receiver.receive(
            bytes.span,
            missing: missing,
            sequenceNumber: sequenceNumber,
            hasFIN: fin,
            at: PacketReference(frame: frame, time: Timestamp(nanoseconds: 0)),
            budget: &budget,
            into: &log
        )
        while receiver.exceeds(budget) {
            budget.limitHits += 1
            receiver.giveUpFirst(.max, &budget, into: &log)
        }
    }

    mutating func acknowledge(_ number: UInt32) {
        frame += 1
        let packet = PacketReference(frame: frame, time: Timestamp(nanoseconds: 0))
        receiver.acknowledge(number, at: packet)
    }

    mutating func reset(at sequenceNumber: UInt32) {
        frame += 1
        receiver.receiveReset(
            sequenceNumber,
            at: PacketReference(frame: frame, time: Timestamp(nanoseconds: 0))
        )
    }

    mutating func flush() { receiver.flush(budget: &budget, into: &log) }
}

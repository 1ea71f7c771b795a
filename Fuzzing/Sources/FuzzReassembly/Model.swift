import ByteParsing
import FuzzSupport
import PacketDecoding
import StreamReassembly

/// Two streams of known content and length, cut into segments that come in any order, and what a pair makes of them.
struct Model: ~Copyable {
    private static let client = IPAddress(ipv4: 0xC000_020A)
    private static let server = IPAddress(ipv4: 0xC000_0214)

    private var pair: StreamPair
    private var budget: ReassemblyBudget
    private var arrived: Arrived
    private let starts: [UInt32]
    private let lengths: [Int]
    private var frame: UInt64 = 0
    private var time: Int64 = 0
    /// Nothing was given up before the end, so that all that was sent has to arrive.
    private var isPatient = true

    init(_ input: inout FuzzInput) {
        let how = input.byte()
        lengths = [Int(input.byte()) * 8 + 1, Int(input.byte()) * 64 + 1]
        starts = how & 1 == 0 ? [1_000, 0xFFFF_FFF0] : [0x7FFF_FFFF, 0x8000_0000]
        var limits = ReassemblyLimits()
        if how & 2 != 0 { limits.bytesPerDirection = 512 }
        if how & 4 != 0 { limits.segmentsPerDirection = 4 }
        if how & 8 != 0 { limits.bytesInAll = 256 }
        budget = ReassemblyBudget(limits: limits)
        pair = StreamPair(forward: starts[0], backward: starts[1])
        arrived = Arrived(lengths)
    }

    /// A segment, a RST, or a pause.
    mutating func step(_ input: inout FuzzInput) {
        let how = input.byte()
        let side = Int(how & 1)
        // Where it begins, and how much of it there is, has, and lacks.
        let start = (Int(input.byte()) << 8 | Int(input.byte())) % (lengths[side] + 1)
        let count = min(Int(input.byte()) * 8 >> Int(how >> 1 & 3), lengths[side] - start)
        let missing = how & 8 != 0 ? count / 3 : 0
        let acknowledged = (Int(input.byte()) << 8 | Int(input.byte())) % (lengths[1 - side] + 2)
        frame += 1
        time += 1_000
        // What the capture cut off a segment is given up at once, whatever comes later.
        if missing > 0 { isPatient = false }
        if how >> 4 & 7 == 7 {
            time += 2_000_000_000
            isPatient = false
        }
        let isLast = start + count == lengths[side] && how & 0x80 != 0
        let isReset = how >> 4 & 7 == 6
        var flags: TCPFlags = how >> 4 & 7 == 5 ? [] : [.acknowledgment]
        if isLast { flags.insert(.fin) }
        if isReset { flags.insert(.reset) }
        let payload = (start..<start + count - missing).map { Arrived.content(side, $0) }
        let segment = TCPSegment(
            source: side == 0 ? Self.client : Self.server,
            destination: side == 0 ? Self.server : Self.client,
            sourcePort: side == 0 ? 1 : 2,
            destinationPort: side == 0 ? 2 : 1,
            sequenceNumber: starts[side] &+ UInt32(start),
            acknowledgmentNumber: starts[1 - side] &+ UInt32(acknowledged),
            flags: flags,
            payloadLength: payload.count,
            missingLength: missing
        )
        let packet = PacketReference(frame: frame, time: Timestamp(nanoseconds: time))
        if isReset {
            isPatient = false
            pair.receiveReset(segment, at: packet)
        } else {
            arrived.note(sent: start..<start + payload.count, by: side, isLast: isLast)
            pair.receive(segment, payload.span, at: packet, budget: &budget, into: &arrived)
        }
        if pair.takeReset(at: packet.time, budget: &budget, into: &arrived) != nil {
            precondition(!pair.isResetWaiting)
        }
        if pair.isLimitHit { isPatient = false }
        precondition(budget.heldBytes <= budget.limits.bytesInAll && pair.weight >= 0)
    }

    consuming func finish() {
        _ = pair.takeReset(at: nil, budget: &budget, into: &arrived)
        pair.flush(&budget, into: &arrived)
        precondition(budget.heldBytes == 0)
        precondition(pair.conflictingSegments == 0)
        arrived.finish(isPatient: isPatient)
    }
}

/// What a pair handed on, and what it had been given.
struct Arrived: StreamConsumer, ~Copyable {
    private var sent: [[Bool]]
    private var didSendLast = [false, false]
    private var offsets = [0, 0]
    private var didEnd = [false, false]
    /// Bytes that were handed on of those that were sent.
    private var came: [[Bool]]

    init(_ lengths: [Int]) {
        sent = lengths.map { [Bool](repeating: false, count: $0) }
        came = sent
    }

    /// The byte at an offset of a stream; never 0, which might be taken for padding.
    static func content(_ side: Int, _ offset: Int) -> UInt8 {
        UInt8(
            truncatingIfNeeded: (UInt32(truncatingIfNeeded: offset) &+ UInt32(side) << 20) &* 0x9E37_79B1
                >> 13
        ) | 1
    }

    mutating func note(sent range: Range<Int>, by side: Int, isLast: Bool) {
        for offset in range { sent[side][offset] = true }
        if isLast { didSendLast[side] = true }
    }

    // MARK: StreamConsumer

    private static func side(_ place: StreamPlace) -> Int { place.direction == .forward ? 0 : 1 }

    mutating func receive(_ bytes: Span<UInt8>, _ place: StreamPlace, at packet: PacketReference) {
        let side = Self.side(place)
        precondition(!bytes.isEmpty && !didEnd[side])
        for index in bytes.indices {
            let offset = offsets[side] + index
            precondition(sent[side][offset], "bytes that nobody sent")
            precondition(bytes[index] == Self.content(side, offset), "other bytes than were sent")
            came[side][offset] = true
        }
        offsets[side] += bytes.count
    }

    mutating func receiveGap(
        _ count: Int,
        _ cause: GapCause,
        _ place: StreamPlace,
        at packet: PacketReference
    ) {
        let side = Self.side(place)
        precondition(count > 0 && !didEnd[side])
        offsets[side] += count
    }

    mutating func receiveFIN(_ place: StreamPlace, at packet: PacketReference) {
        let side = Self.side(place)
        precondition(didSendLast[side] && !didEnd[side], "an end that nobody sent")
        precondition(offsets[side] >= sent[side].count)
        didEnd[side] = true
    }

    consuming func finish(isPatient: Bool) {
        for side in 0...1 {
            precondition(didSendLast[side] == didEnd[side], "an end that did not come")
            if isPatient { precondition(came[side] == sent[side], "bytes that did not arrive") }
        }
    }
}

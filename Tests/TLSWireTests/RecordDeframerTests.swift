import ByteParsing
import TLSWire
import TestSupport
import Testing

/// What a consumer of records was told; a record's bytes are joined, so that the cuts do not show.
private enum RecordEvent: Hashable {
    case record(ContentType, [UInt8], isWhole: Bool)
    case unfinished(ContentType, [UInt8])
    case lost
}

private struct RecordLog: RecordConsumer {
    var events: [RecordEvent] = []
    private var open: (type: ContentType, bytes: [UInt8])?

    /// The events and, at the end, the record that has not ended.
    var all: [RecordEvent] { events + (open.map { [.unfinished($0.type, $0.bytes)] } ?? []) }

    mutating func beginRecord(_ header: RecordHeader, from sender: Role, at packet: PacketReference) {
        open = (header.contentType, [])
    }

    mutating func receiveFragment(
        _ bytes: Span<UInt8>,
        of header: RecordHeader,
        from sender: Role,
        at packet: PacketReference
    ) {
        open?.bytes.append(copying: bytes)
    }

    mutating func endRecord(
        _ header: RecordHeader,
        isWhole: Bool,
        from sender: Role,
        at packet: PacketReference
    ) {
        events.append(.record(header.contentType, open?.bytes ?? [], isWhole: isWhole))
        open = nil
    }

    mutating func loseSynchronization(from sender: Role, at packet: PacketReference) { events.append(.lost) }
}

@Suite struct `Record deframer` {
    private let packet = PacketReference(frame: 1, time: Timestamp(nanoseconds: 0))

    private enum Step {
        case bytes([UInt8])
        case gap(Int)
    }

    private func events(_ steps: [Step], searching: Bool = false) -> [RecordEvent] {
        var deframer = RecordDeframer(of: .client, searching: searching)
        var log = RecordLog()
        for step in steps {
            switch step {
            case .bytes(let bytes): deframer.receive(bytes.span, at: packet, into: &log)
            case .gap(let count): deframer.receiveGap(count, at: packet, into: &log)
            }
        }
        return log.all
    }

    private func record(_ type: UInt8, _ fragment: [UInt8]) -> [UInt8] {
        [type, 3, 3] + be(UInt16(fragment.count)) + fragment
    }

    private let greeting: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    private var three: [UInt8] { record(22, greeting) + record(20, [1]) + record(23, [9, 9]) }
    private var threeEvents: [RecordEvent] {
        [
            .record(.handshake, greeting, isWhole: true), .record(.changeCipherSpec, [1], isWhole: true),
            .record(.applicationData, [9, 9], isWhole: true),
        ]
    }

    @Test func `records cut at any two places are the same`() {
        for first in 0...three.count {
            for second in first...three.count {
                let steps = [three[..<first], three[first..<second], three[second...]].map {
                    Step.bytes(Array($0))
                }
                #expect(events(steps) == threeEvents, "\(first), \(second)")
            }
        }
    }

    @Test func `records byte by byte are the same`() {
        #expect(events(three.map { .bytes([$0]) }) == threeEvents)
    }

    @Test func `application data may be empty, a handshake record may not`() {
        #expect(events([.bytes(record(23, []))]) == [.record(.applicationData, [], isWhole: true)])
        #expect(events([.bytes(record(22, []))]) == [.lost])
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)]) func `a record has a longest length`(
        excess: Int,
        isRead: Bool
    ) {
        let length = RecordHeader.maximumLength + excess
        let outcome = events([.bytes([23, 3, 3] + be(UInt16(length)))])
        #expect(outcome == (isRead ? [.unfinished(.applicationData, [])] : [.lost]))
    }

    @Test(
        arguments: [[19, 3, 3, 0, 1], [25, 3, 3, 0, 1], [22, 2, 3, 0, 1], [22, 3, 5, 0, 1]] as [[UInt8]]
    )
    func `what is no record loses the stream`(header: [UInt8]) {
        #expect(events([.bytes(record(20, [1]) + header + [0])]).last == .lost)
    }

    // MARK: Gaps

    @Test func `a gap inside a record leaves the rest of it, and the next is read`() {
        let whole = record(22, greeting)
        for count in 1...7 {
            let after = Array(whole[(6 + count)...])
            let outcome = events([.bytes(Array(whole[..<6])), .gap(count), .bytes(after + record(20, [1]))])
            let kept = [greeting[0]] + greeting[(1 + count)...]
            let expected: [RecordEvent] = [
                .record(.handshake, kept, isWhole: false), .record(.changeCipherSpec, [1], isWhole: true),
            ]
            #expect(outcome == expected, "\(count) bytes")
        }
    }

    @Test func `a gap over the end of a record loses only where the next begins`() {
        let steps: [Step] = [
            .bytes(Array(record(22, greeting)[..<10])), .gap(20), .bytes([7, 7, 7, 7, 7, 7, 7]),
            .bytes(record(23, [1, 2])),
        ]
        let expected: [RecordEvent] = [
            .record(.handshake, Array(greeting[..<5]), isWhole: false),
            .record(.applicationData, [1, 2], isWhole: true),
        ]
        #expect(events(steps) == expected)
    }

    @Test func `a gap between records or inside a header is searched over`() {
        for kept in 0...4 {
            let header = Array(record(22, greeting)[..<kept])
            let steps: [Step] = [
                .bytes(record(20, [1]) + header), .gap(13 - kept), .bytes(record(23, [1, 2])),
            ]
            let expected: [RecordEvent] = [
                .record(.changeCipherSpec, [1], isWhole: true),
                .record(.applicationData, [1, 2], isWhole: true),
            ]
            #expect(events(steps) == expected, "\(kept) bytes of a header")
        }
    }

    @Test func `a search wants two headers if the segment holds them`() {
        let chance = record(23, [1, 2]) + [0, 0, 0, 0, 0]
        #expect(
            events([.bytes(chance), .bytes(record(23, [3]))], searching: true)
                == [.record(.applicationData, [3], isWhole: true)]
        )
        let both = record(23, [1, 2]) + record(23, [3])
        #expect(events([.bytes(both)], searching: true).count == 2)
        // Fewer bytes than another header are not judged.
        let end = record(23, [1, 2]) + [0, 0]
        #expect(events([.bytes(end)], searching: true) == [.record(.applicationData, [1, 2], isWhole: true)])
    }

    @Test func `a search does not begin inside a segment`() {
        #expect(events([.bytes([0] + record(23, [1, 2]))], searching: true).isEmpty)
    }

    // MARK: Boundaries

    @Test func `knows how far the next record is`() {
        var deframer = RecordDeframer(of: .client)
        var log = RecordLog()
        let expected: [Int?] = [nil, nil, nil, nil, 8, 7, 6, 5, 4, 3, 2, 1, 0]
        #expect(deframer.isAtBoundary && deframer.bytesToBoundary == 0)
        for (byte, distance) in zip(record(22, greeting), expected) {
            let bytes = [byte]
            deframer.receive(bytes.span, at: packet, into: &log)
            #expect(deframer.bytesToBoundary == distance)
            #expect(deframer.isAtBoundary == (distance == 0))
        }
        deframer.receiveGap(1, at: packet, into: &log)
        #expect(deframer.bytesToBoundary == nil && !deframer.isAtBoundary)
    }

    @Test(arguments: 1...200) func `random bytes and gaps end in a sound state`(seed: UInt64) {
        var random = FixedRandom(seed: seed)
        var deframer = RecordDeframer(of: .client, searching: seed.isMultiple(of: 2))
        var log = RecordLog()
        for _ in 0..<100 {
            if Int.random(in: 0..<5, using: &random) == 0 {
                deframer.receiveGap(Int.random(in: 1...20_000, using: &random), at: packet, into: &log)
            }
            let start: [UInt8] =
                Bool.random(using: &random) ? [UInt8.random(in: 19...25, using: &random), 3, 3, 0] : []
            let bytes =
                start
                + (0..<Int.random(in: 1...40, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            deframer.receive(bytes.span, at: packet, into: &log)
        }
        deframer.receiveGap(100_000, at: packet, into: &log)
        let before = log.events.count
        let three = three
        deframer.receive(three.span, at: packet, into: &log)
        #expect(Array(log.events[before...]) == threeEvents)
    }
}

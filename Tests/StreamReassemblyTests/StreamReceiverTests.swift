import StreamReassembly
import TestSupport
import Testing

@Suite struct `Stream receiver` {
    private let text = Array("the quick brown fox jumps over the lazy dog".utf8)

    // MARK: Order

    @Test func `a stream cut anywhere arrives whole`() {
        for first in 0...text.count {
            for second in first...text.count {
                var receiving = Receiving()
                receiving.segment(Array(text[..<first]), at: 1_000)
                receiving.segment(Array(text[first..<second]), at: 1_000 + UInt32(first))
                receiving.segment(Array(text[second...]), at: 1_000 + UInt32(second))
                #expect(receiving.events == [.bytes(text)], "\(first), \(second)")
            }
        }
    }

    @Test func `three segments in any order arrive whole`() {
        let pieces = [(0, 10), (10, 25), (25, text.count)]
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            var receiving = Receiving()
            for (start, end) in order.map({ pieces[$0] }) {
                receiving.segment(Array(text[start..<end]), at: 1_000 + UInt32(start))
            }
            #expect(receiving.events == [.bytes(text)], "\(order)")
            #expect(receiving.budget.heldBytes == 0 && !receiving.receiver.isWaiting)
            #expect(receiving.receiver.nextSequenceNumber == 1_000 + UInt32(text.count))
        }
    }

    @Test func `the first segment seen begins the stream when no SYN was`() {
        var receiving = Receiving(start: nil)
        #expect(receiving.receiver.nextSequenceNumber == nil)
        receiving.segment([3, 4], at: 500)
        receiving.segment([1, 2], at: 498)
        receiving.segment([5], at: 502)
        #expect(receiving.events == [.bytes([3, 4, 5])])
    }

    @Test func `repetitions add nothing`() {
        var receiving = Receiving()
        receiving.segment([1, 2, 3], at: 1_000)
        receiving.segment([1, 2, 3], at: 1_000)
        receiving.segment([2], at: 1_001)
        receiving.segment([7], at: 1_006)
        receiving.segment([7], at: 1_006)
        receiving.segment([4, 5, 6], at: 1_003)
        receiving.segment([4, 5, 6], at: 1_003)
        #expect(receiving.events == [.bytes([1, 2, 3, 4, 5, 6, 7])])
        #expect(receiving.receiver.conflictingSegments == 0)
    }

    @Test func `a retransmission may have other boundaries`() {
        var receiving = Receiving()
        receiving.segment([1, 2, 3, 4], at: 1_000)
        receiving.segment([3, 4, 5, 6], at: 1_002)
        receiving.segment([9, 10], at: 1_008)
        receiving.segment([12], at: 1_011)
        receiving.segment([1, 2, 3, 4, 5, 6, 7, 8, 9], at: 1_000)
        receiving.segment([10, 11, 12, 13], at: 1_009)
        #expect(receiving.events == [.bytes(Array(1...13))])
        #expect(receiving.receiver.conflictingSegments == 0)
    }

    @Test func `a segment that spans several held ones fills the holes between them`() {
        var receiving = Receiving()
        for offset in [2, 5, 8] as [UInt32] { receiving.segment([UInt8(offset)], at: 1_000 + offset) }
        receiving.segment(Array(1...9), at: 1_001)
        #expect(receiving.events.isEmpty && receiving.budget.heldBytes == 9)
        receiving.segment([0], at: 1_000)
        #expect(receiving.events == [.bytes(Array(0...9))])
        #expect(receiving.budget.heldBytes == 0)
    }

    @Test func `sequence numbers wrap`() {
        for start in [UInt32.max - 20, .max - 9, .max, 0] {
            var receiving = Receiving(start: start)
            receiving.segment(Array(text[30...]), at: start &+ 30)
            receiving.segment(Array(text[10..<30]), at: start &+ 10)
            receiving.segment(Array(text[..<12]), at: start)
            receiving.segment([], at: start &+ UInt32(text.count), fin: true)
            #expect(receiving.events == [.bytes(text), .fin], "\(start)")
        }
    }

    @Test func `a stream longer than 4 GiB goes on`() {
        var receiving = Receiving(start: 1_000)
        // Gaps stand for what nobody wants to copy in a test.
        for turn in 1...5 {
            receiving.segment([], at: 1_000 &+ UInt32(truncatingIfNeeded: (turn - 1) << 30), missing: 1 << 30)
        }
        receiving.segment([1], at: 1_000 &+ UInt32(truncatingIfNeeded: 5 << 30))
        #expect(receiving.receiver.nextOffset == 5 << 30 + 1)
        #expect(receiving.events.last == .bytes([1]))
    }

    @Test func `keep-alives and zero-window probes do not disturb`() {
        var receiving = Receiving()
        receiving.segment([1, 2], at: 1_000)
        receiving.segment([], at: 1_001)  // a keep-alive without data
        receiving.segment([0], at: 1_001)  // one with a byte of garbage
        receiving.segment([3], at: 1_002)  // a probe of one byte, …
        receiving.segment([3, 4, 5], at: 1_002)  // … which the receiver refused, sent again
        #expect(receiving.events == [.bytes([1, 2, 3, 4, 5])])
    }

    @Test func `events name the frame that brought the bytes`() {
        var receiving = Receiving()
        receiving.segment([2], at: 1_001)
        receiving.segment([], at: 1_002, fin: true)
        receiving.segment([1], at: 1_000)
        #expect(receiving.events == [.bytes([1, 2]), .fin])
        #expect(receiving.log.frames == [1, 2])
    }

    @Test func `knows the SYN that began it`() {
        var receiving = Receiving(start: 1_000)
        #expect(receiving.receiver.isStart(999) && !receiving.receiver.isStart(1_000))
        receiving.segment(text, at: 1_000)
        #expect(receiving.receiver.isStart(999) && !receiving.receiver.isStart(1_042))
    }

    // MARK: FIN

    @Test func `FIN may carry data`() {
        var receiving = Receiving()
        receiving.segment([1, 2], at: 1_000, fin: true)
        #expect(receiving.events == [.bytes([1, 2]), .fin])
    }

    @Test func `FIN waits for the bytes before it`() {
        var receiving = Receiving()
        receiving.segment([3, 4], at: 1_002, fin: true)
        receiving.segment([], at: 1_004, fin: true)
        #expect(receiving.events.isEmpty)
        receiving.segment([1, 2], at: 1_000)
        #expect(receiving.events == [.bytes([1, 2, 3, 4]), .fin])
        receiving.segment([], at: 1_004, fin: true)
        #expect(receiving.events.last == .fin && receiving.events.count == 2)
    }

    @Test func `an old FIN is not believed`() {
        var receiving = Receiving()
        receiving.segment([1, 2, 3], at: 1_000)
        receiving.segment([], at: 1_001, fin: true)
        #expect(receiving.events == [.bytes([1, 2, 3])])
        receiving.segment([4], at: 1_003, fin: true)
        #expect(receiving.events == [.bytes([1, 2, 3, 4]), .fin])
    }

    @Test func `bytes after a FIN are delivered all the same, so that a forged one blinds nobody`() {
        var receiving = Receiving()
        receiving.segment([1], at: 1_000, fin: true)
        receiving.segment([2], at: 1_001, fin: true)
        #expect(receiving.events == [.bytes([1]), .fin, .bytes([2])])
    }

    // MARK: Gaps

    @Test func `no acknowledgment alone gives a hole up`() {
        var receiving = Receiving()
        receiving.segment([1], at: 1_000)
        receiving.segment([4, 5], at: 1_003)
        for _ in 0..<5 { receiving.acknowledge(1_005) }
        #expect(receiving.events == [.bytes([1])])
        receiving.segment([2, 3], at: 1_001)
        #expect(receiving.events == [.bytes([1, 2, 3, 4, 5])])
        #expect(receiving.receiver.missingBytes == 0)
    }

    @Test func `a flush gives up every hole`() {
        var receiving = Receiving()
        receiving.segment([2], at: 1_001)
        receiving.segment([4], at: 1_003)
        receiving.segment([], at: 1_006, fin: true)
        receiving.flush()
        #expect(receiving.events == [.gap(1), .bytes([2]), .gap(1), .bytes([4]), .gap(2), .fin])
        #expect(receiving.receiver.missingBytes == 4 && receiving.budget.heldBytes == 0)
        receiving.flush()
        #expect(receiving.events.count == 6)
    }

    @Test func `bytes that were acknowledged and never seen are a hole at the end`() {
        var receiving = Receiving()
        receiving.segment([1, 2], at: 1_000)
        receiving.acknowledge(1_002)
        receiving.flush()
        #expect(receiving.events == [.bytes([1, 2])])
        receiving.acknowledge(1_010)
        receiving.acknowledge(1_007)
        #expect(receiving.events == [.bytes([1, 2])])  // they may still come
        receiving.flush()
        #expect(receiving.events == [.bytes([1, 2]), .gap(8)])
        #expect(receiving.log.frames.last == 3)
    }

    @Test func `what was acknowledged and comes later is no hole, and neither is a FIN`() {
        var receiving = Receiving()
        receiving.acknowledge(1_003)
        receiving.segment([1, 2], at: 1_000, fin: true)
        receiving.acknowledge(1_003)
        receiving.flush()
        #expect(receiving.events == [.bytes([1, 2]), .fin])
    }

    @Test func `a reset's sequence number shows what was sent before it, if it is likely`() {
        for (number, gap) in [
            (1_001, 0), (1_002, 0), (1_005, 3), (1_002 + 0xFFFF, 0xFFFF), (1_003 + 0xFFFF, 0), (0, 0),
        ] {
            var receiving = Receiving()
            receiving.segment([1, 2], at: 1_000)
            receiving.reset(at: UInt32(number))
            receiving.flush()
            #expect(receiving.events == [.bytes([1, 2])] + (gap > 0 ? [.gap(gap)] : []), "\(number)")
        }
    }

    @Test func `bytes that the snapshot length cut off are a gap`() {
        var receiving = Receiving()
        receiving.segment([1, 2], at: 1_000, missing: 3)
        receiving.segment([6], at: 1_005)
        receiving.segment([], at: 1_006, missing: 2, fin: true)
        #expect(receiving.events == [.bytes([1, 2]), .gap(3), .bytes([6]), .gap(2), .fin])
        #expect(receiving.receiver.missingBytes == 5)
    }

    @Test func `cut segments that come early are a gap in their place`() {
        var receiving = Receiving()
        receiving.segment([3, 4], at: 1_002, missing: 2)
        receiving.segment([7], at: 1_006)
        receiving.segment([1, 2], at: 1_000)
        #expect(receiving.events == [.bytes([1, 2, 3, 4]), .gap(2), .bytes([7])])
    }

    // MARK: Conflicts

    @Test func `of bytes that come twice the first are kept, and a difference is counted`() {
        var receiving = Receiving()
        receiving.segment([4, 5, 6], at: 1_003)
        receiving.segment([4, 5, 9], at: 1_003)
        receiving.segment([3, 9], at: 1_002)
        receiving.segment([9, 7], at: 1_005)
        receiving.segment([4, 5, 6], at: 1_003)
        #expect(receiving.receiver.conflictingSegments == 3)
        receiving.segment([1, 2], at: 1_000)
        #expect(receiving.events == [.bytes([1, 2, 3, 4, 5, 6, 7])])
    }

    @Test func `one segment that differs from several held ones counts once`() {
        var receiving = Receiving()
        receiving.segment([1], at: 1_001)
        receiving.segment([3], at: 1_003)
        receiving.segment([9, 9, 9], at: 1_001)
        #expect(receiving.receiver.conflictingSegments == 1)
    }

    // MARK: Limits

    private func limits(
        bytes: Int = 1 << 20,
        segments: Int = 1 << 20,
        inAll: Int = 1 << 20
    ) -> ReassemblyLimits {
        var limits = ReassemblyLimits()
        limits.bytesPerDirection = bytes
        limits.segmentsPerDirection = segments
        limits.bytesInAll = inAll
        return limits
    }

    @Test(arguments: [(9, 0), (10, 0), (11, 1)]) func `a direction may hold so many bytes`(
        count: Int,
        hits: UInt64
    ) {
        var receiving = Receiving(limits: limits(bytes: 10))
        receiving.segment([UInt8](repeating: 1, count: count), at: 1_001)
        #expect(receiving.budget.limitHits == hits)
        #expect(receiving.events.isEmpty == (hits == 0))
        #expect(receiving.budget.heldBytes == (hits == 0 ? count : 0))
    }

    @Test(arguments: [(4, 0), (5, 0), (6, 1)]) func `a direction may hold so many segments`(
        count: Int,
        hits: UInt64
    ) {
        var receiving = Receiving(limits: limits(segments: 5))
        for index in 1...UInt32(count) { receiving.segment([UInt8(index)], at: 1_000 + 2 * index) }
        #expect(receiving.budget.limitHits == hits)
        // Only the first hole is given up, not every one.
        #expect(receiving.events == (hits == 0 ? [] : [.gap(2), .bytes([1])]))
    }

    @Test(arguments: [(9, 0), (10, 0), (11, 1)]) func `all directions may hold so many bytes`(
        count: Int,
        hits: UInt64
    ) {
        var receiving = Receiving(limits: limits(inAll: 10))
        var other = StreamReceiver(nextSequenceNumber: 0)
        let held = [UInt8](repeating: 1, count: count - 4)
        other.receive(
            held.span,
            sequenceNumber: 1,
            hasFIN: false,
            at: .init(frame: 1, time: .init(nanoseconds: 0)),
            budget: &receiving.budget,
            into: &receiving.log
        )
        receiving.segment([1, 2, 3, 4], at: 1_001)
        #expect(receiving.budget.limitHits == hits)
        #expect(receiving.events == (hits == 0 ? [] : [.gap(1), .bytes([1, 2, 3, 4])]))
        other.discard(budget: &receiving.budget)
        receiving.receiver.discard(budget: &receiving.budget)
        #expect(receiving.budget.heldBytes == 0)
    }

    @Test func `what is discarded returns its budget and delivers nothing`() {
        var receiving = Receiving()
        receiving.segment(text, at: 2_000)
        #expect(receiving.budget.heldBytes == text.count)
        receiving.receiver.discard(budget: &receiving.budget)
        #expect(receiving.budget.heldBytes == 0)
        receiving.flush()
        #expect(receiving.events.isEmpty)
    }
}

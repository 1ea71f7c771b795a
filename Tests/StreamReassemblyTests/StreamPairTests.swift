import ByteParsing
import PacketDecoding
import StreamReassembly
import Testing

/// Two directions and what a consumer was told of them, in order.
private struct Talk: ~Copyable {
    struct Log: StreamConsumer {
        var lines: [String] = []

        private mutating func log(_ text: String, _ place: StreamPlace) {
            let heard = place.heard.map { "\($0)" } ?? "?"
            lines.append("\(place.direction == .forward ? ">" : "<") \(text) heard \(heard)")
        }

        mutating func receive(_ bytes: Span<UInt8>, _ place: StreamPlace, at packet: PacketReference) {
            log("\(bytes.count)", place)
        }
        mutating func receiveGap(
            _ count: Int,
            _ cause: GapCause,
            _ place: StreamPlace,
            at packet: PacketReference
        ) {
            log("\(cause) \(count)", place)
        }
        mutating func receiveFIN(_ place: StreamPlace, at packet: PacketReference) { log("FIN", place) }
    }

    var pair = StreamPair(forward: 1_000, backward: 2_000, isFromStart: true)
    var budget = ReassemblyBudget()
    var log = Log()
    private var frame: UInt64 = 0

    enum Side { case one, other }

    /// A segment of `count` bytes from `start`, which acknowledges the other stream up to `heard`.
    mutating func send(
        _ side: Side,
        _ count: Int,
        from start: Int,
        heard: Int?,
        flags: TCPFlags = .push,
        fill: UInt8 = 7,
        at seconds: Double = 0
    ) {
        frame += 1
        let isForward = side == .one
        let one = IPAddress(ipv4: 0x0A00_0001)
        let other = IPAddress(ipv4: 0x0A00_0002)
        let bytes = [UInt8](repeating: fill, count: count)
        let segment = TCPSegment(
            source: isForward ? one : other,
            destination: isForward ? other : one,
            sourcePort: isForward ? 1 : 2,
            destinationPort: isForward ? 2 : 1,
            sequenceNumber: UInt32((isForward ? 1_000 : 2_000) + start),
            acknowledgmentNumber: UInt32((isForward ? 2_000 : 1_000) + (heard ?? 0)),
            flags: heard == nil ? flags : flags.union(.acknowledgment),
            payloadLength: count
        )
        let packet = PacketReference(frame: frame, time: Timestamp(nanoseconds: Int64(seconds * 1e9)))
        pair.receive(segment, bytes.span, at: packet, budget: &budget, into: &log)
    }

    /// A RST that acknowledges nothing, or the other stream up to `heard`.
    mutating func reset(_ side: Side, at offset: Int, heard: Int? = nil) {
        frame += 1
        let isForward = side == .one
        let ends = [IPAddress(ipv4: 0x0A00_0001), IPAddress(ipv4: 0x0A00_0002)]
        let segment = TCPSegment(
            source: ends[isForward ? 0 : 1],
            destination: ends[isForward ? 1 : 0],
            sourcePort: isForward ? 1 : 2,
            destinationPort: isForward ? 2 : 1,
            sequenceNumber: UInt32((isForward ? 1_000 : 2_000) + offset),
            acknowledgmentNumber: UInt32((isForward ? 2_000 : 1_000) + (heard ?? 0)),
            flags: heard == nil ? .reset : [.reset, .acknowledgment]
        )
        pair.receiveReset(segment, at: PacketReference(frame: frame, time: Timestamp(nanoseconds: 0)))
    }

    /// Whether a reset has its say, by now or at the end.
    mutating func take(at seconds: Double?) -> Bool {
        let now = seconds.map { Timestamp(nanoseconds: Int64($0 * 1e9)) }
        return pair.takeReset(at: now, budget: &budget, into: &log) != nil
    }

    mutating func flush() { pair.flush(&budget, into: &log) }
}

@Suite struct `Both directions of a connection` {
    @Test func `an answer that comes before what it answers waits for it`() {
        var talk = Talk()
        talk.send(.one, 10, from: 0, heard: 0)
        talk.send(.one, 5, from: 10, heard: 20)
        #expect(talk.log.lines == ["> 10 heard 0"])
        talk.send(.other, 20, from: 0, heard: 10)
        #expect(talk.log.lines == ["> 10 heard 0", "< 20 heard 10", "> 5 heard 20"])
        #expect(!talk.pair.isWaiting && talk.budget.heldBytes == 0)
    }

    @Test func `what stands behind a FIN, or before a SYN, is another connection's`() {
        var talk = Talk()
        talk.send(.one, 10, from: 0, heard: 0)
        talk.send(.other, 20, from: 0, heard: 10)
        talk.send(.one, 0, from: 10, heard: 20, flags: .fin)
        talk.send(.other, 0, from: 20, heard: 11, flags: .fin)
        let lines = talk.log.lines
        // The next connection's numbers are a little further on, and its segments come before its SYN.
        talk.send(.one, 0, from: 500, heard: 700)
        talk.send(.one, 30, from: 500, heard: 21)
        talk.send(.other, 40, from: 21, heard: 510)
        talk.send(.one, 0, from: 11, heard: 700)
        talk.send(.one, 6, from: 10, heard: 21)
        // Or a little before.
        talk.send(.other, 9, from: -300, heard: -200)
        talk.send(.one, 9, from: 0, heard: -200)
        // Its own last acknowledgement is not.
        talk.send(.one, 0, from: 11, heard: 21)
        talk.flush()
        #expect(talk.log.lines == lines && talk.pair.missingBytes == 0 && !talk.pair.isWaiting)
    }

    @Test func `how late one direction is, its acknowledgements tell`() {
        for isOtherLate in [true, false] {
            var talk = Talk()
            let (early, late): (Talk.Side, Talk.Side) = isOtherLate ? (.one, .other) : (.other, .one)
            talk.send(early, 10, from: 0, heard: 20)
            talk.send(early, 5, from: 10, heard: 25, at: 0.5)
            talk.send(late, 20, from: 0, heard: 0, at: 3)
            talk.send(late, 5, from: 20, heard: 10, at: 3.25)
            #expect(talk.pair.skew == (isOtherLate ? 3_000_000_000 : -3_000_000_000))
        }
        // A hole of its own, which is filled later, is no matter of clocks.
        var talk = Talk()
        talk.send(.one, 5, from: 5, heard: 0)
        talk.send(.one, 5, from: 0, heard: 0, at: 0.5)
        #expect(talk.pair.skew == 0)
    }

    @Test func `what is said after lost bytes is told after them`() {
        var talk = Talk()
        talk.send(.one, 10, from: 0, heard: 0)
        // The other's first 20 bytes are lost.
        talk.send(.other, 3, from: 20, heard: 10)
        talk.send(.one, 5, from: 10, heard: 20)
        talk.send(.one, 2, from: 15, heard: 23, flags: .fin)
        #expect(talk.log.lines == ["> 10 heard 0"])
        talk.flush()
        #expect(
            talk.log.lines == [
                "> 10 heard 0", "< lost 20 heard ?", "< 3 heard 10", "> 5 heard 20", "> 2 heard 23",
                "> FIN heard 23",
            ]
        )
        #expect(talk.pair.missingBytes == 20 && talk.budget.heldBytes == 0)
    }

    @Test func `a hole that the other side acknowledged is given up after a second`() {
        var talk = Talk()
        talk.send(.one, 10, from: 20, heard: 0)
        talk.send(.other, 1, from: 0, heard: 30, at: 0.5)
        talk.send(.other, 1, from: 1, heard: 30, at: 1)
        #expect(talk.log.lines.isEmpty)
        talk.send(.other, 1, from: 2, heard: 30, at: 1.1)
        #expect(
            talk.log.lines == [
                "> lost 20 heard ?", "> 10 heard 0", "< 1 heard 30", "< 1 heard 30", "< 1 heard 30",
            ]
        )
    }

    @Test func `a hole that nobody acknowledged is waited for`() {
        var talk = Talk()
        talk.send(.one, 10, from: 20, heard: 0)
        talk.send(.other, 1, from: 0, heard: 0, at: 9)
        #expect(talk.log.lines == ["< 1 heard 0"])
        talk.send(.one, 20, from: 0, heard: 0, at: 10)
        #expect(talk.log.lines == ["< 1 heard 0", "> 20 heard 0", "> 10 heard 0"])
    }

    @Test func `bytes that were acknowledged and never seen are missing at the end`() {
        var talk = Talk()
        talk.send(.one, 10, from: 0, heard: 0)
        talk.send(.other, 5, from: 0, heard: 10)
        talk.send(.one, 0, from: 10, heard: 30, flags: [])
        #expect(talk.log.lines == ["> 10 heard 0", "< 5 heard 10"])
        talk.flush()
        #expect(talk.log.lines.last == "< lost 25 heard ?")
    }

    @Test func `a FIN that is acknowledged and does not come is waited for like anything else`() {
        var talk = Talk()
        talk.send(.other, 5, from: 0, heard: 0)
        talk.send(.one, 4, from: 0, heard: 6)
        #expect(talk.log.lines == ["< 5 heard 0"])
        talk.send(.one, 4, from: 4, heard: 6, at: 1.1)
        #expect(talk.log.lines == ["< 5 heard 0", "> 4 heard 6", "> 4 heard 6"])
        talk.flush()
        #expect(talk.log.lines.last == "< lost 1 heard ?")
    }

    @Test func `a FIN that comes after it was given up is still told`() {
        var talk = Talk()
        talk.send(.one, 3, from: 0, heard: 2)
        talk.send(.other, 0, from: 1, heard: 3, flags: .fin, at: 11)
        #expect(talk.log.lines == ["< lost 2 heard ?", "> 3 heard 2", "< FIN heard 3"])
        #expect(!talk.pair.isWaiting && talk.budget.heldBytes == 0)
    }

    @Test func `who answers a FIN does not leave before it`() {
        var talk = Talk()
        talk.send(.other, 5, from: 0, heard: 0)
        talk.send(.one, 0, from: 0, heard: 6, flags: .fin)
        talk.send(.other, 0, from: 5, heard: 0, flags: .fin)
        #expect(talk.log.lines == ["< 5 heard 0", "< FIN heard 0", "> FIN heard 6"])
    }

    @Test func `what stands or acknowledges out of any window is not taken`() {
        var talk = Talk()
        talk.send(.one, 4, from: 0, heard: 500_000_000)
        talk.send(.one, 4, from: 300_000_000, heard: 0)
        talk.send(.one, 0, from: 300_000_000, heard: 0, flags: .fin)
        #expect(talk.log.lines.isEmpty && !talk.pair.isWaiting)
        talk.send(.one, 4, from: 0, heard: 0)
        #expect(talk.log.lines == ["> 4 heard 0"])
    }

    @Test func `a FIN behind bytes that nobody sends is none, if its sender goes on before it`() {
        for goesOn in [true, false] {
            var talk = Talk()
            talk.send(.one, 5, from: 0, heard: 0)
            talk.send(.one, 0, from: 70_000, heard: 0, flags: .fin)
            talk.send(.other, 8, from: 0, heard: 5)
            talk.send(.one, 0, from: goesOn ? 5 : 70_001, heard: 8, flags: [])
            talk.flush()
            let end = goesOn ? [] : ["> lost 69995 heard ?", "> FIN heard 0"]
            #expect(talk.log.lines.filter { $0.hasPrefix(">") } == ["> 5 heard 0"] + end)
        }
    }

    @Test func `so is one whose sender resets the connection before it`() {
        var talk = Talk()
        talk.send(.one, 5, from: 0, heard: 0)
        talk.send(.one, 0, from: 70_000, heard: 0, flags: .fin)
        talk.reset(.one, at: 5, heard: 0)
        let isTaken = talk.take(at: nil)
        #expect(isTaken && talk.log.lines == ["> 5 heard 0"])
    }

    @Test func `a frame that is long enough was not padded`() {
        let zeros: [UInt8] = [0, 0]
        for (offset, isPadding) in [(54, true), (62, true), (66, false), (74, false)] {
            let segment = TCPSegment(
                source: IPAddress(ipv4: 0x0A00_0001),
                destination: IPAddress(ipv4: 0x0A00_0002),
                sourcePort: 1,
                destinationPort: 2,
                sequenceNumber: 1,
                flags: .acknowledgment,
                payloadOffset: offset,
                payloadLength: zeros.count
            )
            #expect(segment.mayBePadding(zeros.span) == isPadding)
        }
    }

    @Test func `a stream ends at its first FIN, wherever another one stands`() {
        var talk = Talk()
        talk.send(.one, 4, from: 0, heard: 0)
        talk.send(.one, 0, from: 70_000, heard: 0, flags: .fin)
        talk.send(.one, 0, from: 4, heard: 0, flags: .fin)
        #expect(talk.log.lines == ["> 4 heard 0", "> FIN heard 0"])
    }

    @Test func `a direction that stands behind the other is waited for`() {
        var talk = Talk()
        talk.send(.one, 3, from: 0, heard: 0)
        talk.send(.one, 2, from: 3, heard: 5)
        talk.send(.one, 0, from: 5, heard: 9, flags: .fin)
        talk.send(.other, 5, from: 0, heard: 3, at: 6)
        talk.send(.other, 4, from: 5, heard: 5, at: 6.1)
        #expect(
            talk.log.lines == ["> 3 heard 0", "< 5 heard 3", "> 2 heard 5", "< 4 heard 5", "> FIN heard 9"]
        )
    }

    // MARK: Resets

    @Test func `what was given up of a direction before it was seen is missing of that one`() {
        var talk = Talk()
        talk.send(.one, 10, from: 0, heard: 20)
        talk.send(.one, 5, from: 10, heard: 20, at: 11)
        #expect(talk.log.lines == ["> 10 heard 20", "> 5 heard 20"])
        talk.send(.other, 3, from: 20, heard: 15, at: 12)
        #expect(talk.log.lines.dropFirst(2) == ["< lost 20 heard ?", "< 3 heard 15"])
    }

    @Test(arguments: [4, 4 + 500, -200])
    func `a reset is told at once where its receiver heeds it, and otherwise at the end`(at offset: Int) {
        var talk = Talk()
        talk.send(.one, 4, from: 0, heard: 0)
        talk.reset(.one, at: offset)
        let isTold = talk.take(at: 0.1)
        #expect(isTold == (offset == 4))
        let isTakenAtEnd = talk.take(at: nil)
        #expect(isTakenAtEnd == (offset != 4))
    }

    @Test(arguments: [4 + 500, -200])
    func `a reset that is not heeded is nobody's if its sender goes on`(at offset: Int) {
        var saysMore = Talk()
        saysMore.send(.one, 4, from: 0, heard: 0)
        saysMore.reset(.one, at: offset)
        saysMore.send(.one, 4, from: 4, heard: 0)
        let isTaken = saysMore.take(at: nil)
        #expect(!isTaken)
        var hearsMore = Talk()
        hearsMore.send(.one, 4, from: 0, heard: 0)
        hearsMore.reset(.one, at: offset)
        hearsMore.send(.other, 4, from: 0, heard: 4)
        hearsMore.send(.one, 0, from: 4, heard: 4, flags: [])
        let isTakenLater = hearsMore.take(at: nil)
        #expect(!isTakenLater)
    }

    @Test func `a reset out of any window, or behind a FIN, is nobody's`() {
        var talk = Talk()
        talk.send(.one, 4, from: 0, heard: 0)
        talk.reset(.one, at: 400_000_000)
        let isFarTaken = talk.take(at: nil)
        #expect(!isFarTaken)
        talk.send(.one, 0, from: 4, heard: 0, flags: .fin)
        talk.reset(.one, at: 90)
        let isLateTaken = talk.take(at: nil)
        #expect(!isLateTaken)
        // A reset in answer to what came behind the FIN.
        talk.reset(.one, at: 5)
        let isTaken = talk.take(at: nil)
        #expect(isTaken)
    }

    @Test func `zeros on a bare acknowledgment are padding if the stream goes on in their place`() {
        var talk = Talk()
        talk.send(.one, 2, from: 0, heard: 0, flags: [], fill: 0)
        talk.send(.one, 6, from: 0, heard: 0, flags: [], fill: 0)
        talk.send(.one, 10, from: 0, heard: 0)
        talk.send(.one, 2, from: 10, heard: 0, flags: [], fill: 0)
        talk.send(.one, 0, from: 10, heard: 0, flags: .fin)
        talk.flush()
        #expect(talk.log.lines == ["> 10 heard 0", "> FIN heard 0"])
        #expect(talk.pair.missingBytes == 0 && talk.budget.heldBytes == 0)
    }

    @Test func `zeros are bytes if the stream goes on behind them, or the other side has them`() {
        var talk = Talk()
        talk.send(.one, 2, from: 0, heard: 0, flags: [], fill: 0)
        talk.send(.one, 10, from: 2, heard: 0)
        talk.send(.one, 3, from: 12, heard: 0, flags: [], fill: 0)
        talk.send(.other, 1, from: 0, heard: 15)
        talk.flush()
        #expect(talk.log.lines == ["> 2 heard 0", "> 10 heard 0", "> 3 heard 0", "< 1 heard 15"])
    }

    @Test(arguments: [9, 10, 11]) func `a direction may hold so many bytes`(count: Int) {
        var talk = Talk()
        var limits = ReassemblyLimits()
        limits.bytesPerDirection = 10
        talk.budget = ReassemblyBudget(limits: limits)
        talk.send(.one, count, from: 1, heard: 0)
        #expect(talk.budget.limitHits == (count > 10 ? 1 : 0))
        #expect(talk.log.lines.isEmpty == (count <= 10))
    }
}

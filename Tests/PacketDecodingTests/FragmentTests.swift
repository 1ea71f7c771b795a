import ByteParsing
import TestSupport
import Testing

@testable import PacketDecoding

@Suite struct `IP fragments` {
    /// A segment of 20 + 1,000 bytes.
    private static let payload = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    private static let whole = Outcome.reassembled(
        from: "192.0.2.1:51000",
        to: "198.51.100.2:443",
        payload: payload,
        missing: 0
    )
    private static let segment = tcp(payload)

    private func fragment(_ range: Range<Int>, hasMore: Bool? = nil, identification: UInt16 = 7) -> [UInt8] {
        ipv4(
            Array(Self.segment[range]),
            identification: identification,
            fragment: (range.lowerBound, hasMore ?? (range.upperBound < Self.segment.count))
        )
    }

    private func outcomes(_ frames: [[UInt8]]) -> [Outcome] {
        var decoder = PacketDecoder()
        return frames.map { decoder.outcome(of: $0, linkType: 101) }
    }

    private var pieces: [[UInt8]] { [fragment(0..<400), fragment(400..<800), fragment(800..<1_020)] }

    @Test func `come in any order`() {
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            #expect(outcomes(order.map { pieces[$0] }) == [.fragment, .fragment, Self.whole], "\(order)")
        }
    }

    @Test func `may cut the TCP header`() {
        #expect(outcomes([fragment(8..<1_020), fragment(0..<8)]) == [.fragment, Self.whole])
    }

    @Test func `may come twice`() {
        let expected: [Outcome] = [.fragment, .fragment, .fragment, .fragment, Self.whole]
        #expect(outcomes([pieces[1], pieces[1], pieces[0], pieces[0], pieces[2]]) == expected)
    }

    @Test func `that are cut show the datagram, where its first one says how long it is`() throws {
        let datagram = udp(Self.payload, from: 51_000, to: 443)
        let first = ipv4(
            Array(datagram[..<800]),
            protocol: 17,
            identification: 7,
            fragment: (offset: 0, hasMore: true)
        )
        var decoder = PacketDecoder()
        let captured = Array(first.prefix(20 + 300))
        let decoded = decoder.decode(
            captured.span,
            originalLength: first.count,
            linkType: 101,
            time: Timestamp(nanoseconds: 0)
        )
        guard case .udp(let cut) = decoded else {
            Issue.record("\(decoded)")
            return
        }
        #expect(cut.payloadRange == 28..<320 && cut.missingLength == 1_000 - 292)
        // The rest is nothing by itself.
        let rest = ipv4(
            Array(datagram[800...]),
            protocol: 17,
            identification: 7,
            fragment: (offset: 800, hasMore: false)
        )
        #expect(
            decoder.outcome(of: Array(rest.prefix(60)), linkType: 101, originalLength: rest.count)
                == .fragment
        )
    }

    @Test func `of IPv6 are put together too`() {
        let segment = tcp(Self.payload, from: .client6, to: .server6)
        let first = ipv6(Array(segment[..<512]), extensions: [(44, fragmentHeader(0, hasMore: true))])
        let second = ipv6(Array(segment[512...]), extensions: [(44, fragmentHeader(512, hasMore: false))])
        let whole = Outcome.reassembled(
            from: "[2001:db8::1]:51000",
            to: "[2001:db8::2]:443",
            payload: Self.payload,
            missing: 0
        )
        #expect(outcomes([first, second]) == [.fragment, whole])
        #expect(outcomes([second, first]) == [.fragment, whole])
    }

    @Test func `of IPv6 may hold more extension headers`() {
        let destination: [UInt8] = [6, 0] + [UInt8](repeating: 0, count: 6)
        let part = destination + tcp(Self.payload, from: .client6, to: .server6)
        let first = ipv6(
            Array(part[..<512]),
            protocol: 60,
            extensions: [(44, fragmentHeader(0, hasMore: true))]
        )
        let second = ipv6(
            Array(part[512...]),
            protocol: 60,
            extensions: [(44, fragmentHeader(512, hasMore: false))]
        )
        guard case .reassembled(_, _, let payload, _) = outcomes([first, second])[1] else {
            Issue.record("not put together")
            return
        }
        #expect(payload == Self.payload)
    }

    @Test func `of a tunnel's packet are put together`() {
        let outer = ipv4(ipv4(Self.segment), protocol: 4)
        let inner = Array(outer[20...])
        let frames = [
            ipv4(Array(inner[..<600]), protocol: 4, fragment: (0, true)),
            ipv4(Array(inner[600...]), protocol: 4, fragment: (600, false)),
        ]
        #expect(outcomes(frames) == [.fragment, Self.whole])
    }

    @Test func `inside a fragmented tunnel are put together`() {
        let inner = pieces[0]
        let frames = [
            ipv4(Array(inner[..<200]), protocol: 4, identification: 1, fragment: (0, true)),
            ipv4(Array(inner[200...]), protocol: 4, identification: 1, fragment: (200, false)),
            pieces[1], pieces[2],
        ]
        #expect(outcomes(frames) == [.fragment, .fragment, .fragment, Self.whole])
    }

    @Test func `of different datagrams do not mix`() {
        let frames = [
            fragment(0..<400, identification: 1), fragment(400..<1_020, identification: 2),
            fragment(0..<400, identification: 2), fragment(400..<1_020, identification: 1),
        ]
        #expect(outcomes(frames) == [.fragment, .fragment, Self.whole, Self.whole])
    }

    struct Overlap: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let ranges: [Range<Int>]
        var last: Int?
    }

    @Test(arguments: [
        Overlap(testDescription: "with the one before", ranges: [0..<400, 392..<800]),
        Overlap(testDescription: "with the one after", ranges: [400..<800, 0..<408]),
        Overlap(testDescription: "around another", ranges: [400..<800, 0..<1_000]),
        Overlap(testDescription: "inside another", ranges: [0..<1_000, 400..<800]),
        Overlap(testDescription: "same start, other length", ranges: [0..<400, 0..<800]),
        Overlap(testDescription: "beyond the last", ranges: [800..<1_000, 1_000..<1_016], last: 0),
        Overlap(testDescription: "two ends", ranges: [800..<1_000, 400..<416], last: 1),
        Overlap(testDescription: "an end before what came already", ranges: [800..<1_000, 8..<208], last: 1),
    ])
    func `that overlap are refused, and the whole datagram with them`(_ row: Overlap) {
        let frames = row.ranges.enumerated().map { index, range in
            fragment(range, hasMore: row.last != index && range.upperBound < 1_020)
        }
        let contradiction =
            row.testDescription == "two ends" ? [fragment(800..<1_000, hasMore: false), frames[1]] : frames
        let outcomes = outcomes(contradiction + pieces)
        let refused = Outcome.malformed(.overlappingFragments)
        #expect(outcomes == [.fragment, refused, refused, refused, refused])
    }

    @Test func `without bytes, misaligned or beyond 65,535 bytes are refused`() {
        let refused = Outcome.malformed(.fragmentLimit)
        #expect(outcomes([ipv4([], fragment: (8, true))]) == [refused])
        #expect(outcomes([ipv4([1, 2, 3, 4, 5, 6, 7], fragment: (8, true))]) == [refused])
        let large = [UInt8](repeating: 0, count: 8)
        #expect(outcomes([ipv4(Array(large.prefix(7)), fragment: (65_528, false))]) == [.fragment])
        #expect(outcomes([ipv4(large, fragment: (65_528, false))]) == [refused])
    }

    @Test func `cut by the snapshot length never make a datagram`() {
        var decoder = PacketDecoder()
        let first = decoder.outcome(
            of: Array(pieces[0].dropLast()),
            linkType: 101,
            originalLength: pieces[0].count
        )
        #expect(first == .fragment)
        #expect(decoder.outcome(of: pieces[1], linkType: 101) == .fragment)
        #expect(decoder.outcome(of: pieces[2], linkType: 101) == .fragment)
        #expect(decoder.outcome(of: pieces[0], linkType: 101) == Self.whole)
    }

    @Test(arguments: [(30, true), (31, false)]) func `wait 30 seconds`(seconds: Int64, isWhole: Bool) {
        var decoder = PacketDecoder()
        _ = decoder.outcome(of: fragment(0..<400), linkType: 101, seconds: 1)
        let outcome = decoder.outcome(of: fragment(400..<1_020), linkType: 101, seconds: 1 + seconds)
        #expect((outcome == Self.whole) == isWhole)
    }

    // MARK: Limits

    private func add(
        _ table: inout FragmentTable,
        _ identification: Int,
        _ offset: Int,
        count: Int = 8,
        hasMore: Bool = true
    ) -> FragmentTable.Outcome {
        let fragment = Fragment(identification: UInt32(identification), offset: offset, hasMore: hasMore)
        let address = IPAddress(ipv4: 1)
        let payload = IPPayload(source: address, destination: address, transport: 6, offset: 0, wireEnd: 0)
        let bytes = [UInt8](repeating: 1, count: count)
        return table.add(fragment, of: payload, bytes: bytes.span, time: Timestamp(nanoseconds: 0))
    }

    private func isWhole(_ outcome: FragmentTable.Outcome) -> Bool {
        if case .complete = outcome { true } else { false }
    }

    @Test(arguments: [(-1, 0), (0, 0), (1, 1), (2, 2)])
    func `of more datagrams than the limit drop the oldest`(excess: Int, dropped: UInt64) {
        var table = FragmentTable()
        for number in 0..<FragmentTable.maximumDatagrams + excess { _ = add(&table, number, 0) }
        #expect(table.dropped == dropped)
        // The oldest that is left is whole with its second piece.
        let oldest = add(&table, Int(dropped), 8, hasMore: false)
        #expect(isWhole(oldest))
        if dropped > 0 {
            let lost = add(&table, 0, 8, hasMore: false)
            #expect(!isWhole(lost))
        }
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)])
    func `of one datagram have a limit`(excess: Int, isKept: Bool) {
        var table = FragmentTable()
        let count = FragmentTable.maximumFragments + excess
        for index in 0..<count - 1 { _ = add(&table, 1, index * 8) }
        let last = add(&table, 1, (count - 1) * 8, hasMore: false)
        #expect(isWhole(last) == isKept)
        #expect(table.dropped == (isKept ? 0 : 1))
    }

    @Test(arguments: [(-1, 0), (0, 0), (1, 1)])
    func `of all datagrams have a limit of bytes`(excess: Int, dropped: UInt64) {
        var table = FragmentTable()
        let piece = 32 << 10
        let count = FragmentTable.maximumBytes / piece
        for number in 0..<count - 1 { _ = add(&table, number, 0, count: piece) }
        _ = add(&table, count - 1, 0, count: piece - 8)
        _ = add(&table, count - 1, piece, count: 8 + excess, hasMore: false)
        #expect(table.dropped == dropped)
        let oldest = add(&table, 0, piece, hasMore: false)
        #expect(isWhole(oldest) == (dropped == 0))
    }

    @Test func `of the datagram at hand are not the ones that make room`() {
        var table = FragmentTable()
        let piece = 32 << 10
        for number in 0..<FragmentTable.maximumBytes / piece { _ = add(&table, number, 0, count: piece) }
        let outcome = add(&table, 0, piece + 8, count: 8)
        #expect(!isWhole(outcome) && table.dropped == 1)
        let whole = add(&table, 0, piece, count: 8)
        #expect(!isWhole(whole))
        let last = add(&table, 0, piece + 16, hasMore: false)
        #expect(isWhole(last))
    }

    @Test func `that complete or are refused leave nothing behind`() {
        var table = FragmentTable()
        for number in 0..<3 * FragmentTable.maximumDatagrams {
            _ = add(&table, number, 0, count: 32 << 10)
            let last = add(&table, number, 32 << 10, hasMore: false)
            #expect(isWhole(last))
        }
        #expect(table.dropped == 0)
    }
}

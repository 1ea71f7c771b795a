import ByteParsing
import PacketDecoding
import StreamReassembly
import Testing

/// Flows that a stranger might choose in order to make them meet in the table: under every key they are spread as if by
/// chance.
@Suite struct `Hashes of flows` {
    private static let keys = (1...12).map { HashKey(UInt64($0) &* 0x1234_5678_9ABC_DEF1) }

    private func ipv4(
        _ source: UInt32,
        _ sourcePort: UInt16,
        _ destination: UInt32,
        _ port: UInt16
    ) -> FlowKey {
        TCPSegment(
            source: IPAddress(ipv4: source),
            destination: IPAddress(ipv4: destination),
            sourcePort: sourcePort,
            destinationPort: port,
            sequenceNumber: 0
        ).key
    }

    private func ipv6(_ high: UInt64, _ low: UInt64, to low2: UInt64, _ port: UInt16 = 4_000) -> FlowKey {
        TCPSegment(
            source: IPAddress(ipv6High: high, low: low),
            destination: IPAddress(ipv6High: 0x2001_0DB8_0000_00FF, low: low2),
            sourcePort: port,
            destinationPort: 443,
            sequenceNumber: 0
        ).key
    }

    /// What broke, or was near the constants of, earlier hashes.
    private static let special: [UInt64] = [
        0, 1, .max, 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93, 0xA076_1D64_78BD_642F, 1 << 63, 1 << 32,
        0xFFFF_FFFF,
    ]

    private var contrived: [String: [FlowKey]] {
        var sets: [String: [FlowKey]] = [:]
        func add(_ name: String, _ flow: FlowKey) { sets[name, default: []].append(flow) }
        for number in 0..<UInt32(8_192) {
            let low = UInt16(truncatingIfNeeded: number)
            let (row, column) = (number & 127, number >> 7)
            add("ports in a row", ipv4(0x0A00_0001, low + 1_024, 0x0A00_00FE, 443))
            add("addresses in a row", ipv4(0x0A00_0000 + number, 4_000, 0xC0A8_0001, 443))
            add("addresses with low bits of 0", ipv4(number << 18 | 1, 4_000, 0xFFFF_0001, 443))
            add("both ends counted", ipv4(0x0100_0000 + row, 4_000, 0xF000_0000 + column, 443))
            add("address against port", ipv4(0x0A00_0000 + number, low ^ 0x1FFF, 0xC0A8_0001, 443))
        }
        for one in 1..<UInt32(32) {
            for other in 0..<UInt32(28) {
                for bit in 0..<UInt16(8) {
                    let source: UInt32 = 1 << one
                    let destination: UInt32 = 1 << other
                    let port: UInt16 = 1 << bit
                    add("few bits", ipv4(source | 1, port, destination ^ 0xF000_0000, 443))
                }
            }
        }
        for (place, constant) in Self.special.enumerated() {
            for number in 0..<UInt64(8_192) {
                let network: UInt64 = 0x2001_0DB8_0000_0000
                add("lower halves of constant \(place)", ipv6(network + number, constant, to: constant))
                let multiple = constant &* number ^ number
                add("multiples of constant \(place)", ipv6(network, multiple, to: constant))
            }
        }
        return sets
    }

    /// As many as meet in the fullest of 1,024 buckets, of 8 flows each by chance: 40 in one has a chance of 10^-14.
    @Test func `no contrived set of flows meets in few places`() {
        for (name, flows) in contrived {
            let distinct = Set(flows)
            for key in Self.keys {
                for shift in [54, 22, 0] as [UInt64] {
                    var buckets = [Int](repeating: 0, count: 1_024)
                    for flow in distinct { buckets[Int(flow.hash(seed: key) >> shift & 1_023)] += 1 }
                    let fullest = buckets.max() ?? 0
                    #expect(fullest <= 40, "\(name), bits from \(shift) on")
                }
            }
        }
    }

    /// Differences of one or two bits, and of the constants, looked for under many keys: none is the same in two flows
    /// for more than a chance of keys, here of 32 upper bits none at all.
    @Test func `no difference between two flows is lost`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let ends = UInt64.random(in: .min ... .max, using: &random)
            let ports = UInt32.random(in: .min ... .max, using: &random)
            for one in 0..<96 {
                for other in one..<96 {
                    var (otherEnds, otherPorts) = (ends, ports)
                    for bit in Set([one, other]) {
                        if bit < 64 {
                            otherEnds ^= 1 << UInt64(bit)
                        } else {
                            otherPorts ^= 1 << UInt32(bit - 64)
                        }
                    }
                    let key = Self.keys[(one &* 7 &+ other) % Self.keys.count]
                    let first = FlowKey.hash(ipv4Ends: ends, ports: ports, seed: key)
                    let second = FlowKey.hash(ipv4Ends: otherEnds, ports: otherPorts, seed: key)
                    if first == second { Issue.record("\(ends) \(ports): bits \(one) and \(other)") }
                }
            }
        }
    }

    /// A test vector of SipHash cannot be had by words alone; the words of a hash of bytes give the same.
    @Test func `words and bytes have one hash`() {
        let key = HashKey(7)
        var words = SipHash(key)
        words.add(0x0706_0504_0302_0100)
        words.add(0x0F0E_0D0C_0B0A_0908)
        let bytes = [UInt8](0..<16)
        #expect(SeededHash.of(bytes.span, key: key) == words.finish())
    }

    @Test func `swapped words and other lengths have other hashes`() {
        for number in 1...200 as ClosedRange<UInt64> {
            let key = HashKey(number)
            var seen: Set<UInt64> = []
            var quick: Set<UInt64> = []
            let count = UInt8(truncatingIfNeeded: number)
            let one = [UInt8](repeating: count, count: 8) + [UInt8](repeating: 0xFF, count: 8)
            let swapped = [UInt8](one[8...] + one[..<8])
            let all = [one, swapped, one + swapped, swapped + one, one + [0], one + [0, 0], [], [0]]
            for bytes in all {
                seen.insert(SeededHash.of(bytes.span, key: key))
                quick.insert(SeededHash.quick(bytes.span, key: key))
            }
            #expect(seen.count == all.count && quick.count == all.count)
        }
    }

    /// The lower half of both addresses made a product 0, whatever the seed: all flows had one home.
    @Test func `flows that once had one home take no time and no memory`() throws {
        var table = FlowTable(initialCapacity: 16)
        let constant: UInt64 = 0x9E37_79B9_7F4A_7C15
        for number in 0..<UInt64(20_000) {
            let key = ipv6(0x2001_0DB8_0000_0000 + number, constant, to: constant)
            let slot = table.insert(
                key,
                start: PacketReference(frame: number, time: Timestamp(nanoseconds: 0))
            )
            #expect(slot != nil)
        }
        // At most half full, whatever the keys.
        #expect(table.capacity < 1 << 16)
        for number in 0..<UInt64(20_000) {
            let found = table.find(ipv6(0x2001_0DB8_0000_0000 + number, constant, to: constant))
            #expect(found != nil)
        }
    }
}

import ByteParsing
import Testing

@testable import PacketDecoding
@testable import StreamReassembly

@Suite struct `Flows in networks` {
    private func key(_ number: UInt32, _ domain: UInt64) -> FlowKey {
        let segment = TCPSegment(
            source: IPAddress(ipv4: number),
            destination: IPAddress(ipv4: 0xFFFF_0000),
            sourcePort: UInt16(truncatingIfNeeded: number),
            destinationPort: 443,
            sequenceNumber: 0
        )
        return segment.key.key(in: FlowDomain(rawValue: domain))
    }

    /// The same addresses and ports come in many networks, in none, and over IPv6.
    private func mixedKey(_ number: UInt32) -> FlowKey {
        let domain = UInt64(number % 5) << 32 | UInt64(number % 7)
        guard number.isMultiple(of: 11) else { return key(number / 40, domain) }
        return TCPSegment(
            source: IPAddress(ipv6High: 0x2001_0DB8_0000_0000, low: UInt64(number)),
            destination: IPAddress(ipv6High: 0x2001_0DB8_0000_0001, low: 1),
            sourcePort: UInt16(truncatingIfNeeded: number),
            destinationPort: 443,
            sequenceNumber: 0
        ).key.key(in: FlowDomain(rawValue: domain))
    }

    private func first(_ number: UInt32) -> PacketReference {
        PacketReference(
            frame: UInt64(number),
            input: number % 13 == 0 ? 0x1_2345 : number % 3,
            time: Timestamp(nanoseconds: Int64(number))
        )
    }

    private func place(of key: FlowKey, in table: inout FlowTable) throws -> Int {
        let found = table.find(key)
        return try #require(found)
    }

    private let current = PacketReference(frame: 1 << 20, input: 0x1_2345, time: Timestamp(nanoseconds: 0))

    @Test func `are found by network, and nothing else is`() throws {
        var table = FlowTable(initialCapacity: 16)
        var expected: [FlowKey: PacketReference] = [:]
        var random = SystemRandomNumberGenerator()
        for step in UInt32(0)..<60_000 {
            let key = mixedKey(.random(in: 0..<3_000, using: &random))
            let hash = table.hash(of: key)
            guard let slot = table.find(key, hash: hash) else {
                #expect(expected[key] == nil)
                let inserted = table.insert(key, start: first(step))
                let found = table.find(key)
                #expect(inserted != nil && inserted == found)
                expected[key] = first(step)
                continue
            }
            let (known, start) = (table.key(of: slot), table.start(of: slot, before: current))
            #expect(known == key && start == expected[key])
            switch step % 4 {
            case 0:
                table.restart(slot, at: first(step))
                expected[key] = first(step)
            case 1:
                table[slot].beTracked(by: 7)
                table.makeQuiet(slot, start: first(step))
                expected[key] = first(step)
            default:
                table.remove(slot: slot)
                expected[key] = nil
            }
        }
        #expect(table.count == expected.count && table.crowdedOut == 0)
        for (key, start) in expected {
            let slot = try place(of: key, in: &table)
            let known = table.start(of: slot, before: current)
            #expect(known == start)
        }
        // Numbers are given back.
        let (origins, seen) = (table.origins.bytes, Set(expected.keys.map(\.domain)).count)
        table.sweep(table.capacity, where: { _ in true })
        for key in expected.keys {
            if let slot = table.find(key) { table.remove(slot: slot) }
        }
        #expect(table.count == 0)
        for (key, start) in expected { _ = table.insert(key, start: start) }
        #expect(seen > 20 && table.origins.bytes == origins)
    }

    @Test func `of more networks than there are numbers are kept apart as well`() throws {
        var table = FlowTable(initialCapacity: 16)
        let most = UInt32(FlowOrigins.maximumCount)
        let start = PacketReference(frame: 3, input: 0, time: Timestamp(nanoseconds: 5))
        // Two networks have each of the addresses and ports.
        func own(_ number: UInt32) -> FlowKey { key(number / 2, UInt64(number) + 1) }
        for number in 0..<most + 1_000 {
            let slot = table.insert(own(number), start: start)
            #expect(slot != nil)
        }
        #expect(table.crowdedOut == 1_000)
        for number in 0..<most + 1_000 {
            let slot = try place(of: own(number), in: &table)
            let known = table.key(of: slot)
            #expect(known == own(number))
        }
        let (missing, bare) = (table.find(key(0, 3)), table.find(key(0, 0)))
        #expect(missing == nil && bare == nil)

        // It begins anew in an input for which there is no number.
        let later = PacketReference(frame: 9, input: 0x1_0002, time: Timestamp(nanoseconds: 8))
        let slot = try place(of: own(17), in: &table)
        table[slot].speech = 5
        table[slot].beTracked(by: 3)
        table.makeQuiet(slot, start: later)
        let found = table.find(own(17))
        let (known, first) = (table.key(of: slot), table.start(of: slot, before: later))
        #expect(found == slot && known == own(17) && first == later)
        #expect(table[slot].speech == 5 && table.crowdedOut == 1_001)

        // What goes leaves room.
        for number in 0..<UInt32(500) {
            let slot = try place(of: own(number), in: &table)
            table.remove(slot: slot)
        }
        #expect(table.crowdedOut == 1_000)
        for number in most + 2_000..<most + 2_500 {
            _ = table.insert(own(number), start: start)
            let slot = try place(of: own(number), in: &table)
            let known = table.key(of: slot)
            #expect(known == own(number))
        }
        #expect(table.crowdedOut == 1_000)
        for number in most..<most + 1_000 {
            let slot = try place(of: own(number), in: &table)
            table.remove(slot: slot)
        }
        #expect(table.crowdedOut == 0)
    }
}

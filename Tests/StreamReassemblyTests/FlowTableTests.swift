import ByteParsing
import PacketDecoding
import StreamReassembly
import Testing

@Suite struct `Flow table` {
    private func key(_ number: UInt32) -> FlowKey {
        TCPSegment(
            source: IPAddress(ipv4: number),
            destination: IPAddress(ipv4: 0xFFFF_0000),
            sourcePort: UInt16(truncatingIfNeeded: number),
            destinationPort: 443,
            sequenceNumber: 0
        ).key
    }
    private let start = PacketReference(frame: 1, time: Timestamp(nanoseconds: 0))

    /// One flow in three is of IPv6.
    private func mixedKey(_ number: UInt32) -> FlowKey {
        guard number.isMultiple(of: 3) else { return key(number) }
        return TCPSegment(
            source: IPAddress(ipv6High: 0x2001_0DB8_0000_0000, low: UInt64(number)),
            destination: IPAddress(ipv6High: 0x2001_0DB8_0000_0001, low: 1),
            sourcePort: UInt16(truncatingIfNeeded: number),
            destinationPort: 443,
            sequenceNumber: 0
        ).key
    }

    @Test func `an entry is 32 bytes`() {
        #expect(MemoryLayout<FlowEntry>.stride == 32)
    }

    @Test func `finds what it holds and nothing else, through growth and removal`() {
        var table = FlowTable(initialCapacity: 16)
        var expected: Set<UInt32> = []
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let number = UInt32.random(in: 0..<2_000, using: &generator)
            if let slot = table.find(mixedKey(number)) {
                #expect(expected.contains(number))
                let (key, first) = (table.key(of: slot), table.start(of: slot, before: start))
                #expect(key == mixedKey(number) && first == self.first(number))
                table.remove(slot: slot)
                expected.remove(number)
            } else {
                #expect(!expected.contains(number))
                let slot = table.insert(mixedKey(number), start: first(number))
                let found = table.find(mixedKey(number))
                #expect(slot != nil && slot == found)
                expected.insert(number)
            }
        }
        #expect(table.count == expected.count)
        for number in 0..<UInt32(2_000) {
            let isFound = table.find(mixedKey(number)) != nil
            #expect(isFound == expected.contains(number))
        }
    }

    /// The first packet of a flow, so that it can be recognised.
    private func first(_ number: UInt32) -> PacketReference {
        PacketReference(
            frame: UInt64(number),
            input: number * 2,
            time: Timestamp(nanoseconds: Int64(number))
        )
    }

    @Test func `what an entry holds moves with it`() throws {
        var table = FlowTable(initialCapacity: 16)
        for number in 0..<UInt32(50_000) {
            let found = table.insert(mixedKey(number), start: first(number))
            let slot = try #require(found)
            table[slot].expect(number &* 7, .forward)
            table[slot].expect(number &* 11, .backward)
            table[slot].marks.insert(.sawSYN)
        }
        for number in 0..<UInt32(50_000) {
            let found = table.find(mixedKey(number))
            let slot = try #require(found)
            let (entry, first) = (table[slot], table.start(of: slot, before: start))
            #expect(entry.nextByte(.forward) == number &* 7)
            #expect(entry.nextByte(.backward) == number &* 11)
            #expect(entry.marks.contains(.sawSYN) && entry.state == .quiet)
            #expect(first == self.first(number))
        }
        #expect(table.capacity < 150_000)
    }

    @Test func `a full table takes no other flow until one leaves`() throws {
        var table = FlowTable(initialCapacity: 16, maximumCount: 5_000)
        for number in 0..<UInt32(5_000) {
            let taken = table.insert(mixedKey(number), start: start)
            #expect(taken != nil)
        }
        let refused = table.insert(mixedKey(5_000), start: start)
        #expect(refused == nil)
        let leaving = table.find(mixedKey(17))
        table.remove(slot: try #require(leaving))
        let taken = table.insert(mixedKey(5_000), start: start)
        let refusedAgain = table.insert(mixedKey(5_001), start: start)
        #expect(taken != nil && refusedAgain == nil)
        #expect(table.count == 5_000)
    }

    /// A table that cannot be hurt by many flows with one home, or with the last one.
    @Test(arguments: [UInt64(0), 1, .max]) func `seeds that say little`(seed: UInt64) {
        var table = FlowTable(initialCapacity: 16, seed: HashKey(seed))
        for number in 0..<UInt32(5_000) { _ = table.insert(mixedKey(number), start: start) }
        for number in 0..<UInt32(5_000) {
            let isFound = table.find(mixedKey(number)) != nil
            #expect(isFound)
        }
    }

    @Test func `a flow that starts anew has the same key`() throws {
        var table = FlowTable()
        for number in 2..<UInt32(4) {
            let found = table.insert(mixedKey(number), start: start)
            let slot = try #require(found)
            table[slot].beTracked(by: 77)
            let follower = table[slot].follower
            #expect(follower == 77)
            table.makeQuiet(slot, start: first(9))
            #expect(table[slot].state == .quiet)
            #expect(table.start(of: slot, before: start) == first(9))
            table[slot].state = .closed
            table.restart(slot, at: first(10))
            #expect(table[slot].state == .quiet)
            #expect(table.start(of: slot, before: start) == first(10))
            #expect(table.key(of: slot) == mixedKey(number))
        }
    }

    @Test func `a sweep visits every entry`() {
        var table = FlowTable(initialCapacity: 16)
        for number in 0..<UInt32(500) { _ = table.insert(key(number), start: start) }
        table.sweep(table.capacity * 2) { _ in true }
        #expect(table.count == 0)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `takes every flow in where a sweep has emptied a part of it`(seed: UInt64) {
        var table = FlowTable(seed: HashKey(seed))
        var refused = 0
        var next: UInt32 = 0
        for _ in 0..<40 {
            for _ in 0..<500 {
                if table.insert(key(next), start: start) == nil { refused += 1 }
                next += 1
            }
            for slot in (table.capacity / 2..<table.capacity).reversed() { table.remove(slot: slot) }
        }
        #expect(refused == 0)
    }

    @Test func `both directions have one key`() {
        let one = TCPSegment(
            source: IPAddress(ipv6High: 1, low: 2),
            destination: IPAddress(ipv6High: 1, low: 1),
            sourcePort: 1,
            destinationPort: 2,
            sequenceNumber: 0
        )
        let other = TCPSegment(
            source: one.destination,
            destination: one.source,
            sourcePort: one.destinationPort,
            destinationPort: one.sourcePort,
            sequenceNumber: 0
        )
        #expect(one.key == other.key)
        #expect(one.direction == .backward)
        #expect(other.direction == .forward)
        #expect(one.key.sender(in: .backward) == SocketAddress(address: one.source, port: 1))
    }

    @Test func `a frame number beyond 32 bits is restored`() throws {
        var table = FlowTable()
        let first = PacketReference(frame: 0xFFFF_FFFF, input: 3, time: Timestamp(nanoseconds: 7))
        let found = table.insert(key(1), start: first)
        let slot = try #require(found)
        let now = PacketReference(frame: 0x1_0000_0002, input: 3, time: Timestamp(nanoseconds: 9))
        #expect(table.start(of: slot, before: now) == first)
    }
}

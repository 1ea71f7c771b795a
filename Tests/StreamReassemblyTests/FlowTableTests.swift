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

    @Test func `an entry is 64 bytes`() {
        #expect(MemoryLayout<FlowEntry>.stride == 64)
    }

    @Test func `finds what it holds and nothing else, through growth and removal`() {
        var table = FlowTable(initialCapacity: 16)
        var expected: Set<UInt32> = []
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let number = UInt32.random(in: 0..<2_000, using: &generator)
            if let slot = table.find(key(number)) {
                #expect(expected.contains(number))
                table.remove(slot: slot)
                expected.remove(number)
            } else {
                #expect(!expected.contains(number))
                _ = table.insert(key(number), start: start)
                expected.insert(number)
            }
        }
        #expect(table.count == expected.count)
        for number in 0..<UInt32(2_000) {
            let isFound = table.find(key(number)) != nil
            #expect(isFound == expected.contains(number))
        }
    }

    @Test func `a sweep visits every entry`() {
        var table = FlowTable(initialCapacity: 16)
        for number in 0..<UInt32(500) { _ = table.insert(key(number), start: start) }
        table.sweep(table.capacity * 2) { _ in true }
        #expect(table.count == 0)
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

    @Test func `a frame number beyond 32 bits is restored`() {
        var table = FlowTable()
        let first = PacketReference(frame: 0xFFFF_FFFF, input: 3, time: Timestamp(nanoseconds: 7))
        let slot = table.insert(key(1), start: first)
        let now = PacketReference(frame: 0x1_0000_0002, input: 3, time: Timestamp(nanoseconds: 9))
        #expect(table[slot].start(before: now) == first)
    }
}

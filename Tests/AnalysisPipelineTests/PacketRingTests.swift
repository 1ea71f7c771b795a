import ByteParsing
import PacketDecoding
import Testing

@testable import AnalysisPipeline

@Suite struct `A ring of packets` {
    private static func key(_ port: UInt16) -> FlowKey {
        FlowKey(
            between: SocketAddress(address: IPAddress(ipv4: 0xC000_0201), port: port),
            SocketAddress(address: IPAddress(ipv4: 0xC000_0202), port: 443)
        )
    }

    private static func packet(_ frame: UInt64) -> PacketReference {
        PacketReference(frame: frame, input: 0, time: Timestamp(nanoseconds: Int64(frame)))
    }

    private static func add(_ frame: UInt64, _ port: UInt16, _ count: Int, to ring: inout PacketRing) {
        let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: frame), count: count)
        ring.add(bytes.span, packet(frame), linkType: 1, originalLength: count + 1, of: key(port))
    }

    @Test func `gives back the packets of one flow, in order and from one on`() {
        var ring = PacketRing(bytes: 1 << 20)
        for frame in 1...100 as ClosedRange<UInt64> { Self.add(frame, UInt16(frame % 3), 10, to: &ring) }
        let found = ring.packets(of: Self.key(1), behind: 0, from: Self.packet(10))
        #expect(found.map(\.1.reference.frame) == stride(from: 10, through: 100, by: 3).map { $0 })
        #expect(found.allSatisfy { $0.1.bytes == [UInt8](repeating: UInt8($0.1.reference.frame), count: 10) })
        #expect(found.allSatisfy { $0.1.originalLength == 11 && $0.1.linkType == 1 })
        let later = ring.packets(of: Self.key(1), behind: found[4].0, from: Self.packet(10))
        #expect(later.map(\.0) == found[5...].map(\.0))
        #expect(ring.packets(of: Self.key(9), behind: 0, from: Self.packet(1)).isEmpty)
    }

    @Test func `forgets the oldest, and never takes more than its size`() {
        var ring = PacketRing(bytes: 1 << 20)
        let count: UInt64 = 20_000
        for frame in 1...count { Self.add(frame, UInt16(frame % 2), 1000, to: &ring) }
        let found = ring.packets(of: Self.key(0), behind: 0, from: Self.packet(0))
        #expect(found.last?.1.reference.frame == count)
        // Some bytes go for what is known of each packet.
        #expect((400...524).contains(found.count))
        #expect(zip(found, found.dropFirst()).allSatisfy { $1.1.reference.frame - $0.1.reference.frame == 2 })
        #expect(ring.packet(1) == nil)
        #expect(ring.packet(ring.last)?.reference.frame == count)
        #expect(ring.packet(ring.last + 1) == nil)
    }
}

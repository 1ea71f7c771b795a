import ByteParsing
import TestSupport
import Testing

@testable import PacketDecoding

/// Short cuts come to what the long way comes to, or say that they are none.
@Suite struct `Short cuts` {
    /// Frames of Ethernet: tunnels, and datagrams that begin as such may, whole, damaged and cut.
    static let frames: [[UInt8]] = {
        var random = FixedRandom(seed: 7)
        var frames = `Tunnels`.rows.filter {
            $0.linkType == 101 && $0.frame.first.map { $0 >> 4 == 4 } ?? false
        }
        .map { ethernet(0x0800, $0.frame) }
        let inner = `Tunnels`.inner
        frames += [
            `Tunnels`.over(4_789, [8, 0, 0, 0, 0, 0, 42, 0] + `Tunnels`.frame),
            `Tunnels`.over(4_789, [8, 0, 0, 0, 0xAB, 0xCD, 0xEF, 0] + `Tunnels`.frame),
            ipv4(be(UInt32(0x2000_0800)) + be(UInt32(7)) + inner, protocol: 47),
            ipv4(be(UInt32(0x0000_0800)) + inner, protocol: 47),
        ].map { ethernet(0x0800, $0) }
        let ports: [UInt16] = [53, 443, 4_789, 4_500, 1_701, 2_152, 6_635, 33_333]
        let starts: [[UInt8]] = [
            [], [0], [0, 0], [1, 0, 0, 0], [0, 1], [0, 2], [0, 3], [0x40, 2], [4, 0, 0, 0], [8, 0, 0, 0],
            [0, 0x10],
            [0x16, 0xFE, 0xFD], [0x16, 1, 0], [0xC3, 0, 0, 0, 1, 8], [0xC3, 0xFF, 0, 0, 3], [0x30, 0xFF],
            [0x80, 0],
            [0x00, 0x01, 0x01, 0x40], [0x00, 0x01, 0x01, 0x40, 0, 0, 0, 0],
            [0x00, 0x01, 0x01, 0x40, 0x21, 0x45],
            [0x00, 0x01, 0x01, 0x40, 0xFF, 3, 0, 0x21], [0x00, 0x01, 0x01, 0x40, 0x0F, 0, 0x88, 0x8E],
        ]
        for start in starts {
            for _ in 0..<40 {
                let payload =
                    start
                    + (0..<Int.random(in: 0...90, using: &random)).map { _ in
                        UInt8.random(in: 0...255, using: &random)
                    }
                let port = ports[Int.random(in: ports.indices, using: &random)]
                frames.append(ethernet(0x0800, ipv4(udp(payload, from: 40_000, to: port), protocol: 17)))
            }
        }
        for frame in frames {
            for _ in 0..<40 {
                var damaged = frame
                for _ in 0..<Int.random(in: 0...2, using: &random) {
                    damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(
                        in: 0...255,
                        using: &random
                    )
                }
                if Bool.random(using: &random) {
                    damaged.removeLast(Int.random(in: 0..<damaged.count, using: &random))
                }
                frames.append(damaged)
            }
        }
        return frames
    }()

    private func layers(_ frame: [UInt8], _ decoder: inout PacketDecoder) -> String {
        let decoded = decoder.decodeByLayers(
            frame.span,
            originalLength: frame.count,
            linkType: 1,
            time: Timestamp(nanoseconds: 0)
        )
        return "\(decoded)"
    }

    @Test func `are taken by segments in tunnels`() {
        var taken = 0
        var stacks: [[Tunnel]] = []
        var (short, long) = (PacketDecoder(), PacketDecoder())
        for frame in Self.frames {
            guard let found = short.decodePlainTunnel(frame.span, linkType: 1) else { continue }
            taken += 1
            let segment = found.segment
            #expect(shortCut(frame) == .tunnel && found.hash(seed: seed) == segment.key.hash(seed: seed))
            #expect("\(DecodedPacket.tcp(segment))" == layers(frame, &long), "\(frame)")
            stacks += short.takeTunnelStacks()
            // What others came in has numbers as well, so each is asked for in the same order.
            #expect(stacks.count >= Int(segment.tunnels))
        }
        #expect(taken > 50)
    }

    @Test func `are taken by segments with a tag`() {
        var taken = 0
        var (short, long) = (PacketDecoder(), PacketDecoder())
        let plain = ethernet(0x0800, `Tunnels`.inner)
        for id: UInt16 in [0, 1, 0x0FFF, 0x2005] {
            let tagged = Array(plain[..<12]) + [0x81, 0] + be(id) + plain[12...]
            for length in 0...tagged.count {
                let frame = Array(tagged[..<length])
                guard let found = PacketDecoder.decodePlainTag(frame.span, linkType: 1) else { continue }
                taken += 1
                let segment = found.segment
                #expect(shortCut(frame) == .tag && found.hash(seed: seed) == segment.key.hash(seed: seed))
                #expect("\(DecodedPacket.tcp(segment))" == layers(frame, &long), "\(frame)")
                let decoded = short.decode(
                    frame.span,
                    originalLength: length,
                    linkType: 1,
                    time: Timestamp(nanoseconds: 0)
                )
                #expect("\(decoded)" == "\(DecodedPacket.tcp(segment))")
            }
        }
        #expect(taken > 3)
    }

    private func shortCut(_ frame: [UInt8]) -> PacketDecoder.ShortCut {
        PacketDecoder.shortCut(frame.span, originalLength: frame.count, linkType: 1)
    }

    private let seed = HashKey(7)

    @Test func `are taken by datagrams that are nothing else`() {
        var taken = 0
        for frame in Self.frames {
            guard
                let plain = PacketDecoder.decodePlainDatagram(
                    frame.span,
                    originalLength: frame.count,
                    linkType: 1
                )
            else { continue }
            taken += 1
            #expect(shortCut(frame) == .datagram || frame[36] == 0x12 && frame[37] == 0xB5)
            var decoder = PacketDecoder()
            #expect("\(DecodedPacket.udp(plain.datagram))" == layers(frame, &decoder), "\(frame)")
            #expect(decoder.passedOver.isEmpty, "\(frame)")
            #expect(plain.flow.payloadLength < 8 || plain.header == frame.span.bigEndianUInt64(at: 42))
        }
        #expect(taken > 500)
    }

    @Test func `rule out no tunnel`() {
        var (ruledOut, tunnels) = (0, 0)
        for frame in Self.frames where frame.count >= 14 + 20 + 16 && frame[23] == 17 {
            var path = HeaderPath()
            path.offset = 34
            path.wireEnd = frame.count
            path.source = IPAddress(ipv4: 1)
            path.destination = IPAddress(ipv4: 2)
            let isPossible = UDPTunnel.isPossible(frame.span, 34, end: frame.count)
            let isTunnel = UDPTunnel.attempt(frame.span, &path, end: frame.count) != nil
            #expect(isPossible || !isTunnel, "\(frame)")
            if !isPossible { ruledOut += 1 }
            if isTunnel { tunnels += 1 }
        }
        #expect(ruledOut > 1_000 && tunnels > 200)
    }
}

import ByteParsing
import PacketDecoding
import TestSupport
import Testing

@testable import Redacting

@Suite struct `Redaction of frames` {
    private static func redacted(_ frame: [UInt8], _ linkType: UInt32 = 1) throws -> [UInt8]? {
        let addresses = try #require(AddressRedaction(.keepingPrefixes(key: `Redaction of addresses`.key)))
        var frames = FrameRedaction(addresses)
        return frames.redacted(
            frame,
            linkType: linkType,
            originalLength: frame.count,
            at: Timestamp(nanoseconds: 0)
        )
    }

    private static func contains(_ frame: [UInt8], _ part: [UInt8]) -> Bool {
        (0...max(frame.count - part.count, 0)).contains { frame[$0...].starts(with: part) }
    }

    private static let segment = tcp([1, 2, 3])

    @Test(
        arguments: [
            (1, ethernet(0x0800, ipv4(segment))), (1, ethernet(0x8100, vlan(0x0800, ipv4(segment)))),
            (1, ethernet(0x88A8, vlan(0x8100, vlan(0x86DD, ipv6(segment))))),
            (1, ethernet(0x0800, ipv4(segment, options: [7, 7, 4, 192, 0, 2, 1, 0]))),
            (1, ethernet(0x0800, ipv4(ipv4(segment), protocol: 4))),
            (1, ethernet(0x0800, ipv4(udp([22, 254, 253], from: 1, to: 2), protocol: 17))),
            (1, ethernet(0x86DD, ipv6(segment, extensions: [(60, [0, 1, 4, 0, 0, 0, 0])]))),
            (113, cooked(0x0800, ipv4(segment))), (276, cooked2(0x86DD, ipv6(segment))),
            (101, ipv4(segment)), (0, [2, 0, 0, 0] + ipv4(segment)),
        ] as [(UInt32, [UInt8])]
    )
    func `leaves no address, and everything else at its place`(_ linkType: UInt32, _ frame: [UInt8]) throws {
        let redacted = try #require(try Self.redacted(frame, linkType))
        #expect(redacted.count == frame.count)
        for address in [
            Endpoint.client.address, Endpoint.server.address, Endpoint.client6.address,
            Endpoint.server6.address, [2, 2, 2, 2, 2, 2],
        ] {
            #expect(!Self.contains(redacted, address))
        }
        #expect(Self.contains(redacted, [1, 2, 3]) == Self.contains(frame, [1, 2, 3]))
        var decoder = PacketDecoder()
        let decoded = decoder.decode(
            redacted.span,
            originalLength: redacted.count,
            linkType: linkType,
            time: Timestamp(nanoseconds: 0)
        )
        switch decoded {
        case .tcp(let segment):
            #expect([segment.sourcePort, segment.destinationPort] == [51_000, 443])
        case .udp(let datagram): #expect(datagram.source.port == 1)
        default: Issue.record("it cannot be decoded any more")
        }
    }

    @Test(
        arguments: [
            // VXLAN, and its piece.
            (
                1,
                ethernet(
                    0x0800,
                    ipv4(
                        udp([8, 0, 0, 0, 0, 0, 5, 0] + ethernet(0x0800, ipv4(segment)), from: 9, to: 4789),
                        protocol: 17
                    )
                )
            ),
            (
                1,
                ethernet(
                    0x0800,
                    ipv4(udp([8, 0, 0, 0], from: 9, to: 4789), protocol: 17, fragment: (0, true))
                )
            ),
            (1, ethernet(0x0800, ipv4(gre(0x0800, ipv4(segment)), protocol: 47))),
            (1, ethernet(0x86DD, ipv6(segment, extensions: [(43, [0, 0, 0, 0, 0, 0, 0])]))),
            (1, ethernet(0x0806, [UInt8](repeating: 1, count: 28))), (1, ethernet(0x0800, [0x45, 0])),
            (1, [2, 2]), (105, ethernet(0x0800, ipv4(segment))),
            (1, ethernet(0x0800, ipv4([8, 0, 0, 0], protocol: 1))),
        ] as [(UInt32, [UInt8])]
    )
    func `refuses what may still hold one`(_ linkType: UInt32, _ frame: [UInt8]) throws {
        #expect(try Self.redacted(frame, linkType) == nil)
    }

    @Test func `refuses a frame that was cut before the ports`() throws {
        let frame = ethernet(0x0800, ipv4(Self.segment))
        for count in 0..<14 + 20 + 20 {
            let addresses = try #require(AddressRedaction(.keepingBits(ipv4: 0, ipv6: 0)))
            var frames = FrameRedaction(addresses)
            let redacted = frames.redacted(
                Array(frame[..<count]),
                linkType: 1,
                originalLength: frame.count,
                at: Timestamp(nanoseconds: 0)
            )
            #expect(redacted == nil || !Self.contains(redacted ?? [], Endpoint.client.address))
        }
    }

    @Test func `redacts pieces of a TCP segment`() throws {
        for piece in [(0, true), (24, false)] {
            let frame = ethernet(0x0800, ipv4([UInt8](repeating: 7, count: 24), fragment: piece))
            let redacted = try #require(try Self.redacted(frame))
            #expect(!Self.contains(redacted, Endpoint.client.address))
        }
    }

    private static func sum(_ bytes: [UInt8]) -> Int {
        var sum = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += Int(bytes[index]) << 8 | (index + 1 < bytes.count ? Int(bytes[index + 1]) : 0)
        }
        while sum > 0xFFFF { sum = (sum & 0xFFFF) + sum >> 16 }
        return sum
    }

    /// Over the addresses, the protocol and the length (RFC 9293, section 3.1).
    private static func sum(ofTCPIn packet: [UInt8]) -> Int {
        sum(Array(packet[12..<20]) + [0, 6] + be(UInt16(packet.count - 20)) + packet[20...])
    }

    @Test func `keeps checksums right`() throws {
        var packet = ipv4(Self.segment)
        let header = UInt16(~Self.sum(Array(packet[..<20])) & 0xFFFF)
        packet.replaceSubrange(10..<12, with: be(header))
        packet.replaceSubrange(36..<38, with: be(UInt16(~Self.sum(ofTCPIn: packet) & 0xFFFF)))
        #expect(Self.sum(Array(packet[..<20])) == 0xFFFF && Self.sum(ofTCPIn: packet) == 0xFFFF)
        let redacted = try #require(try Self.redacted(packet, 101))
        #expect(redacted != packet)
        #expect(Self.sum(Array(redacted[..<20])) == 0xFFFF)
        #expect(Self.sum(ofTCPIn: redacted) == 0xFFFF)
    }
}

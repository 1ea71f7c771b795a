import ByteParsing
import PacketDecoding
import TestSupport
import Testing

@Suite struct `Datagrams` {
    private struct Decoded: Hashable {
        var source: String
        var destination: String
        var payload: [UInt8]
        var missing: Int
    }

    private let hello: [UInt8] = [0x16, 0xFE, 0xFD, 1, 2]

    private func decode(
        _ frames: [[UInt8]],
        linkType: UInt32 = 101,
        originalLength: Int? = nil
    ) -> Decoded? {
        var decoder = PacketDecoder()
        var decoded: Decoded?
        for frame in frames {
            let packet = decoder.decode(
                frame.span,
                originalLength: originalLength ?? frame.count,
                linkType: linkType,
                time: Timestamp(nanoseconds: 0)
            )
            switch packet {
            case .udp(let datagram): decoded = read(datagram, frame)
            case .reassembledUDP(let datagram): decoded = read(datagram, decoder.reassembledDatagram)
            default: decoded = nil
            }
        }
        return decoded
    }

    private func read(_ datagram: Datagram, _ bytes: [UInt8]) -> Decoded {
        Decoded(
            source: datagram.source.description,
            destination: datagram.destination.description,
            payload: Array(bytes[datagram.payloadRange]),
            missing: datagram.missingLength
        )
    }

    private func expected(_ payload: [UInt8], missing: Int = 0) -> Decoded {
        Decoded(
            source: "192.0.2.1:40000",
            destination: "198.51.100.2:4433",
            payload: payload,
            missing: missing
        )
    }

    private func packet(_ payload: [UInt8]) -> [UInt8] { ipv4(payload, protocol: 17) }

    @Test func `have ports and a payload, in IPv4, in IPv6, and in tunnels`() {
        let datagram = udp(hello, from: 40_000, to: 4_433)
        #expect(decode([packet(datagram)]) == expected(hello))
        #expect(decode([ethernet(0x0800, packet(datagram))], linkType: 1) == expected(hello))
        #expect(
            decode([ethernet(0x8100, vlan(0x0800, packet(datagram)))], linkType: 1) == expected(hello)
        )
        let six = decode([ipv6(datagram, protocol: 17)])
        #expect(six?.source == "[2001:db8::1]:40000" && six?.destination == "[2001:db8::2]:4433")
        #expect(six?.payload == hello)
        let tunnel = ipv4(gre(0x0800, packet(datagram)), protocol: 47)
        #expect(decode([tunnel]) == expected(hello))
    }

    @Test func `of both directions have one key`() throws {
        var decoder = PacketDecoder()
        var found: [Datagram] = []
        for frame in [
            ipv4(udp(hello, from: 40_000, to: 4_433), protocol: 17),
            ipv4(
                udp(hello, from: 4_433, to: 40_000),
                protocol: 17,
                from: Endpoint.server.address,
                to: Endpoint.client.address
            ),
        ] {
            let time = Timestamp(nanoseconds: 0)
            let packet = decoder.decode(
                frame.span,
                originalLength: frame.count,
                linkType: 101,
                time: time
            )
            if case .udp(let datagram) = packet { found.append(datagram) }
        }
        try #require(found.count == 2)
        #expect(found[0].key == found[1].key && found[0].direction != found[1].direction)
    }

    @Test func `say what the capture cut off, and end where the header says`() {
        let datagram = udp(hello, from: 40_000, to: 4_433)
        let whole = packet(datagram)
        for cut in 1...5 {
            let frame = Array(whole.dropLast(cut))
            let kept = Array(hello.dropLast(cut))
            #expect(decode([frame], originalLength: whole.count) == expected(kept, missing: cut))
        }
        // Of the UDP header itself bytes are missing.
        #expect(decode([Array(whole.dropLast(6))], originalLength: whole.count) == nil)
        // Padding behind the datagram is not part of it, whoever says so.
        #expect(decode([whole + [0, 0, 0, 0]]) == expected(hello))
        var padded = datagram + [0, 0, 0]
        #expect(decode([packet(padded)]) == expected(hello))
        // Segmentation offload leaves a length of 0.
        padded[4] = 0
        padded[5] = 0
        #expect(decode([packet(padded)]) == expected(hello + [0, 0, 0]))
        // A length beyond the packet means no more than the packet.
        padded[4] = 0xFF
        #expect(decode([packet(padded)]) == expected(hello + [0, 0, 0]))
    }

    @Test func `are put together from fragments`() {
        let long = (0..<40).map { UInt8($0) }
        let datagram = udp(long, from: 40_000, to: 4_433)
        let first = ipv4(Array(datagram[..<24]), protocol: 17, fragment: (0, true))
        let last = ipv4(Array(datagram[24...]), protocol: 17, fragment: (24, false))
        #expect(decode([first, last]) == expected(long))
        #expect(decode([last, first]) == expected(long))
        #expect(decode([first]) == nil)
    }

    @Test func `go between stations of a link as well, which have no ports`() {
        let one = SocketAddress(address: IPAddress(link: 0x02_00_5E_00_53_01), port: 0)
        let other = SocketAddress(address: IPAddress(link: 0x02_00_5E_00_53_FE), port: 0)
        let there = Datagram(source: one, destination: other, payload: 0..<1)
        let back = Datagram(source: other, destination: one, payload: 0..<1)
        #expect(there.key == back.key && there.direction == back.direction.opposite)
        #expect(there.source == one && there.destination == other && back.source == other)
        #expect(there.source.description == "02:00:5e:00:53:01" && !one.hasPort)
        #expect(there.source.address.bytes == [2, 0, 0x5E, 0, 0x53, 1])
    }
}

import PacketDecoding
import TestSupport
import Testing

@Suite struct `IP and TCP headers` {
    private let found4 = `Link layers and tunnels`.found4
    private let found6 = `Link layers and tunnels`.found6
    private let segment6 = tcp(hello, from: .client6, to: .server6)

    private func outcome(_ packet: [UInt8], _ originalLength: Int? = nil) -> Outcome {
        var decoder = PacketDecoder()
        return decoder.outcome(of: packet, linkType: 101, originalLength: originalLength)
    }

    @Test func `IPv4 options are skipped`() {
        #expect(outcome(ipv4(tcp(hello), options: [1, 1, 1, 0])) == found4)
        #expect(outcome(ipv4(tcp(hello), options: [UInt8](repeating: 1, count: 40))) == found4)
    }

    @Test func `TCP options are skipped`() {
        #expect(outcome(ipv4(tcp(hello, options: [2, 4, 5, 0xB4]))) == found4)
        #expect(outcome(ipv4(tcp(hello, options: [UInt8](repeating: 1, count: 40)))) == found4)
    }

    @Test func `IPv6 extension headers are skipped`() {
        let eight = [UInt8](repeating: 0, count: 7)
        let routing: [UInt8] = [2] + [UInt8](repeating: 0, count: 22)
        let authentication: [UInt8] = [4] + [UInt8](repeating: 0, count: 22)
        let chain: [(number: UInt8, body: [UInt8])] = [
            (0, eight), (60, eight), (43, routing), (51, authentication), (135, eight), (139, eight),
            (140, eight),
        ]
        #expect(outcome(ipv6(segment6, extensions: chain)) == found6)
        for header in chain { #expect(outcome(ipv6(segment6, extensions: [header])) == found6) }
    }

    @Test func `an IPv6 extension header that reaches beyond the packet is malformed`() {
        #expect(
            outcome(ipv6(segment6, extensions: [(60, [200] + [UInt8](repeating: 0, count: 6))]))
                == .malformed(.ipv6)
        )
        #expect(
            outcome(ipv6([], extensions: [(51, [9] + [UInt8](repeating: 0, count: 10))])) == .malformed(.ipv6)
        )
    }

    @Test func `a packet without a next header or with encryption is something else`() {
        #expect(outcome(ipv6([], protocol: 59)) == .other)
        #expect(outcome(ipv6(segment6, protocol: 50)) == .other)
    }

    @Test func `an atomic IPv6 fragment is a whole packet`() {
        let packet = ipv6(segment6, extensions: [(44, fragmentHeader(0, hasMore: false))])
        #expect(outcome(packet) == found6)
    }

    @Test func `a length of zero, left by segmentation offload, means the rest of the frame`() {
        #expect(outcome(ipv4(tcp(hello), totalLength: 0)) == found4)
        #expect(outcome(ipv6(segment6, payloadLength: 0)) == found6)
    }

    @Test func `a snapshot length leaves missing bytes, not absent ones`() {
        let long = hello + [UInt8](repeating: 0x2E, count: 1_000)
        let packet = ipv4(tcp(long))
        for kept in [0, 1, 5, 1_004, 1_005] {
            let cut = Array(packet.prefix(40 + kept))
            let expected = Outcome.tcp(
                from: "192.0.2.1:51000",
                to: "198.51.100.2:443",
                payload: Array(long.prefix(kept)),
                missing: long.count - kept
            )
            #expect(outcome(cut, packet.count) == expected, "\(kept) bytes of payload")
            #expect(
                outcome(Array(ipv4(tcp(long), totalLength: 0).prefix(40 + kept)), packet.count) == expected
            )
        }
    }

    @Test func `a snapshot length inside the TCP options leaves the payload's length known`() {
        let packet = ipv4(tcp(hello, options: [1, 1, 1, 1]))
        let expected = Outcome.tcp(from: "192.0.2.1:51000", to: "198.51.100.2:443", payload: [], missing: 5)
        #expect(outcome(Array(packet.prefix(41)), packet.count) == expected)
    }

    @Test func `an original length below the captured one is not believed`() {
        #expect(outcome(ipv4(tcp(hello)), 3) == found4)
    }

    @Test func `headers that contradict themselves are malformed`() {
        let packet = ipv4(tcp(hello))
        var wrong = packet
        wrong[0] = 0x44
        #expect(outcome(wrong) == .malformed(.ipv4))  // a header shorter than the shortest
        #expect(outcome(ipv4(tcp(hello), totalLength: 19)) == .malformed(.ipv4))
        #expect(outcome(ipv4(tcp(hello), totalLength: 39)) == .malformed(.tcp))
        wrong = packet
        wrong[32] = 0x40
        #expect(outcome(wrong) == .malformed(.tcp))  // a TCP header of 16 bytes
        wrong[32] = 0xF0
        #expect(outcome(wrong) == .malformed(.tcp))  // one of 60 in a packet of 45
    }

    @Test func `sequence numbers and flags are read`() {
        var decoder = PacketDecoder()
        let packet = ipv4(
            tcp([], sequenceNumber: 0xFEDC_BA98, acknowledgmentNumber: 0x0102_0304, flags: tcpSYN | tcpACK)
        )
        let decoded = decoder.decode(
            packet.span,
            originalLength: packet.count,
            linkType: 101,
            time: .init(nanoseconds: 0)
        )
        guard case .tcp(let segment) = decoded else {
            Issue.record("not TCP")
            return
        }
        #expect(segment.sequenceNumber == 0xFEDC_BA98 && segment.acknowledgmentNumber == 0x0102_0304)
        #expect(segment.flags == [.syn, .acknowledgment])
    }

    /// Ethernet with IPv4 and TCP has a short cut, which must read what the long way reads.
    @Test(arguments: 1...50) func `a packet is the same in Ethernet and without`(seed: UInt64) {
        var random = FixedRandom(seed: seed)
        var decoder = PacketDecoder()
        for _ in 0..<200 {
            var packet = ipv4(tcp(hello, options: [1, 1, 1, 1]), options: [1, 1, 1, 0]) + [0, 0, 0]
            if Bool.random(using: &random) { packet = ip4 + [0, 0, 0] }
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                packet[Int.random(in: packet.indices, using: &random)] = UInt8.random(
                    in: 0...255,
                    using: &random
                )
            }
            packet.removeLast(Int.random(in: 0...12, using: &random))
            packet[9] = 6  // TCP: of fragments and tunnels the decoder remembers more than one packet
            packet[6] = 0
            packet[7] = 0
            let length = packet.count + Int.random(in: -5...20, using: &random)
            let raw = decoder.outcome(of: packet, linkType: 228, originalLength: length)
            let framed = decoder.outcome(
                of: ethernet(0x0800, packet),
                linkType: 1,
                originalLength: length + 14
            )
            #expect(raw == framed, "\(packet)")
        }
    }
}

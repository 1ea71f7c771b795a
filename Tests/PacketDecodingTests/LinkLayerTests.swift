import PacketDecoding
import TestSupport
import Testing

let hello: [UInt8] = Array("hello".utf8)
let ip4 = ipv4(tcp(hello))
let ip6 = ipv6(tcp(hello, from: .client6, to: .server6))

@Suite struct `Link layers and tunnels` {
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let linkType: UInt32
        let frame: [UInt8]
        let expected: Outcome

        init(_ name: String, _ linkType: UInt32, _ frame: [UInt8], _ expected: Outcome = found4) {
            testDescription = name
            self.linkType = linkType
            self.frame = frame
            self.expected = expected
        }
    }

    static let found4 = Outcome.tcp(
        from: "192.0.2.1:51000",
        to: "198.51.100.2:443",
        payload: hello,
        missing: 0
    )
    static let found6 = Outcome.tcp(
        from: "[2001:db8::1]:51000",
        to: "[2001:db8::2]:443",
        payload: hello,
        missing: 0
    )

    static let ethernetRows: [Row] = [
        Row("Ethernet, IPv4", 1, ethernet(0x0800, ip4)),
        Row("Ethernet, IPv6", 1, ethernet(0x86DD, ip6), found6),
        Row("Ethernet with padding after a short packet", 1, ethernet(0x0800, ip4) + [0, 0, 0, 0, 0, 0, 0]),
        Row("802.1Q", 1, ethernet(0x8100, vlan(0x0800, ip4))),
        Row("802.1ad around 802.1Q", 1, ethernet(0x88A8, vlan(0x8100, vlan(0x86DD, ip6))), found6),
        Row("the forerunners of 802.1ad", 1, ethernet(0x9100, vlan(0x9200, vlan(0x0800, ip4)))),
        Row("802.3 with SNAP", 1, ethernet(UInt16(8 + ip4.count), snap(0x0800, ip4))),
        Row(
            "802.3 with SNAP behind a VLAN tag",
            1,
            ethernet(0x8100, vlan(UInt16(8 + ip4.count), snap(0x0800, ip4)))
        ),
        Row(
            "802.3 with LLC alone",
            1,
            ethernet(38, [0x42, 0x42, 0x03] + [UInt8](repeating: 0, count: 35)),
            .other
        ),
        Row("ARP", 1, ethernet(0x0806, [UInt8](repeating: 0, count: 28)), .other),
        Row(
            "more VLAN tags than anyone stacks",
            1,
            (0..<20).reduce(ethernet(0x8100, [])) { frame, _ in
                frame + [0, 0x2A, 0x81, 0x00]
            } + vlan(0x0800, ip4),
            .other
        ),
        Row("MPLS", 1, ethernet(0x8847, mpls(ip4))),
        Row("MPLS of three labels, multicast type", 1, ethernet(0x8848, mpls(labels: 3, ip6)), found6),
        Row(
            "MPLS pseudowire with a control word",
            1,
            ethernet(0x8847, mpls([0, 0, 0, 9] + ethernet(0x0800, ip4)))
        ),
        Row("MPLS around something else", 1, ethernet(0x8847, mpls([0x10, 0, 0, 0])), .other),
        Row(
            "MPLS without an end of the stack",
            1,
            ethernet(0x8847, [UInt8](repeating: 0, count: 200)),
            .other
        ),
        Row("PPPoE session", 1, ethernet(0x8864, pppoe([0x00, 0x21] + ip4))),
        Row("PPPoE session, IPv6, compressed protocol", 1, ethernet(0x8864, pppoe([0x57] + ip6)), found6),
        Row("PPPoE discovery", 1, ethernet(0x8864, [0x11, 0x09, 0, 0, 0, 4, 1, 1, 0, 0]), .other),
    ]

    static let plainRows: [Row] = [
        Row("raw IP, BSD number", 12, ip4),
        Row("raw IP, OpenBSD number", 14, ip6, found6),
        Row("raw IP", 101, ip6, found6),
        Row("raw IP of neither version", 101, [0x50] + ip4.dropFirst(), .other),
        Row("raw IPv4", 228, ip4),
        Row("raw IPv6", 229, ip6, found6),
        Row("raw IPv4 that is IPv6", 228, ip6, .malformed(.ipv4)),
        Row("NULL, little-endian", 0, [2, 0, 0, 0] + ip4),
        Row("NULL, big-endian", 0, [0, 0, 0, 2] + ip4),
        Row("NULL, Darwin's IPv6", 0, [30, 0, 0, 0] + ip6, found6),
        Row("NULL, FreeBSD's IPv6, big-endian", 0, [0, 0, 0, 28] + ip6, found6),
        Row("NULL, another family", 0, [7, 0, 0, 0] + ip4, .other),
        Row("LOOP", 108, [0, 0, 0, 2] + ip4),
        Row("LOOP, OpenBSD's IPv6", 108, [0, 0, 0, 24] + ip6, found6),
        Row("OpenBSD's enc", 109, [UInt8](repeating: 0, count: 12) + ip4),
        Row("Linux cooked", 113, cooked(0x0800, ip4)),
        Row("Linux cooked, VLAN", 113, cooked(0x8100, vlan(0x86DD, ip6)), found6),
        Row("Linux cooked, version 2", 276, cooked2(0x86DD, ip6), found6),
        Row("PPP", 9, [0x00, 0x21] + ip4),
        Row("PPP with HDLC framing", 9, [0xFF, 0x03, 0x00, 0x57] + ip6, found6),
        Row("PPP in HDLC, compressed protocol", 50, [0xFF, 0x03, 0x21] + ip4),
        Row("PPP with a direction byte", 166, [0x00, 0x03, 0x00, 0x21] + ip4),
        Row("PPP, MPLS", 9, [0x02, 0x81] + mpls(ip4)),
        Row("PPP, link control", 9, [0xC0, 0x21, 1, 1, 0, 4], .other),
        Row("PPPoE without Ethernet", 51, pppoe([0x00, 0x21] + ip4)),
        Row("Cisco HDLC", 104, [0x0F, 0x00, 0x08, 0x00] + ip4),
        Row("Cisco HDLC, multicast", 104, [0x8F, 0x00, 0x86, 0xDD] + ip6, found6),
        Row("Cisco HDLC with a direction byte", 205, [0x01, 0x0F, 0x00, 0x08, 0x00] + ip4),
        Row(
            "Cisco HDLC, its own keepalive",
            104,
            [0x8F, 0x00, 0x80, 0x35] + [UInt8](repeating: 0, count: 18),
            .other
        ),
        Row("MPLS without Ethernet", 219, mpls(ip4)),
        Row("a link type that is not decoded", 147, ip4, .unsupportedLinkType),
    ]

    static let wirelessRows: [Row] = [
        Row("802.11, to the access point", 105, wireless(snap(0x0800, ip4), flags: 0x01)),
        Row("802.11, from the access point", 105, wireless(snap(0x86DD, ip6), flags: 0x02), found6),
        Row("802.11 with four addresses", 105, wireless(snap(0x0800, ip4), flags: 0x03)),
        Row("802.11 QoS", 105, wireless(snap(0x0800, ip4), qosControl: [0, 0])),
        Row(
            "802.11 QoS with four addresses",
            105,
            wireless(snap(0x0800, ip4), flags: 0x03, qosControl: [5, 0])
        ),
        Row("802.11 QoS with HT control", 105, wireless(snap(0x0800, ip4), flags: 0x81, qosControl: [0, 0])),
        Row("802.11 protected", 105, wireless(snap(0x0800, ip4), flags: 0x41), .other),
        Row("802.11 A-MSDU", 105, wireless(snap(0x0800, ip4), qosControl: [0x80, 0]), .other),
        Row(
            "802.11 A-MSDU of one frame",
            105,
            wireless(
                [UInt8](repeating: 2, count: 12) + be(UInt16(ip4.count + 8)) + snap(0x0800, ip4),
                qosControl: [0x80, 0]
            )
        ),
        Row("802.11 data without data", 105, wireless([], control: 0x48), .other),
        Row("802.11 beacon", 105, wireless(snap(0x0800, ip4), control: 0x80), .other),
        Row("802.11 data that is not SNAP", 105, wireless([0x42, 0x42, 3, 0, 0, 0, 0, 0]), .other),
        Row("802.11 with a checksum at the end", 105, wireless(snap(0x0800, ip4)) + [1, 2, 3, 4]),
        Row("radiotap", 127, radiotap(wireless(snap(0x0800, ip4)))),
        Row("radiotap, QoS", 127, radiotap(wireless(snap(0x0800, ip4), qosControl: [0, 0]), extra: 18)),
        Row(
            "radiotap, a header that is filled up",
            127,
            [0, 0, 9, 0, 2, 0, 0, 0, 0x20] + wireless([0, 0] + snap(0x0800, ip4), qosControl: [0, 0])
        ),
        Row(
            "radiotap, the same behind more words and a time",
            127,
            [0, 0, 25, 0, 3, 0, 0, 0x80, 0, 0, 0, 0] + [0, 0, 0, 0] + [UInt8](repeating: 9, count: 8) + [0x20]
                + wireless([0, 0] + snap(0x0800, ip4), qosControl: [0, 0])
        ),
        Row(
            "radiotap that claims no length",
            127,
            [0, 0, 0, 0, 0, 0, 0, 0] + wireless(snap(0x0800, ip4)),
            .malformed(.linkLayer)
        ),
        Row("prism", 119, [UInt8](repeating: 0, count: 144) + wireless(snap(0x0800, ip4))),
        Row(
            "AVS",
            163,
            [0x80, 0x21, 0x10, 0x01, 0, 0, 0, 64] + [UInt8](repeating: 0, count: 56)
                + wireless(snap(0x0800, ip4))
        ),
        Row(
            "AVS with a length of 4 GiB",
            163,
            [0x80, 0x21, 0x10, 0x01, 255, 255, 255, 255] + wireless(snap(0x0800, ip4)),
            .malformed(.linkLayer)
        ),
        Row("PPI around 802.11", 192, [0, 0, 12, 0, 105, 0, 0, 0, 1, 2, 3, 4] + wireless(snap(0x0800, ip4))),
        Row("PPI around Ethernet", 192, [0, 0, 8, 0, 1, 0, 0, 0] + ethernet(0x0800, ip4)),
        Row("PPI around PPI", 192, [0, 0, 8, 0, 192, 0, 0, 0] + ip4, .other),
        Row("PPI around an unknown type", 192, [0, 0, 8, 0, 147, 0, 0, 0] + ip4, .other),
    ]

    static let tunnelRows: [Row] = [
        Row("IPv4 in IPv4", 101, ipv4(ip4, protocol: 4)),
        Row("IPv6 in IPv4", 101, ipv4(ip6, protocol: 41), found6),
        Row("IPv4 in IPv6", 101, ipv6(ip4, protocol: 4)),
        Row("GRE", 101, ipv4(gre(0x0800, ip4), protocol: 47)),
        Row(
            "GRE with checksum, key and sequence number",
            101,
            ipv4(gre(0x86DD, ip6, flags: 0xB000), protocol: 47),
            found6
        ),
        Row("GRE, Ethernet", 101, ipv4(gre(0x6558, ethernet(0x0800, ip4), flags: 0x2000), protocol: 47)),
        Row(
            "PPTP's GRE with acknowledgment",
            101,
            ipv4(gre(0x880B, [0x21] + ip4, flags: 0x3081), protocol: 47)
        ),
        Row(
            "ERSPAN type II",
            101,
            ipv4(
                gre(0x88BE, [UInt8](repeating: 0, count: 8) + ethernet(0x0800, ip4), flags: 0x1000),
                protocol: 47
            )
        ),
        Row("GRE with source routing", 101, ipv4(gre(0x0800, ip4, flags: 0x4000), protocol: 47), .other),
        Row(
            "VXLAN",
            101,
            ipv4(
                udp([8, 0, 0, 0, 0, 0, 1, 0] + ethernet(0x0800, ip4), from: 40_000, to: 4_789),
                protocol: 17
            )
        ),
        Row(
            "VXLAN's port without its header",
            101,
            ipv4(
                udp([9] + [UInt8](repeating: 0, count: 40), from: 1, to: 4_789),
                protocol: 17
            ),
            .udp
        ),
        Row(
            "Geneve with options",
            101,
            ipv4(
                udp([1, 0, 0x65, 0x58, 0, 0, 1, 0, 0, 0, 0, 0] + ethernet(0x86DD, ip6), from: 9, to: 6_081),
                protocol: 17
            ),
            found6
        ),
        Row(
            "GTP-U",
            101,
            ipv4(
                udp([0x30, 0xFF] + be(UInt16(ip4.count)) + [0, 0, 0, 1] + ip4, from: 2_152, to: 2_152),
                protocol: 17
            )
        ),
        Row(
            "GTP-U with an extension header",
            101,
            ipv4(
                udp([0x34, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0, 0, 0] + ip6, from: 2_152, to: 2_152),
                protocol: 17
            ),
            found6
        ),
        Row("plain UDP", 101, ipv4(udp(hello, from: 5_353, to: 5_353), protocol: 17), .udp),
        Row("ICMP", 101, ipv4([8, 0, 0, 0], protocol: 1), .other),
        Row("tunnels nested eight deep", 101, (0..<8).reduce(ip4) { inner, _ in ipv4(inner, protocol: 4) }),
        Row(
            "tunnels nested nine deep",
            101,
            (0..<9).reduce(ip4) { inner, _ in ipv4(inner, protocol: 4) },
            .malformed(.nestedTooDeep)
        ),
    ]

    @Test(arguments: ethernetRows + plainRows + wirelessRows + tunnelRows)
    func `finds the TCP segment or says what there is instead`(_ row: Row) {
        var decoder = PacketDecoder()
        #expect(decoder.outcome(of: row.frame, linkType: row.linkType) == row.expected)
    }

    @Test(arguments: ethernetRows + plainRows + wirelessRows + tunnelRows)
    func `no prefix of a frame is taken for the whole`(_ row: Row) {
        var decoder = PacketDecoder()
        for length in 0..<row.frame.count {
            let prefix = Array(row.frame.prefix(length))
            let outcome = decoder.outcome(of: prefix, linkType: row.linkType, originalLength: row.frame.count)
            if case .tcp(_, _, let payload, let missing) = outcome {
                #expect(
                    payload.count + missing == hello.count && hello.starts(with: payload),
                    "\(length) bytes"
                )
            }
        }
    }

    @Test(arguments: ethernetRows + plainRows + wirelessRows + tunnelRows)
    func `a frame that ends at a changed byte or before does not trap`(_ row: Row) {
        var decoder = PacketDecoder()
        var random = FixedRandom(seed: 1)
        for _ in 0..<300 {
            var frame = row.frame
            for _ in 0..<Int.random(in: 1...4, using: &random) where !frame.isEmpty {
                frame[Int.random(in: frame.indices, using: &random)] = UInt8.random(
                    in: 0...255,
                    using: &random
                )
            }
            frame.removeLast(Int.random(in: 0...min(3, frame.count), using: &random))
            _ = decoder.outcome(of: frame, linkType: row.linkType, originalLength: row.frame.count)
        }
    }

    @Test(arguments: [
        0, 1, 8, 9, 10, 12, 14, 50, 51, 100, 101, 102, 104, 105, 106, 107, 108, 109, 113, 117, 119, 122, 123,
        127,
        138, 163, 166, 192, 197, 204, 205, 206, 219, 226, 228, 229, 239, 240, 241, 242, 247, 252, 258, 259,
        274, 276,
        281, 282, 284, 285,
    ])
    func `random bytes do not trap`(linkType: UInt32) {
        var decoder = PacketDecoder()
        var random = FixedRandom(seed: UInt64(linkType))
        for _ in 0..<2_000 {
            let length = Int.random(in: 0...200, using: &random)
            let frame = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let claimed = Int.random(in: 0...70_000, using: &random)
            let outcome = decoder.outcome(of: frame, linkType: linkType, originalLength: claimed)
            #expect(outcome != .unsupportedLinkType)
        }
    }
}

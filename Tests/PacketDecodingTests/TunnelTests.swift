import ByteParsing
import PacketDecoding
import TestSupport
import Testing

@Suite struct `Tunnels` {
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let linkType: UInt32
        let frame: [UInt8]
        let expected: Outcome
        /// With their identifiers.
        let tunnels: [String]

        /// The bytes of an IP packet, or of what `linkType` names.
        init(
            _ tunnels: String,
            _ frame: [UInt8],
            _ name: String,
            linkType: UInt32 = 101,
            _ expected: Outcome = `Link layers and tunnels`.found4
        ) {
            testDescription = name
            self.linkType = linkType
            self.frame = frame
            self.expected = expected
            self.tunnels = tunnels.split(separator: " ").map(String.init)
        }
    }

    static let found6 = `Link layers and tunnels`.found6
    static let inner = checked(ip4)
    static let frame = ethernet(0x0800, inner)

    /// An IPv4 packet whose header has its checksum.
    static func checked(_ packet: [UInt8]) -> [UInt8] {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: 20, by: 2) where index != 10 {
            sum += UInt32(packet[index]) << 8 | UInt32(packet[index + 1])
        }
        while sum >> 16 != 0 { sum = sum & 0xFFFF + sum >> 16 }
        var packet = packet
        packet.replaceSubrange(10..<12, with: be(~UInt16(sum)))
        return packet
    }

    static func over(_ port: UInt16, _ payload: [UInt8], from source: UInt16 = 40_000) -> [UInt8] {
        ipv4(udp(payload, from: source, to: port), protocol: 17)
    }

    static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    static let networkRows: [Row] = [
        Row(
            "nvgre#4660",
            ipv4(be(UInt32(0x2000_6558)) + be(UInt32(0x1234_01)) + frame, protocol: 47),
            "NVGRE"
        ),
        Row("gre#7", ipv4(be(UInt32(0x2000_6558)) + be(UInt32(7)) + frame, protocol: 47), "a key of GRE"),
        Row("gre", ipv6(gre(0x0800, inner), protocol: 47), "GRE over IPv6"),
        Row("gre", ipv4(gre(0x883E, [0, 1, 0, 0] + inner), protocol: 47), "GRE, redirected by WCCP"),
        Row("erspan", ipv4(gre(0x88BE, frame), protocol: 47), "ERSPAN type I"),
        Row(
            "erspan#23",
            ipv4(gre(0x22EB, [0x20, 0, 0, 23] + zeros(8) + frame, flags: 0x1000), protocol: 47),
            "ERSPAN type III"
        ),
        Row(
            "erspan#23",
            ipv4(
                gre(0x22EB, [0x20, 0, 0, 23] + zeros(6) + [0, 1] + zeros(8) + frame, flags: 0x1000),
                protocol: 47
            ),
            "ERSPAN type III with a platform's header"
        ),
        Row(
            "erspan#23",
            ipv4(gre(0x22EB, [0x20, 0, 0, 23] + zeros(6) + [8, 0] + inner, flags: 0x1000), protocol: 47),
            "ERSPAN type III around IP"
        ),
        Row("vxlan#1", over(33_333, [8, 0, 0, 0, 0, 0, 1, 0] + frame), "VXLAN on any port"),
        Row("vxlan#1", over(4_789, [0x88, 0, 0, 9, 0, 0, 1, 0] + frame), "VXLAN with a group policy"),
        Row("vxlan#1", over(4_790, [0x0C, 0, 0, 1, 0, 0, 1, 0] + inner), "VXLAN-GPE around IP"),
        Row(
            "vxlan#1 nsh#5",
            over(4_790, [0x0C, 0, 0, 4, 0, 0, 1, 0] + [0x0F, 0xC2, 2, 3, 0, 0, 5, 255] + frame),
            "NSH in VXLAN-GPE"
        ),
        Row(
            "gre nsh#5",
            gre(0x894F, [0x0F, 0xC6, 1, 1, 0, 0, 5, 255] + zeros(16) + inner).inIP(47),
            "NSH in GRE"
        ),
        Row("geneve#1", over(6_082, [0, 0, 0x65, 0x58, 0, 0, 1, 0] + frame), "Geneve on any port"),
        Row("geneve#1", over(6_081, [1, 0, 0x08, 0, 0, 0, 1, 0] + zeros(4) + inner), "Geneve around IP"),
        Row("lisp#1", over(4_341, [0x88, 0, 0, 1, 0, 0, 1, 1] + inner), "LISP"),
        Row(
            "gtp#1",
            over(
                2_152,
                [0x34, 0xFF] + be(UInt16(8 + inner.count)) + [0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0x10, 9, 0]
                    + inner
            ),
            "GTP-U with a session"
        ),
        Row("gtp#1", over(2_152, [0x30, 0xFF, 0, 0, 0, 0, 0, 1] + frame), "GTP-U around Ethernet"),
    ]

    static let layerTwoRows: [Row] = [
        Row("l2tp#6", over(1_701, [0, 2, 0, 5, 0, 6, 0xFF, 3, 0, 0x21] + inner), "L2TP"),
        Row("l2tp#6", over(9, [0, 2, 0, 5, 0, 6, 0x21] + inner), "L2TP on any port, PPP as short as can be"),
        Row(
            "l2tp#6",
            over(
                1_701,
                [0x4A, 2] + be(UInt16(20 + inner.count)) + [
                    0, 5, 0, 6, 0, 1, 0, 1, 0, 2, 9, 9, 0xFF, 3, 0, 0x21,
                ] + inner
            ),
            "L2TP with length, sequence numbers and offset"
        ),
        Row("l2tp#9", over(1_701, [0, 3, 0, 0, 0, 0, 0, 9] + frame), "L2TPv3 over UDP"),
        Row("l2tp#9", ipv4([0, 0, 0, 9] + frame, protocol: 115), "L2TPv3 over IP"),
        Row("l2tp#9", ipv4([0, 0, 0, 9, 1, 2, 3, 4] + frame, protocol: 115), "L2TPv3 with a cookie"),
        Row(
            "l2tp#9",
            ipv4([0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 1] + frame, protocol: 115),
            "L2TPv3 with a long cookie and a sublayer"
        ),
        Row("mpls#16", mpls(labels: 2, frame).inIP(137), "a pseudowire without a control word"),
        Row("mpls#16", mpls(labels: 2, [0, 0, 0, 1] + frame).inIP(137), "a pseudowire with a control word"),
        Row("mpls#16", over(6_635, mpls(inner)), "MPLS in UDP"),
        Row("etherip", ipv4([0x30, 0] + frame, protocol: 97), "EtherIP"),
        Row("tzsp", over(37_008, [1, 0, 0, 1, 10, 1, 0xC0, 1] + frame), "TZSP"),
        Row(
            "tzsp",
            over(37_009, [1, 0, 0, 18, 0, 1] + wireless(snap(0x0800, inner))),
            "TZSP around 802.11, any port"
        ),
        Row("capwap", over(5_247, [0, 0x10, 2, 0, 0, 0, 0, 0] + frame), "CAPWAP around 802.3"),
        Row(
            "capwap",
            over(5_247, [0, 0x10, 3, 0, 0, 0, 0, 0] + wireless(snap(0x0800, inner))),
            "CAPWAP around 802.11"
        ),
    ]

    static let plainRows: [Row] =
        [
            Row("teredo", over(3_544, ip6), "Teredo", found6),
            Row("teredo", over(3_544, [0, 0, 1, 2, 1, 2, 3, 4] + ip6), "Teredo with an origin", found6),
            Row(
                "teredo",
                over(3_544, [0, 1, 2, 1, 7, 7, 7] + zeros(9) + [0, 0, 1, 2, 1, 2, 3, 4] + ip6),
                "Teredo with both indications",
                found6
            ),
            Row("gue ip", over(6_080, [0, 4, 0, 0] + inner), "GUE"),
            Row("gue ip", over(6_090, [1, 4, 0, 0, 9, 9, 9, 9] + inner), "GUE with a field, on any port"),
            Row("gue", over(6_080, inner), "GUE of variant 1"),
            Row("fou", over(5_555, inner), "FOU"),
            Row("fou gre", over(5_555, gre(0x0800, inner)), "GRE in FOU"),
            Row(
                "fou etherip",
                over(5_555, ipv6([0x30, 0] + frame, protocol: 97)),
                "EtherIP in FOU over IPv6"
            ),
            Row(
                "fou l2tp#9",
                over(5_555, ipv6([0, 0, 0, 9] + frame, protocol: 115)),
                "L2TPv3 in FOU over IPv6"
            ),
            Row("fou mpls#16", over(5_555, ipv6(mpls(inner), protocol: 137)), "MPLS in FOU over IPv6"),
            Row("ah#7", ipv4([6, 4, 0, 0, 0, 0, 0, 7] + zeros(16) + tcp(hello), protocol: 51), "AH"),
            Row("ah#7 ip", ipv4([4, 4, 0, 0, 0, 0, 0, 7] + zeros(16) + inner, protocol: 51), "AH around IP"),
        ]
        + [0, 12, 16, 32].map { (check: Int) -> Row in
            let padding: [UInt8] = inner.count % 4 == 1 ? [1] : [1, 2, 3]
            let payload = be(UInt32(0x1001)) + be(UInt32(1)) + inner + padding + [UInt8(padding.count), 4]
            return Row(
                "esp#4097 ip",
                ipv4(payload + [UInt8](repeating: 0xA5, count: check), protocol: 50),
                "ESP without encryption, \(check) bytes of check value"
            )
        }

    static let linkRows: [Row] = [
        Row("vlan#42", ethernet(0x8100, vlan(0x0800, inner)), "802.1Q", linkType: 1),
        Row("vlan#42 vlan#42", ethernet(0x88A8, vlan(0x8100, vlan(0x0800, inner))), "802.1ad", linkType: 1),
        Row("pbb#5", ethernet(0x88E7, [0, 0, 0, 5] + frame), "802.1ah", linkType: 1),
        Row("cmd#17", ethernet(0x8909, [1, 1, 0, 1, 0, 17, 8, 0] + inner), "Cisco's metadata", linkType: 1),
        Row(
            "macsec",
            ethernet(0x88E5, [0x20, 0, 0, 0, 0, 1] + zeros(8) + [8, 0] + inner + zeros(16)),
            "MACsec, integrity alone",
            linkType: 1
        ),
        Row(
            "macsec",
            ethernet(0x88E5, [0, 0, 0, 0, 0, 1, 8, 0] + inner + zeros(16)),
            "MACsec without SCI",
            linkType: 1
        ),
        Row("pppoe#1", ethernet(0x8864, pppoe([0, 0x21] + inner)), "PPPoE", linkType: 1),
        Row("nsh#5", ethernet(0x894F, [0x0F, 0xC2, 2, 3, 0, 0, 5, 255] + frame), "NSH", linkType: 1),
        Row("mpls#16", ethernet(0x8847, mpls(labels: 2, frame)), "a pseudowire", linkType: 1),
        Row("", ethernet(0x893F, zeros(6) + [8, 0] + inner), "a tag of 802.1BR", linkType: 1),
    ]

    static let rows = networkRows + layerTwoRows + plainRows + linkRows

    private func tunnels(of frame: [UInt8], linkType: UInt32) -> (Outcome, [String]) {
        var decoder = PacketDecoder()
        let outcome = decoder.outcome(of: frame, linkType: linkType)
        let decoded = decoder.decode(
            frame.span,
            originalLength: frame.count,
            linkType: linkType,
            time: Timestamp(nanoseconds: 0)
        )
        guard case .tcp(let segment) = decoded else { return (outcome, []) }
        if let id = VLANTag.id(ofNumber: segment.tunnels) { return (outcome, ["vlan#\(id)"]) }
        let stack = decoder.takeTunnelStacks().first ?? []
        return (outcome, stack.map { tunnel in tunnel.kind.name + (tunnel.id.map { "#\($0)" } ?? "") })
    }

    @Test(arguments: rows) func `are entered and named`(_ row: Row) {
        let (outcome, tunnels) = tunnels(of: row.frame, linkType: row.linkType)
        #expect(outcome == row.expected)
        #expect(tunnels == row.tunnels)
    }

    @Test(arguments: rows) func `that are cut or damaged do not trap`(_ row: Row) {
        var decoder = PacketDecoder()
        var random = FixedRandom(seed: 1)
        for length in 0..<row.frame.count {
            let cut = Array(row.frame.prefix(length))
            if case .tcp(_, _, let payload, let missing) = decoder.outcome(
                of: cut,
                linkType: row.linkType,
                originalLength: row.frame.count
            ) {
                #expect(payload.count + missing == hello.count && hello.starts(with: payload))
            }
        }
        for _ in 0..<300 {
            var frame = row.frame
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: frame.indices, using: &random)
                frame[index] = UInt8.random(in: 0...255, using: &random)
            }
            frame.removeLast(Int.random(in: 0...3, using: &random))
            _ = decoder.outcome(of: frame, linkType: row.linkType, originalLength: row.frame.count)
        }
    }

    /// What is not a tunnel stays what it is, on whatever port.
    @Test(
        arguments: [4_789, 6_081, 2_152, 37_008, 5_247, 1_701, 4_341, 3_544, 6_080, 4_754, 6_635, 4_500, 443]
            as [UInt16]
    )
    func `are not seen in what is none`(port: UInt16) {
        var decoder = PacketDecoder()
        var random = FixedRandom(seed: UInt64(port))
        let starts: [[UInt8]] = [
            [0x16, 0xFE, 0xFD], [0xC3, 0, 0, 0, 1, 8], [0x40], [0x45], [0x60, 0, 0, 0], [0x00, 0x01], [0x38],
            [0x30, 0xFF], [0x08, 0, 0, 0], [0, 0, 0x08, 0], [0, 4, 0, 0], [0x00, 0x02], [0x01, 0, 0, 1],
        ]
        for start in starts {
            for _ in 0..<200 {
                let rest = (0..<Int.random(in: 20...400, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                // A header that leaves no doubt is believed on its own port.
                switch (port, start[0]) {
                case (4_789, 8), (6_081, 0), (2_152, 0x30), (37_008, 1), (5_247, 0): continue
                default: break
                }
                let outcome = decoder.outcome(of: Self.over(port, start + rest), linkType: 101)
                #expect(outcome == .udp, "\(start) \(rest)")
            }
        }
    }

    @Test func `carry datagrams as well as segments`() {
        let datagram = Self.checked(ipv4(udp(hello, from: 40_000, to: 4_433), protocol: 17))
        var decoder = PacketDecoder()
        for packet in [
            ipv4([0, 0, 0, 9] + ethernet(0x0800, datagram), protocol: 115),
            Self.over(6_080, [0, 4, 0, 0] + datagram),
            Self.over(33_333, [8, 0, 0, 0, 0, 0, 1, 0] + ethernet(0x0800, datagram)),
        ] {
            let decoded = decoder.decode(
                packet.span,
                originalLength: packet.count,
                linkType: 101,
                time: Timestamp(nanoseconds: 0)
            )
            guard case .udp(let found) = decoded else {
                Issue.record("\(decoded)")
                continue
            }
            #expect(found.destination.port == 4_433 && Array(packet[found.payloadRange]) == hello)
            #expect(found.tunnels != 0)
        }
    }

    @Test func `put together what CAPWAP cut up, and what IP cut up inside`() {
        let whole = wireless(snap(0x0800, Self.inner))
        let cut = 40
        let pieces: [(bytes: [UInt8], offset: UInt16, flags: UInt8)] = [
            (Array(whole[..<cut]), 0, 0x80), (Array(whole[cut...]), UInt16(cut), 0xC0),
        ]
        for order in [[0, 1], [1, 0]] {
            var decoder = PacketDecoder()
            let outcomes = order.map { index in
                let piece = pieces[index]
                return decoder.outcome(
                    of: Self.over(5_247, [0, 0x10, 3, piece.flags, 0, 7] + be(piece.offset) + piece.bytes),
                    linkType: 101
                )
            }
            #expect(outcomes.first == .fragment)
            #expect(
                outcomes.last
                    == .reassembled(
                        from: "192.0.2.1:51000",
                        to: "198.51.100.2:443",
                        payload: hello,
                        missing: 0
                    )
            )
        }
        // The fragments of one packet in two networks are two packets.
        let segment = tcp(hello)
        let first = ethernet(0x0800, Self.checked(ipv4(Array(segment[..<16]), fragment: (0, true))))
        let last = ethernet(0x0800, Self.checked(ipv4(Array(segment[16...]), fragment: (16, false))))
        var decoder = PacketDecoder()
        let vxlan = { (network: UInt8, frame: [UInt8]) in
            Self.over(4_789, [8, 0, 0, 0, 0, 0, network, 0] + frame)
        }
        #expect(decoder.outcome(of: vxlan(1, first), linkType: 101) == .fragment)
        #expect(decoder.outcome(of: vxlan(2, last), linkType: 101) == .fragment)
        guard case .reassembled = decoder.outcome(of: vxlan(1, last), linkType: 101) else {
            Issue.record("not put together")
            return
        }
    }

    /// Labels that are Ethernet, PPP and HDLC at once would have each guess lead to more.
    @Test func `cannot be nested to cost more than a few hundred guesses`() {
        let nest: [UInt8] = [
            0x02, 0x81, 0x88, 0x47, 0x00, 0x01, 0x01, 0x40, 0x00, 0x01, 0x01, 0x40, 0x88, 0x47,
        ]
        let packet = ipv4((0..<100).flatMap { _ in nest }, protocol: 137)
        var decoder = PacketDecoder()
        for _ in 0..<100 { _ = decoder.outcome(of: packet, linkType: 101) }
        let extensions = (0..<600).flatMap { _ in [51, 1, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0] as [UInt8] }
        #expect(
            decoder.outcome(of: ipv4(extensions, protocol: 51), linkType: 101) == .malformed(.nestedTooDeep)
        )
        _ = decoder.outcome(of: ipv6(extensions, protocol: 51), linkType: 101)
    }
}

extension [UInt8] {
    fileprivate func inIP(_ number: UInt8) -> [UInt8] { ipv4(self, protocol: number) }
}

import ByteParsing

// Short cuts likewise, for the tunnels through which captures of overlays and mirrors come.

extension PacketDecoder {
    /// Decodes TCP in IPv4 in VXLAN, or in GRE with or without a key, in IPv4 in Ethernet, in one go.
    ///
    ///     Ethernet  IPv4  UDP to 4789  VXLAN  Ethernet  IPv4  TCP
    ///     Ethernet  IPv4  GRE                           IPv4  TCP
    mutating func decodePlainTunnel(_ frame: Span<UInt8>, linkType: UInt32) -> TCPSegment? {
        let (ip, payload) = (14, 34)
        guard linkType == 1, frame.count >= payload + 4 + 20 + 20, frame.bigEndianUInt16(at: 12) == 0x0800,
            frame[ip] == 0x45, frame.bigEndianUInt16(at: ip + 6) & 0x3FFF == 0
        else { return nil }
        let end = ip + Int(frame.bigEndianUInt16(at: ip + 2))
        guard end <= frame.count else { return nil }
        let kind: Tunnel.Kind
        let id: UInt32?
        let inner: Int
        switch frame[ip + 9] {
        case 17:
            // The flags of a network identifier and of nothing else (RFC 7348, section 5).
            guard frame.count >= 64 + 20 + 20, frame.bigEndianUInt16(at: payload + 2) == 4_789,
                Int(frame.bigEndianUInt16(at: payload + 4)) == end - payload,
                frame.bigEndianUInt32(at: payload + 8) == 0x0800_0000, frame[payload + 15] == 0,
                frame.bigEndianUInt16(at: payload + 28) == 0x0800
            else { return nil }
            (kind, id, inner) = (.vxlan, frame.bigEndianUInt32(at: payload + 12) >> 8, payload + 30)
        case 47:
            // No checksum and no sequence number (RFC 2890, section 2).
            switch frame.bigEndianUInt32(at: payload) {
            case 0x0000_0800: (kind, id, inner) = (.gre, nil, payload + 4)
            case 0x2000_0800: (kind, id, inner) = (.gre, frame.bigEndianUInt32(at: payload + 4), payload + 8)
            default: return nil
            }
        default: return nil
        }
        guard let segment = Self.decodePlainIPv4(frame, inner),
            segment.flow.payloadOffset + segment.flow.payloadLength <= end
        else { return nil }
        let known = plainTunnels.find(
            PlainTunnelTable.Key(kind, id, ends: frame.bigEndianUInt64(at: ip + 12)),
            &stacks
        )
        return segment.segment(tunnels: known.number, in: known.domain)
    }
}

/// The tunnels that the short cut met last, with what follows from them.
struct PlainTunnelTable: Sendable {
    /// A tunnel between two ends of IPv4.
    struct Key: Hashable, Sendable {
        /// The sender's address, then the receiver's.
        let ends: UInt64
        /// The kind, whether there is an identifier, and that.
        let name: UInt64

        init(_ kind: Tunnel.Kind, _ id: UInt32?, ends: UInt64) {
            self.ends = ends
            name = UInt64(kind.rawValue) << 40 | (id.map { 1 << 32 | UInt64($0) } ?? 0)
        }

        fileprivate var tunnel: Tunnel {
            Tunnel(
                kind: Tunnel.Kind(rawValue: UInt8(truncatingIfNeeded: name >> 40)) ?? .gre,
                id: name >> 32 & 1 == 1 ? UInt32(truncatingIfNeeded: name) : nil,
                source: IPAddress(ipv4: UInt32(truncatingIfNeeded: ends >> 32)),
                destination: IPAddress(ipv4: UInt32(truncatingIfNeeded: ends))
            )
        }
    }

    struct Entry: Sendable {
        let key: Key
        /// Of the stack that holds this tunnel alone.
        let number: UInt32
        let domain: FlowDomain
    }

    /// How many are remembered, each in the place that its key says.
    private static let count = 256

    private var entries: [Entry?] = []

    mutating func find(_ key: Key, _ stacks: inout TunnelStacks) -> Entry {
        let mixed = (key.ends ^ key.name &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
        let place = Int(mixed >> 56) & (Self.count - 1)
        if !entries.isEmpty, let entry = entries[place], entry.key == key { return entry }
        if entries.isEmpty { entries = Array(repeating: nil, count: Self.count) }
        let tunnel = key.tunnel
        let entry = Entry(
            key: key,
            number: stacks.number(of: [tunnel]),
            domain: FlowDomain.none.inside(tunnel)
        )
        entries[place] = entry
        return entry
    }
}

public import ByteParsing

// Short cuts likewise, for the tunnels through which captures of overlays and mirrors come.

extension PacketDecoder {
    /// Decodes TCP in IPv4 in VXLAN, or in GRE with or without a key, in IPv4 in Ethernet, in one go.
    ///
    ///     Ethernet  IPv4  UDP to 4789  VXLAN  Ethernet  IPv4  TCP
    ///     Ethernet  IPv4  GRE                           IPv4  TCP
    @inlinable @inline(__always)
    public mutating func decodePlainTunnel(_ frame: Span<UInt8>, linkType: UInt32) -> TunnelledSegment? {
        let (ip, payload) = (14, 34)
        guard linkType == 1, frame.count >= payload + 4 + 20 + 20, frame.bigEndianUInt16(at: 12) == 0x0800,
            frame[ip] == 0x45, frame.bigEndianUInt16(at: ip + 6) & 0x3FFF == 0
        else { return nil }
        let end = ip + Int(frame.bigEndianUInt16(at: ip + 2))
        guard end <= frame.count else { return nil }
        let name: PlainTunnelTable.Name
        let inner: Int
        switch frame[ip + 9] {
        case 17:
            guard frame.count >= 64 + 20 + 20, frame.bigEndianUInt16(at: payload + 2) == 4_789,
                Int(frame.bigEndianUInt16(at: payload + 4)) == end - payload
            else { return nil }
            // The flags of a network identifier and of nothing else (RFC 7348, section 5).
            let header = frame.bigEndianUInt64(at: payload + 8)
            guard header & 0xFFFF_FFFF_0000_00FF == 0x0800_0000_0000_0000,
                frame.bigEndianUInt16(at: payload + 28) == 0x0800
            else { return nil }
            name = PlainTunnelTable.Name(.vxlan, id: UInt32(truncatingIfNeeded: header >> 8) & 0x00FF_FFFF)
            inner = payload + 30
        case 47:
            // No checksum and no sequence number (RFC 2890, section 2).
            switch frame.bigEndianUInt32(at: payload) {
            case 0x0000_0800:
                name = PlainTunnelTable.Name(.gre)
                inner = payload + 4
            case 0x2000_0800:
                name = PlainTunnelTable.Name(.gre, id: frame.bigEndianUInt32(at: payload + 4))
                inner = payload + 8
            default: return nil
            }
        default: return nil
        }
        guard let segment = Self.decodePlainIPv4(frame, inner),
            segment.flow.payloadOffset + segment.flow.payloadLength <= end
        else { return nil }
        let key = PlainTunnelTable.Key(name, ends: frame.bigEndianUInt64(at: ip + 12))
        let known = plainTunnels.find(key, &stacks)
        return TunnelledSegment(plain: segment, tunnels: known.number, domain: known.domain)
    }

    /// Decodes TCP in IPv4 behind an 802.1Q tag in the same manner.
    @inlinable @inline(__always)
    public static func decodePlainTag(_ frame: Span<UInt8>, linkType: UInt32) -> TunnelledSegment? {
        guard linkType == 1, frame.count >= 18 + 20 + 20, frame.bigEndianUInt16(at: 12) == 0x8100,
            frame.bigEndianUInt16(at: 16) == 0x0800, let segment = decodePlainIPv4(frame, 18)
        else { return nil }
        let id = UInt32(frame.bigEndianUInt16(at: 14) & 0x0FFF)
        return TunnelledSegment(plain: segment, tunnels: id == 0 ? 0 : VLANTag.number(of: id), domain: .none)
    }
}

/// The tunnels that the short cut met last, with what follows from them.
@usableFromInline
struct PlainTunnelTable: Sendable {
    /// A kind of tunnel, whether it has an identifier, and that: one number.
    @usableFromInline
    struct Name: Sendable {
        @usableFromInline let rawValue: UInt64

        @inlinable
        init(_ kind: Tunnel.Kind, id: UInt32) {
            rawValue = UInt64(kind.rawValue) << 40 | 1 << 32 | UInt64(id)
        }

        @inlinable
        init(_ kind: Tunnel.Kind) { rawValue = UInt64(kind.rawValue) << 40 }

        fileprivate var kind: Tunnel.Kind {
            Tunnel.Kind(rawValue: UInt8(truncatingIfNeeded: rawValue >> 40)) ?? .gre
        }
        fileprivate var id: UInt32? { rawValue >> 32 & 1 == 1 ? UInt32(truncatingIfNeeded: rawValue) : nil }
    }

    /// A tunnel between two ends of IPv4.
    @usableFromInline
    struct Key: Sendable {
        /// The sender's address, then the receiver's.
        @usableFromInline let ends: UInt64
        @usableFromInline let name: Name

        @inlinable @inline(__always)
        init(_ name: Name, ends: UInt64) {
            self.ends = ends
            self.name = name
        }

        fileprivate var tunnel: Tunnel {
            Tunnel(
                kind: name.kind,
                id: name.id,
                source: IPAddress(ipv4: UInt32(truncatingIfNeeded: ends >> 32)),
                destination: IPAddress(ipv4: UInt32(truncatingIfNeeded: ends))
            )
        }
    }

    @usableFromInline
    struct Entry: Sendable {
        @usableFromInline let key: Key
        /// Of the stack that holds this tunnel alone.
        @usableFromInline let number: UInt32
        @usableFromInline let domain: FlowDomain
    }

    /// How many are remembered, each in the place that its key says; which others have the same place, is nobody's harm.
    @usableFromInline static var count: Int { 256 }

    /// Empty before the first.
    @usableFromInline var entries: [Entry] = []

    @inlinable @inline(__always)
    mutating func find(_ key: Key, _ stacks: inout TunnelStacks) -> Entry {
        let mixed = (key.ends ^ key.name.rawValue &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
        let place = Int(truncatingIfNeeded: mixed >> 56) & (Self.count - 1)
        if place < entries.count {
            let entry = entries[place]
            if (entry.key.ends ^ key.ends) | (entry.key.name.rawValue ^ key.name.rawValue) == 0 {
                return entry
            }
        }
        return add(key, at: place, &stacks)
    }

    @usableFromInline @inline(never)
    mutating func add(_ key: Key, at place: Int, _ stacks: inout TunnelStacks) -> Entry {
        let tunnel = key.tunnel
        let entry = Entry(
            key: key,
            number: stacks.number(of: [tunnel]),
            domain: FlowDomain.none.inside(tunnel)
        )
        // A place that nothing was put into yet holds the first: its own key says that it is another's.
        if entries.isEmpty { entries = Array(repeating: entry, count: Self.count) }
        entries[place] = entry
        return entry
    }
}

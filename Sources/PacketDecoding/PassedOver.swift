public import ByteParsing

/// What may carry TLS and is not read here: known by its looks, and counted.
public enum UnreadProtocol: String, CaseIterable, Hashable, Sendable {
    // Below or beside TLS, over UDP.
    case quic
    /// Control channels that are encrypted by a key of their own.
    case openvpnTLSCrypt = "openvpn_tls_crypt"
    case openvpnTLSCryptV2 = "openvpn_tls_crypt_v2"
    /// By a key that both ends took from the session that they renew.
    case openvpnDynamicTLSCrypt = "openvpn_dynamic_tls_crypt"
    // Tunnels.
    case esp, wireguard, l2tp, erspan, gre, ipcomp, macsec
    /// What Wireshark exported of a stream, without the stream's headers.
    case exportedPDU = "exported_pdu"
    /// Records of a TCP stream whose hellos the capture lacks, since it began later; one a connection is counted.
    case tlsBegunEarlier = "tls_begun_earlier"

    /// It carries whole packets, and not only TLS.
    public var isTunnel: Bool {
        switch self {
        case .quic, .exportedPDU, .tlsBegunEarlier: false
        default: true
        }
    }
}

/// The packets of each kind that were not read, and the first of them.
public struct PassedOverPackets: Hashable, Sendable {
    public enum Subject: Hashable, Sendable {
        case unread(UnreadProtocol)
        /// As registered with tcpdump.org.
        case linkType(UInt32)
    }

    public let subject: Subject
    public var count: UInt64 = 0
    public let first: PacketReference
    /// `nil` for a link type that is not read; a port of 0 stands for none.
    public let source: SocketAddress?
    public let destination: SocketAddress?
}

/// Counts what is passed over; bounded, since there are few protocols, and of link types the first count.
public struct PassedOverTable: Sendable {
    /// Link types that are told apart, at most.
    static let maximumLinkTypes = 1_024

    private var packets: [PassedOverPackets.Subject: PassedOverPackets] = [:]

    /// What was counted, in the order in which it was first seen.
    public var all: [PassedOverPackets] {
        packets.values.sorted { one, other in
            (one.first.time.nanoseconds, one.first.input, one.first.frame)
                < (other.first.time.nanoseconds, other.first.input, other.first.frame)
        }
    }

    public init() {}

    public mutating func note(
        _ subject: PassedOverPackets.Subject,
        at packet: PacketReference,
        from source: SocketAddress?,
        to destination: SocketAddress?,
        count: UInt64 = 1
    ) {
        if (packets[subject]?.count += count) != nil { return }
        guard packets.count < Self.maximumLinkTypes + UnreadProtocol.allCases.count else { return }
        packets[subject] = PassedOverPackets(
            subject: subject,
            first: packet,
            source: source,
            destination: destination
        )
        packets[subject]?.count += count
    }
}

extension UnreadProtocol {
    /// What an IP packet's payload is, by its protocol number; `nil` for what carries no TLS that is missed here.
    init?(ipProtocol number: UInt8) {
        switch number {
        case 108: self = .ipcomp
        default: return nil
        }
    }

    /// What a UDP datagram looks like, whose payload is from `start` to `end` in the frame, as far as it was captured.
    init?(udp frame: Span<UInt8>, _ start: Int, end: Int, ports: (source: UInt16, destination: UInt16)) {
        guard end - start >= 8 else { return nil }
        switch frame[start] {
        case 0xC0...0xFF where Self.isUnreadQUIC(frame, start, end): self = .quic
        default:
            let isEither = { (port: UInt16) in ports.source == port || ports.destination == port }
            if Self.isWireGuard(frame, start, end) {
                self = .wireguard
            } else if isEither(1_701), frame[start + 1] & 0x0F == 2 || frame[start + 1] & 0x0F == 3 {
                self = .l2tp
            } else if isEither(4_500), frame.bigEndianUInt32(at: start) > 255 {
                // Not IKE, which begins with four zeros (RFC 3948, section 2.2).
                self = .esp
            } else {
                return nil
            }
        }
    }

    /// A long header of a version that nobody reads here: Google's own, and the first drafts.
    ///
    /// What has the others' versions is looked into.
    private static func isUnreadQUIC(_ frame: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let version = frame.bigEndianUInt32(at: start + 1)
        let isOldDraft = version >> 8 == 0xFF_0000 && !(0x17...0x22).contains(version & 0xFF)
        return (isOldDraft || version >> 24 == 0x51) && frame[start + 5] <= 20
    }

    private static func isWireGuard(_ frame: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard frame[start + 1] == 0, frame[start + 2] == 0, frame[start + 3] == 0 else { return false }
        return switch frame[start] {
        case 1: end - start == 148
        case 2: end - start == 92
        case 3: end - start == 64
        case 4:
            end - start >= 32 && (end - start).isMultiple(of: 16)
                && frame.bigEndianUInt32(at: start + 8) < 1 << 24
        default: false
        }
    }
}

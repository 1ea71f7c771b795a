/// A version of QUIC, as long headers say it (RFC 9000, section 15; RFC 9369, section 3.1).
public struct QUICVersion: CodePoint {
    public let rawValue: UInt32

    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// What a Version Negotiation packet has in its place (RFC 9000, section 17.2.1).
    @inlinable public static var negotiation: Self { Self(rawValue: 0) }
    @inlinable public static var v1: Self { Self(rawValue: 1) }
    @inlinable public static var v2: Self { Self(rawValue: 0x6B33_43CF) }
    /// What v2 was before it was an RFC: quic-go up to 0.31, ngtcp2 up to 0.12.
    @inlinable public static var v2Draft: Self { Self(rawValue: 0x709A_50C4) }

    /// Versions whose packets are protected alike.
    public enum Family: UInt8, CaseIterable, Hashable, Sendable {
        /// draft-ietf-quic-tls-23 to 28.
        case draft23
        /// draft-ietf-quic-tls-29 to 32.
        case draft29
        /// And drafts 33 and 34.
        case v1
        case v2Draft
        case v2
    }

    /// `nil` for a version that is not known, so that nothing of it can be read.
    @inlinable public var family: Family? {
        switch rawValue {
        case 1, 0xFF00_0021...0xFF00_0022: .v1
        case 0x6B33_43CF: .v2
        case 0x709A_50C4: .v2Draft
        case 0xFF00_001D...0xFF00_0020: .draft29
        case 0xFF00_0017...0xFF00_001C: .draft23
        default: nil
        }
    }

    /// Whether it only asks for a Version Negotiation packet (RFC 9000, section 15).
    @inlinable public var isReserved: Bool { rawValue & 0x0F0F_0F0F == 0x0A0A_0A0A }

    public var registeredName: String? {
        switch self {
        case .v1: "v1"
        case .v2: "v2"
        case .v2Draft: "v2 draft"
        default: (1...99).contains(rawValue &- 0xFF00_0000) ? "draft-\(rawValue & 0xFF)" : nil
        }
    }
}

/// The kind of a QUIC packet (RFC 9000, section 17).
public enum QUICPacketType: UInt8, CaseIterable, Hashable, Sendable {
    case initial, zeroRTT, handshake, retry, versionNegotiation
    /// Of a short header.
    case oneRTT

    /// The RFC's name.
    public var name: String {
        switch self {
        case .initial: "Initial"
        case .zeroRTT: "0-RTT"
        case .handshake: "Handshake"
        case .retry: "Retry"
        case .versionNegotiation: "Version Negotiation"
        case .oneRTT: "1-RTT"
        }
    }
}

/// The two bytes by which a record or a hello names a version of SSL, TLS or DTLS.
public struct ProtocolVersion: CodePoint {
    public let rawValue: UInt16

    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    // Computed, so that a comparison in another module is with a number and not with a global variable.
    @inlinable public static var ssl2: Self { Self(rawValue: 0x0002) }
    @inlinable public static var ssl3: Self { Self(rawValue: 0x0300) }
    @inlinable public static var tls10: Self { Self(rawValue: 0x0301) }
    @inlinable public static var tls11: Self { Self(rawValue: 0x0302) }
    @inlinable public static var tls12: Self { Self(rawValue: 0x0303) }
    @inlinable public static var tls13: Self { Self(rawValue: 0x0304) }
    @inlinable public static var dtls10: Self { Self(rawValue: 0xFEFF) }
    /// Cisco's, from before RFC 4347, which AnyConnect still speaks.
    @inlinable public static var dtls10Cisco: Self { Self(rawValue: 0x0100) }
    @inlinable public static var dtls12: Self { Self(rawValue: 0xFEFD) }
    @inlinable public static var dtls13: Self { Self(rawValue: 0xFEFC) }

    /// What reports call the version: `SSL 3.0`, `TLS 1.2`, `DTLS 1.2`; `nil` for a value that names none.
    ///
    /// A draft of TLS 1.3 is TLS 1.3.
    public var registeredName: String? {
        switch self {
        case .ssl2: "SSL 2.0"
        case .ssl3: "SSL 3.0"
        case .tls10: "TLS 1.0"
        case .tls11: "TLS 1.1"
        case .tls12: "TLS 1.2"
        case .tls13: "TLS 1.3"
        case .dtls10, .dtls10Cisco: "DTLS 1.0"
        case .dtls12: "DTLS 1.2"
        case .dtls13: "DTLS 1.3"
        default: isTLS13Draft ? "TLS 1.3" : nil
        }
    }

    /// The same as ``registeredName``, under the name that reports use.
    public var reportName: String? { registeredName }

    /// The drafts 0 to 28 of TLS 1.3, as 0x7F00 to 0x7F1C, Facebook's variants of 23 and 26, and the experiments that
    /// Chromium ran in 2017 to find out what middleboxes let through.
    public var isTLS13Draft: Bool {
        (0x7F00...0x7F1C).contains(rawValue) || rawValue == 0xFB17 || rawValue == 0xFB1A
            || (0x7E01...0x7E03).contains(rawValue)
    }

    /// Whether the handshake is that of TLS 1.3, drafts included; DTLS 1.3 as well, which shares its messages.
    public var isTLS13: Bool { self == .tls13 || isTLS13Draft || self == .dtls13 }

    public var isDTLS: Bool { rawValue >> 8 == 0xFE || self == .dtls10Cisco }

    /// The version of TLS that a version of DTLS is made after, whose key schedule it shares (RFC 4347, section 4;
    /// RFC 6347, section 4; RFC 9147, section 5); itself for any other.
    public var withoutDatagrams: ProtocolVersion {
        switch self {
        case .dtls10, .dtls10Cisco: .tls11
        case .dtls12: .tls12
        case .dtls13: .tls13
        default: self
        }
    }
}

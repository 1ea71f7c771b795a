import ByteParsing

/// The header of a packet of EAP (RFC 3748, section 4), and where what follows it lies.
///
///      0                 1                 2                               4
///     +-----------------+-----------------+-------------------------------+-------------+------------
///     | code            | identifier      | length, of all of it          | type        | data …
///     +-----------------+-----------------+-------------------------------+-------------+------------
///                                                                         `- of requests and responses
struct EAPPacket {
    enum Code: UInt8 { case request = 1, response, success, failure }

    let code: Code
    let identifier: UInt8
    /// 0 of success and failure.
    let type: UInt8
    /// Of a vendor's type.
    let expanded: ExpandedEAPType?
    /// Of its type, expanded or not; `nil` where that carries no TLS.
    let method: EAPMethod?
    /// What follows the type, in the bytes that were given.
    let data: Range<Int>
    /// Bytes of it that the snapshot length cut off.
    let missing: Int

    static let identity: UInt8 = 1
    static let nak: UInt8 = 3
    private static let expandedType: UInt8 = 254

    /// `missing` bytes followed those that were given.
    init?(_ bytes: Span<UInt8>, missing: Int = 0) {
        guard bytes.count >= 4, let code = Code(rawValue: bytes[0]) else { return nil }
        let length = Int(bytes.bigEndianUInt16(at: 2))
        guard length >= 4, length <= bytes.count + missing else { return nil }
        self.code = code
        identifier = bytes[1]
        switch code {
        case .request, .response:
            guard length >= 5, bytes.count >= 5 else { return nil }
            let end = max(5, min(length, bytes.count))
            let expanded = bytes[4] == Self.expandedType ? ExpandedEAPType(bytes.extracting(5..<end)) : nil
            type = expanded?.plainType ?? bytes[4]
            method = expanded.map { $0.method } ?? EAPMethod(plain: type)
            self.expanded = expanded
            data = (expanded == nil ? 5 : 5 + ExpandedEAPType.length)..<end
        case .success, .failure:
            type = 0
            expanded = nil
            method = nil
            data = 4..<4
        }
        self.missing = max(0, length - bytes.count)
    }
}

/// What follows the type 254 (RFC 3748, section 5.7).
///
///     +-----------------------+-------------------------------+------------
///     | vendor, 3 bytes       | the vendor's type, 4 bytes    | data …
///     +-----------------------+-------------------------------+------------
///      0 stands for the IETF's own types
struct ExpandedEAPType {
    static let length = 7
    /// Wi-Fi Alliance: an anonymous client, for hotspots (OSU Server-only authenticated layer 2 Encryption Network).
    private static let wifiAlliance = (vendor: UInt32(40_808), type: UInt32(13))
    /// The same of hostapd and wpa_supplicant.
    private static let hostap = (vendor: UInt32(39_068), type: UInt32(1))

    let vendor: UInt32
    let type: UInt32

    init?(_ bytes: Span<UInt8>) {
        guard bytes.count >= Self.length else { return nil }
        vendor = bytes.bigEndianUInt32(at: 0) >> 8
        type = bytes.bigEndianUInt32(at: 3)
    }

    /// A vendor is known by its number among IANA's private enterprises.
    var name: String {
        if let plainType { return EAPMethod.name(of: plainType) }
        let vendorName: String? =
            switch vendor {
            case 9: "Cisco"
            case 311: "Microsoft"
            case 14_122: "Wi-Fi Alliance (WPS)"
            case Self.hostap.vendor: "hostapd"
            case Self.wifiAlliance.vendor: "Wi-Fi Alliance"
            default: nil
            }
        if let method, method == .unauthenticatedTLS { return method.name }
        return "type \(type) of \(vendorName ?? "vendor \(vendor)")"
    }

    /// The same without expansion, if it is one of the IETF's.
    var plainType: UInt8? { vendor == 0 ? UInt8(exactly: type) : nil }

    var method: EAPMethod? {
        if let plainType { return EAPMethod(plain: plainType) }
        let isUnauthenticated = (vendor, type) == Self.wifiAlliance || (vendor, type) == Self.hostap
        return isUnauthenticated ? .unauthenticatedTLS : nil
    }
}

/// The methods of EAP that carry TLS.
enum EAPMethod: UInt8 {
    case tls = 13
    case ttls = 21
    case peap = 25
    case fast = 43
    case teap = 55
    /// Of a vendor, and so without a number of its own: this one is none of any type.
    case unauthenticatedTLS = 255

    /// That of a type of the IETF's, if it carries TLS.
    init?(plain type: UInt8) {
        self.init(rawValue: type)
        if self == .unauthenticatedTLS { return nil }
    }

    /// As its specification calls it: RFC 5216 and 9190, RFC 5281, Microsoft's MS-PEAP, RFC 4851, RFC 9930.
    var name: String {
        switch self {
        case .tls: "EAP-TLS"
        case .ttls: "EAP-TTLS"
        case .peap: "PEAP"
        case .fast: "EAP-FAST"
        case .teap: "TEAP"
        case .unauthenticatedTLS: "UNAUTH-TLS"
        }
    }

    /// The name of any type that is refused or asked for.
    static func name(of type: UInt8) -> String {
        if let method = EAPMethod(plain: type) { return method.name }
        return switch type {
        case 4: "EAP-MD5"
        case 5: "EAP-OTP"
        case 6: "EAP-GTC"
        case 18: "EAP-SIM"
        case 23: "EAP-AKA"
        case 26: "EAP-MSCHAPv2"
        case 47: "EAP-PSK"
        case 50: "EAP-AKA'"
        case 52: "EAP-PWD"
        case 254: "an expanded type"
        default: "type \(type)"
        }
    }
}

/// A piece of a TLS message as a method of EAP carries it (RFC 5216, section 3.1).
///
///      0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-----+--------------------------------+--------------------------------+-------------
///     |L|M|S|O|R| ver | length of the message, if L    | length of outer TLVs, if O     | TLS data …
///     +-+-+-+-+-+-----+--------------------------------+--------------------------------+-------------
///            `- of TEAP alone, which puts its outer TLVs behind the data
struct EAPFragment {
    /// Of the whole message; `nil` where this piece does not say it.
    let total: Int?
    let hasMore: Bool
    /// The server's first, which carries no TLS.
    let isStart: Bool
    /// Of PEAP, TTLS, TEAP and FAST.
    let version: UInt8
    /// Where TLS's bytes are, in the data that was given.
    let data: Range<Int>

    init?(_ data: Span<UInt8>, _ method: EAPMethod, isCut: Bool) {
        guard data.count >= 1 else { return nil }
        let flags = data[0]
        var start = 1
        var outer = 0
        if flags & 0x80 != 0 {
            guard data.count >= start + 4 else { return nil }
            total = Int(data.bigEndianUInt32(at: start))
            start += 4
        } else {
            total = nil
        }
        hasMore = flags & 0x40 != 0
        isStart = flags & 0x20 != 0
        version = flags & 0x07
        if method == .teap, flags & 0x10 != 0 {
            guard data.count >= start + 4 else { return nil }
            outer = Int(data.bigEndianUInt32(at: start))
            start += 4
        }
        if isStart {
            self.data = start..<start
        } else {
            let trailing = hasMore || isCut ? 0 : outer
            guard trailing <= data.count - start else { return nil }
            self.data = start..<data.count - trailing
        }
    }
}

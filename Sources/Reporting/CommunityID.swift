internal import ByteParsing
internal import OpenSSLHandles

/// The Community ID of a flow, version 1, seed 0: the same text in every tool that saw the flow, in either direction.
///
/// See https://github.com/corelight/community-id-spec.
public enum CommunityID {
    /// The protocol's number in the IP header.
    enum TransportProtocol: UInt8 {
        case tcp = 6
        case udp = 17
    }

    /// `1:` and the Base64 of a SHA-1; `nil` when OpenSSL has no SHA-1.
    static func text(
        _ first: SocketAddress,
        _ second: SocketAddress,
        _ transport: TransportProtocol
    ) -> String? {
        let (low, high) = isOrdered(first, second) ? (first, second) : (second, first)
        var input: [UInt8] = [0, 0]
        input += low.address.bytes
        input += high.address.bytes
        input += [transport.rawValue, 0]
        for port in [low.port, high.port] { input += [UInt8(port >> 8), UInt8(truncatingIfNeeded: port)] }
        let digest = Digest.sha1(of: input.span)
        return digest.isEmpty ? nil : "1:" + Base64.text(of: digest)
    }

    private static func isOrdered(_ first: SocketAddress, _ second: SocketAddress) -> Bool {
        let left = first.address
        let right = second.address
        return (left.high, left.low, UInt64(first.port)) <= (right.high, right.low, UInt64(second.port))
    }
}

/// The alphabet of RFC 4648, section 4, with padding.
enum Base64 {
    static func text(of bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for position in 0..<4 {
                let digit = alphabet[Int(bits >> UInt32(18 - 6 * position) & 63)]
                text.append(position <= group.count ? digit : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

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
        let input = [UInt8](capacity: 40) { output in
            output.append(repeating: 0, count: 2)
            append(low.address, to: &output)
            append(high.address, to: &output)
            output.append(transport.rawValue)
            output.append(0)
            append(UInt64(low.port), bytes: 2, to: &output)
            append(UInt64(high.port), bytes: 2, to: &output)
        }
        let digest = Digest.sha1(of: input.span)
        return digest.isEmpty ? nil : "1:" + Base64.text(of: digest)
    }

    private static func append(_ address: IPAddress, to output: inout OutputSpan<UInt8>) {
        if !address.isIPv4 { append(address.high, bytes: 8, to: &output) }
        append(address.low, bytes: address.isIPv4 ? 4 : 8, to: &output)
    }

    /// Appends the low bytes of an integer, the most significant first.
    private static func append(_ value: UInt64, bytes: Int, to output: inout OutputSpan<UInt8>) {
        for index in (0..<bytes).reversed() {
            output.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index)))
        }
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

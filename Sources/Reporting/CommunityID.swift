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
        guard let digest = digest(first, second, transport) else { return nil }
        var buffer = ByteBuffer(capacity: 64)
        append("", digest, "", to: &buffer)
        return String(decoding: buffer.copy(), as: UTF8.self)
    }

    /// The SHA-1 of the flow's ends in an order that does not depend on the direction; `nil` when OpenSSL has none.
    ///
    /// What has no IP addresses has no Community ID: do not ask.
    static func digest(
        _ first: SocketAddress,
        _ second: SocketAddress,
        _ transport: TransportProtocol
    ) -> InlineArray<5, UInt32>? {
        let (low, high) = isOrdered(first, second) ? (first, second) : (second, first)
        // The protocol, a zero, and the ports.
        let end = UInt64(transport.rawValue) << 40 | UInt64(low.port) << 16 | UInt64(high.port)
        let (one, other) = (low.address, high.address)
        // In front there are two bytes of seed, so everything is shifted by them.
        guard one.isIPv4 else {
            return Digest.sha1(
                of: [
                    one.high >> 16, one.high << 48 | one.low >> 16, one.low << 48 | other.high >> 16,
                    other.high << 48 | other.low >> 16, other.low << 48 | end, 0, 0,
                ],
                count: 40
            )
        }
        return Digest.sha1(
            of: [one.low << 16 | other.low >> 16, other.low << 48 | end, 0, 0, 0, 0, 0],
            count: 16
        )
    }

    /// Appends the text that stands for a digest, between literals.
    @inline(__always)
    static func append(
        _ literal: StaticString,
        _ digest: InlineArray<5, UInt32>,
        _ rest: StaticString,
        to buffer: inout ByteBuffer
    ) {
        let (text, count) = Base64.text(of: digest)
        buffer.append(literal, "1:")
        buffer.append(words: text, count: count, rest)
    }

    private static func isOrdered(_ first: SocketAddress, _ second: SocketAddress) -> Bool {
        let left = first.address
        let right = second.address
        return (left.high, left.low, UInt64(first.port)) <= (right.high, right.low, UInt64(second.port))
    }
}

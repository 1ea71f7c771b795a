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
        append(digest, to: &buffer)
        return String(decoding: buffer.copy(), as: UTF8.self)
    }

    /// The SHA-1 of the flow's ends in an order that does not depend on the direction; `nil` when OpenSSL has none.
    static func digest(
        _ first: SocketAddress,
        _ second: SocketAddress,
        _ transport: TransportProtocol
    ) -> InlineArray<20, UInt8>? {
        let (low, high) = isOrdered(first, second) ? (first, second) : (second, first)
        // Two bytes of seed, the addresses, the protocol, a zero, and the ports.
        var input = InlineArray<40, UInt8>(repeating: 0)
        var end = 2
        put(low.address, &input, &end)
        put(high.address, &input, &end)
        put(UInt64(transport.rawValue) << 8, bytes: 2, &input, &end)
        put(UInt64(low.port), bytes: 2, &input, &end)
        put(UInt64(high.port), bytes: 2, &input, &end)
        return Digest.sha1Block(of: input.span.extracting(0..<end))
    }

    /// Appends the text that stands for a digest.
    static func append(_ digest: InlineArray<20, UInt8>, to buffer: inout ByteBuffer) {
        buffer.append("1:" as StaticString)
        Base64.append(digest.span, to: &buffer)
    }

    private static func put(_ address: IPAddress, _ input: inout InlineArray<40, UInt8>, _ end: inout Int) {
        if !address.isIPv4 { put(address.high, bytes: 8, &input, &end) }
        put(address.low, bytes: address.isIPv4 ? 4 : 8, &input, &end)
    }

    /// Puts the low bytes of an integer at the end, the most significant first.
    private static func put(
        _ value: UInt64,
        bytes: Int,
        _ input: inout InlineArray<40, UInt8>,
        _ end: inout Int
    ) {
        for index in 0..<bytes {
            input[end &+ index] = UInt8(truncatingIfNeeded: value >> UInt64(8 &* (bytes &- 1 &- index)))
        }
        end &+= bytes
    }

    private static func isOrdered(_ first: SocketAddress, _ second: SocketAddress) -> Bool {
        let left = first.address
        let right = second.address
        return (left.high, left.low, UInt64(first.port)) <= (right.high, right.low, UInt64(second.port))
    }
}

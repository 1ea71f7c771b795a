import TLSWire

/// What the protection of a record up to TLS 1.2 adds to a message.
struct RecordOverhead: Hashable, Sendable {
    private let extra: Int
    /// 1 for ciphers that do not pad.
    private let blockSize: Int
    /// What of ``extra`` is padded along with the message.
    private let paddedExtra: Int

    /// Fails for a suite that is unknown, and where compression makes sizes say nothing.
    init?(_ hello: ServerHello) {
        let suite = hello.cipherSuite
        guard let protection = suite.recordProtection, let mac = suite.macSize, hello.compressionMethod == 0
        else { return nil }
        paddedExtra = hello.usesEncryptThenMAC ? 0 : mac
        switch protection {
        case .null, .stream: (extra, blockSize) = (mac, 1)
        case .aead(let nonce, let tag): (extra, blockSize) = (nonce + tag, 1)
        case .cbc(let size):
            // From TLS 1.1 on a record starts with an IV of its own (RFC 4346, section 6.2.3.2).
            let vector = hello.negotiatedVersion.rawValue >= ProtocolVersion.tls11.rawValue ? size : 0
            (extra, blockSize) = (vector + mac, size)
        }
    }

    /// The record of a message that is padded no further than it must be.
    func record(of message: Int) -> Int {
        guard blockSize > 1 else { return message + extra }
        let padded = (message + paddedExtra + 1 + blockSize - 1) / blockSize * blockSize
        return extra - paddedExtra + padded
    }

    /// The sizes that a message in a record may have, if it is padded no further than it must be.
    ///
    /// Whether the MAC is padded along, or stands after the padding (RFC 7366), changes nothing but the rounding.
    func messages(in record: Int) -> ClosedRange<Int>? {
        let longest = record - extra - (blockSize > 1 ? 1 : 0)
        guard longest >= 0 else { return nil }
        return max(0, longest - blockSize + 1)...longest
    }
}

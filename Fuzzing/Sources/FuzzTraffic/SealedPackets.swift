import ByteParsing
import OpenSSLHandles
import TLSWire

@testable import TLSDecryption

/// A connection of QUIC whose packets are sealed here, so that their frames are what is fuzzed.
public struct SealedPackets: ~Copyable {
    private static let destination: [UInt8] = [0x83, 0x94, 0xC8, 0xF0, 0x3E, 0x51, 0x57, 0x08]
    /// Of the ClientHello that RFC 9001, appendix A.2, prints.
    private static let random = "ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c"
    private static let secretDigits = ["11", "22", "33", "44"]

    /// The key log of all such connections, as far as the client's hello has that random.
    public static var keyLog: String {
        let labels = [
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0",
            "SERVER_TRAFFIC_SECRET_0",
        ]
        return zip(labels, secretDigits).map { label, digits in
            "\(label) \(random) \(String(repeating: digits, count: 32))\n"
        }.joined()
    }

    private let keys: [QUICPacketKeys?]
    private var numbers: [UInt32] = [0, 0, 0, 0, 0, 0]

    public init() {
        let initial = QUICKeySchedule.InitialKeys(.v1, connectionID: Self.destination.span)
        keys =
            [initial?.keys(of: .client), initial?.keys(of: .server)]
            + Self.secretDigits.map { digits in
                let byte = UInt8(digits, radix: 16) ?? 0
                return QUICKeySchedule.keys(
                    secret: [UInt8](repeating: byte, count: 32),
                    suite: .TLS_AES_128_GCM_SHA256,
                    .v1
                )
            }
    }

    /// A packet with these frames: level 0 is Initial, 1 Handshake, 2 is 1-RTT.
    public mutating func packet(_ frames: [UInt8], level: Int, from side: Int) -> [UInt8] {
        guard let keys = keys[level * 2 + side], frames.count < 2_000 else { return [] }
        let payload = frames + [UInt8](repeating: 0, count: max(0, 20 - frames.count))
        let number = numbers[level * 2 + side]
        numbers[level * 2 + side] += 1
        let ids = side == 0 ? [8] + Self.destination + [0] : [0, 8] + Self.destination
        let length = Traffic.bytes(UInt16(0x4000 | (payload.count + 4 + 16)))
        var header: [UInt8]
        switch level {
        case 0: header = [0xC3, 0, 0, 0, 1] + ids + [0] + length
        case 1: header = [0xE3, 0, 0, 0, 1] + ids + length
        default: header = [0x43] + (side == 0 ? Self.destination : [])
        }
        header += Traffic.bytes(number)
        let sealed = Sealer.seal(
            payload,
            key: [UInt8](copying: keys.key),
            nonce: Sealer.nonce([UInt8](copying: keys.iv), UInt64(number)),
            additionalData: header
        )
        guard sealed.count >= 16,
            var cipher = CipherContext(keys.headerAlgorithm, key: keys.headerKey, nonceSize: 16),
            let mask = cipher.keyStream(from: sealed.span.extracting(0..<16))
        else { return [] }
        header[0] ^= mask[0] & (level < 2 ? 0x0F : 0x1F)
        for index in 0..<4 { header[header.count - 4 + index] ^= mask[1 + index] }
        return header + sealed
    }
}

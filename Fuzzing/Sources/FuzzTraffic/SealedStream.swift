public import FuzzSupport
import TLSWire

@testable import TLSDecryption

/// A connection of TLS 1.3 whose records are sealed here, so that their plaintext is what is fuzzed.
public struct SealedStream: ~Copyable {
    /// Of the made-up secrets: one for each side's handshake, and one for its data.
    private static let secrets: [[UInt8]] = (1...4).map { [UInt8](repeating: $0, count: 32) }
    private static let random = [UInt8](repeating: 0x5A, count: 32)
    private static let suite = CipherSuite.TLS_AES_128_GCM_SHA256

    /// The key log of all such connections.
    public static var keys: Keys {
        let labels = [
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0",
            "SERVER_TRAFFIC_SECRET_0",
        ]
        return Keys(
            lines: zip(labels, secrets).map { label, secret in
                "\(label) \(hexadecimal(random)) \(hexadecimal(secret))\n"
            }.joined()
        )
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private var stream: StreamTraffic
    private var keys: [TLS13KeySchedule.TrafficKeys?]
    private var numbers: [UInt64] = [0, 0, 0, 0]

    /// The hellos, after which everything is sealed.
    public init(_ traffic: consuming Traffic) {
        keys = Self.secrets.map { TLS13KeySchedule.trafficKeys(secret: $0, suite: Self.suite) }
        stream = StreamTraffic(traffic)
        stream.say(Self.record(22, Self.clientHello), from: 0)
        stream.say(Self.record(22, Self.serverHello), from: 1)
    }

    static func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        [type, 3, 3] + Traffic.bytes(UInt16(truncatingIfNeeded: content.count)) + content
    }

    private static func message(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
        [type, 0] + Traffic.bytes(UInt16(truncatingIfNeeded: body.count)) + body
    }

    private static var clientHello: [UInt8] {
        let extensions: [UInt8] =
            [0, 43, 0, 3, 2, 3, 4, 0, 10, 0, 4, 0, 2, 0, 29, 0, 13, 0, 4, 0, 2, 4, 3]
            + [0, 16, 0, 5, 0, 3, 2, 0x68, 0x32, 0, 51, 0, 38, 0, 36, 0, 29, 0, 32] + random
        return message(
            1,
            [3, 3] + random + [0, 0, 2, 0x13, 1, 1, 0, 0, UInt8(extensions.count)] + extensions
        )
    }

    private static var serverHello: [UInt8] {
        let extensions: [UInt8] = [0, 43, 0, 2, 3, 4, 0, 51, 0, 36, 0, 29, 0, 32] + random
        return message(2, [3, 3] + random + [0, 0x13, 1, 0, 0, UInt8(extensions.count)] + extensions)
    }

    /// Takes the input for who sends and under which secret, the type of content, length, content; again and again.
    public mutating func play(_ input: inout FuzzInput) {
        while !input.isAtEnd {
            let how = input.byte()
            let type = input.byte()
            let content = input.chunk()
            let side = Int(how & 1)
            let place = side + Int(how & 2)
            guard let keys = keys[place], content.count < 16_384 else { continue }
            let sealedCount = UInt16(content.count + 1 + 16)
            let header = [23, 3, 3] + Traffic.bytes(sealedCount)
            let sealed = Sealer.seal(
                content + [type],
                key: keys.key,
                nonce: Sealer.nonce(keys.iv, numbers[place]),
                additionalData: header
            )
            numbers[place] += 1
            stream.say(header + sealed, from: side, flags: 0x10 | (how >> 7))
        }
    }

    public consuming func finish() { stream.finish() }
}

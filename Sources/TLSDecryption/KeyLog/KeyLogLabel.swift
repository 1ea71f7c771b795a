import ByteParsing

/// What a line of a key log holds (RFC 9850, section 2), as far as it helps to decrypt.
enum KeyLogLabel: Hashable, Sendable {
    /// `CLIENT_RANDOM`: the master secret of SSL 3.0 to TLS 1.2.
    case masterSecret
    /// `RSA`: the premaster secret of an RSA key exchange, under the first bytes of its encryption.
    case premasterSecret
    case clientEarlyTraffic, clientHandshakeTraffic, serverHandshakeTraffic
    /// `CLIENT_TRAFFIC_SECRET_n` and `SERVER_TRAFFIC_SECRET_n`; n counts the KeyUpdates.
    case clientTraffic(UInt16)
    case serverTraffic(UInt16)
    /// Exporter and Encrypted ClientHello secrets, and what later documents add: none of them opens a record.
    case notUsed

    /// Reads the first word of a line; `nil` for what cannot be a label.
    init?(_ word: Span<UInt8>) {
        guard !word.isEmpty, word.count <= Self.maximumLength else { return nil }
        for index in word.indices {
            switch word[index] {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"):
                break
            default: return nil
            }
        }
        self.init(name: [UInt8](copying: word))
    }

    /// Longer than any label that is registered.
    static let maximumLength = 64

    private init(name: [UInt8]) {
        if let known = Self.names[name] {
            self = known
        } else if let generation = Self.generation(name, after: "CLIENT_TRAFFIC_SECRET_") {
            self = .clientTraffic(generation)
        } else if let generation = Self.generation(name, after: "SERVER_TRAFFIC_SECRET_") {
            self = .serverTraffic(generation)
        } else {
            self = .notUsed
        }
    }

    private static let names: [[UInt8]: KeyLogLabel] = [
        Array("CLIENT_RANDOM".utf8): .masterSecret,
        Array("RSA".utf8): .premasterSecret,
        Array("CLIENT_EARLY_TRAFFIC_SECRET".utf8): .clientEarlyTraffic,
        Array("CLIENT_HANDSHAKE_TRAFFIC_SECRET".utf8): .clientHandshakeTraffic,
        Array("SERVER_HANDSHAKE_TRAFFIC_SECRET".utf8): .serverHandshakeTraffic,
        Array("CLIENT_TRAFFIC_SECRET_0".utf8): .clientTraffic(0),
        Array("SERVER_TRAFFIC_SECRET_0".utf8): .serverTraffic(0),
    ]

    private static func generation(_ name: [UInt8], after prefix: String) -> UInt16? {
        guard name.starts(with: prefix.utf8) else { return nil }
        return UInt16(String(decoding: name.dropFirst(prefix.utf8.count), as: UTF8.self))
    }

    /// The sizes that the name of the line, a client random for all but RSA, and the secret may have.
    var identifierSize: Int { self == .premasterSecret ? PremasterIdentifier.byteCount : 32 }

    func allowsSecret(ofSize size: Int) -> Bool {
        switch self {
        case .masterSecret, .premasterSecret: size == 48
        // As long as the output of the cipher suite's hash.
        case .clientEarlyTraffic, .clientHandshakeTraffic, .serverHandshakeTraffic, .clientTraffic,
            .serverTraffic:
            size == 32 || size == 48 || size == 64
        case .notUsed: true
        }
    }
}

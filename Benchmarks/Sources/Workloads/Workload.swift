/// The workloads that `scripts/bench` measures, by the names of docs/performance.md.
enum Workload: String, CaseIterable {
    case bulk, handshakes, handshakes13, unique, week, noise, mixed, disorder, open4, open6, middle4, middle6
    case dtls, quic
    case datagramNoise = "datagram-noise"
    case noiseInVXLAN = "noise-vxlan"
    case noiseInGRE = "noise-gre"

    struct Options {
        /// In relation to what the goals speak of.
        var scale = 1.0
        /// How many flows share the workload's packets; only bulk and noise can be told.
        var flows: Int?
        var seed: UInt64 = 20_260_929
        var captures = "captures"
        /// Keeps the captured randoms and session IDs, so that signatures over them hold.
        var keepsRandoms = false
        /// Where to write the key log of what is written.
        var keyLog: String?

        func scaled(_ count: Int) -> Int { max(Int((Double(count) * scale).rounded()), 1) }
    }

    /// What its frames come in.
    var tunnel: OuterTunnel? {
        switch self {
        case .noiseInVXLAN: .vxlan
        case .noiseInGRE: .gre
        default: nil
        }
    }

    func player(_ options: Options) throws -> Player {
        let handshake = try Self.handshake(options)
        switch self {
        case .bulk:
            let flows = options.flows ?? 200
            let bytes = options.scaled(1 << 30) / flows
            return Player(
                repertoire: [(handshake.downloading(bytes: bytes, seed: options.seed), 1)],
                flows: flows,
                concurrency: flows,
                burst: 15,
                meanGap: 5,
                seed: options.seed
            )
        case .handshakes:
            return Player(
                repertoire: [(handshake, 1)],
                flows: options.scaled(100_000),
                concurrency: 1000,
                seed: options.seed
            )
        case .handshakes13:
            return Player(
                repertoire: try Self.handshakes13(options).map { ($0, 1) },
                flows: options.scaled(100_000),
                concurrency: 1000,
                seed: options.seed
            )
        case .unique:
            var unique = handshake
            try unique.freshenCertificate(of: .client)
            return Player(
                repertoire: [(unique, 1)],
                flows: options.scaled(100_000),
                concurrency: 1000,
                seed: options.seed
            )
        case .week:
            // Seven days of packet time, and a million certificates among ten million connections: what must not grow.
            var unique = handshake
            try unique.freshenCertificate(of: .client)
            return Player(
                repertoire: [(handshake, 9), (unique, 1)],
                flows: options.scaled(10_000_000),
                concurrency: 1000,
                meanGap: UInt64(
                    max(1, 7 * 86_400_000_000 / (options.scaled(10_000_000) * handshake.segments.count))
                ),
                seed: options.seed
            )
        case .noise, .noiseInVXLAN, .noiseInGRE:
            return Self.noise(options)
        case .dtls:
            return try Self.dtls(options)
        case .quic:
            return try Self.quic(options)
        case .datagramNoise:
            return Self.datagramNoise(options)
        case .mixed:
            return try Self.mixed(options)
        case .disorder:
            return Player(
                repertoire: [(handshake, 1)],
                flows: options.scaled(100_000),
                concurrency: 1000,
                disorderPerMille: 20,
                seed: options.seed
            )
        case .open4, .open6, .middle4, .middle6:
            let isMiddle = self == .middle4 || self == .middle6
            let isIPv6 = self == .open6 || self == .middle6
            return Player(
                repertoire: [
                    (isMiddle ? try Self.middle(of: handshake) : handshake.prefix(handshake.endOfData - 1), 1)
                ],
                flows: options.scaled(200_000),
                concurrency: 1000,
                addresses: AddressPlan(ipv6Percent: isIPv6 ? 100 : 0),
                seed: options.seed
            )
        }
    }

    /// A mutual handshake of TLS 1.2 in 17 packets: the captured 19 without two acknowledgements that others repeat.
    private static func handshake(_ options: Options) throws -> Conversation {
        let folder = CaptureFolder(path: options.captures)
        var handshake = try folder.conversation("nginx-curl-tls12-mutual").without([4, 7])
        if !options.keepsRandoms { handshake.freshenHellos() }
        return handshake
    }

    /// The client has sent the first half of its certificate.
    private static func middle(of handshake: Conversation) throws -> Conversation {
        guard
            let index = handshake.segments.lastIndex(where: { $0.side == .client && $0.payload.count == 1448 }
            )
        else {
            throw CaptureProblem.noSuchMessage("a certificate of two segments")
        }
        return handshake.prefix(index + 1)
    }

    private static let captures13 = [
        "openssl-tls13-mutual-rsa", "openssl-tls13-mutual-ecdsa", "nginx-curl-tls13-mutual",
        "gnutls-tls13-mutual",
        "haproxy-curl-tls13-mutual", "node-tls13-mutual-intermediate", "openssl-tls13-mutual-chacha20",
        "openssl-tls13-mutual-aes128",
    ]

    private static func handshakes13(_ options: Options) throws -> [Conversation] {
        let folder = CaptureFolder(path: options.captures)
        return try captures13.map { name in
            var conversation = try folder.conversation(name)
            if !options.keepsRandoms { conversation.freshenHellos() }
            return conversation
        }
    }

    /// The key logs that belong to the conversations, in their order.
    func keyLogs(_ options: Options) throws -> [KeyLogTemplate] {
        guard self == .handshakes13 else { return [] }
        let folder = CaptureFolder(path: options.captures)
        return try Self.captures13.map { KeyLogTemplate(try folder.keyLog($0)) }
    }

    // MARK: Everyday traffic

    private static func noise(_ options: Options) -> Player {
        var generator = SeededGenerator(seed: options.seed)
        let packets = options.scaled(10_000_000)
        let flows = options.flows ?? options.scaled(300_000)
        let ports: [UInt16] = [6379, 5432, 9092, 3306, 11_211, 8080, 27_017, 5672]
        let conversations = (0..<64).map { number in
            Conversation.smallMessages(
                packets: max(packets / flows, 1),
                port: ports[number % ports.count],
                hasSYN: number % 8 != 7,
                using: &generator
            )
        }
        return Player(
            repertoire: conversations.map { ($0, 1) },
            flows: flows,
            concurrency: flows,
            meanGap: 3,
            addresses: AddressPlan(servers: 2048, clients: 50_000),
            seed: options.seed
        )
    }

    private static func mixed(_ options: Options) throws -> Player {
        var generator = SeededGenerator(seed: options.seed)
        let folder = CaptureFolder(path: options.captures)
        func captured(_ name: String, downloading bytes: Int = 0) throws -> Conversation {
            var conversation = try folder.conversation(name)
            if !options.keepsRandoms { conversation.freshenHellos() }
            return bytes == 0 ? conversation : conversation.downloading(bytes: bytes, seed: generator.next())
        }
        let repertoire: [(conversation: Conversation, weight: Int)] = [
            (.dns(using: &generator), 380),
            (.http(answerBytes: 900, requests: 4), 60),
            (.http(answerBytes: 60_000, requests: 2), 20),
            (.ssh(keystrokes: 400, using: &generator), 6),
            (.smallMessages(packets: 120, port: 5432, hasSYN: true, using: &generator), 40),
            (try captured("openssl-tls13-one-way", downloading: 12_000), 180),
            (try captured("haproxy-curl-tls13-one-way", downloading: 90_000), 100),
            (try captured("node-tls13-one-way", downloading: 1_500_000), 6),
            (try captured("openssl-tls12-one-way", downloading: 20_000), 50),
            (try captured("haproxy-curl-tls12-one-way", downloading: 150_000), 20),
            (try captured("openssl-tls13-resumed-psk-only"), 30),
            (try captured("openssl-tls12-resumed-ticket-only"), 10),
            (try captured("nginx-curl-tls12-mutual", downloading: 6000), 20),
            (try captured("nginx-curl-tls13-mutual", downloading: 6000), 30),
            (try captured("nginx-curl-tls12-expired"), 2),
            (try captured("nginx-curl-tls13-expired"), 2),
            (try captured("openssl-tls12-unknown-ca"), 2),
            (try captured("openssl-tls13-no-certificate"), 2),
            (try captured("openssl-tls12-server-untrusted"), 2),
            (try captured("openssl-tls12-no-common-version"), 1),
        ]
        return Player(
            repertoire: repertoire,
            flows: options.scaled(60_000),
            concurrency: 300,
            burst: 3,
            meanGap: 1800,
            addresses: AddressPlan(ipv6Percent: 20, vlanPercent: 10, servers: 512, clients: 2000),
            seed: options.seed
        )
    }
}

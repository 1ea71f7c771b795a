// What comes in datagrams.

extension Workload {
    /// Mutual handshakes of DTLS 1.2, of four stacks in turn.
    static func dtls(_ options: Options) throws -> Player {
        let folder = CaptureFolder(path: options.captures)
        let names = [
            "dtls-openssl-dtls12-mutual", "dtls-gnutls-dtls12-mutual", "dtls-wolfssl-dtls12-mutual",
            "dtls-java-dtls12-mutual-small-datagrams",
        ]
        return Player(
            repertoire: try names.map { name in
                var conversation = try folder.datagrams(name, port: 4_433)
                if !options.keepsRandoms { conversation.freshenDatagramHellos() }
                return (conversation, 1)
            },
            flows: options.scaled(100_000),
            concurrency: 1_000,
            seed: options.seed
        )
    }

    /// Mutual handshakes of QUIC, of three stacks in turn; those of one stack have the same connection ids, each on another
    /// flow.
    static func quic(_ options: Options) throws -> Player {
        let folder = CaptureFolder(path: options.captures)
        let names = [
            "quic-aioquic-aioquic-mutual", "quic-quic-go-quic-go-mutual", "quic-ngtcp2-ngtcp2-mutual",
        ]
        return Player(
            repertoire: try names.map { (try folder.datagrams($0, port: 443), 1) },
            flows: options.scaled(100_000),
            concurrency: 1_000,
            seed: options.seed
        )
    }

    static func datagramNoise(_ options: Options) -> Player {
        var generator = SeededGenerator(seed: options.seed)
        let packets = options.scaled(10_000_000)
        let flows = options.flows ?? options.scaled(300_000)
        let conversations = (0..<64).map {
            Conversation.smallDatagrams(packets: max(packets / flows, 1), kind: $0, using: &generator)
        }
        return Player(
            repertoire: conversations.map { ($0, 1) },
            flows: flows,
            concurrency: flows,
            meanGap: 3,
            addresses: AddressPlan(servers: 2_048, clients: 50_000),
            seed: options.seed
        )
    }
}

import ByteParsing

/// Takes frames with datagrams apart.
struct DatagramLoader {
    let name: String
    private var datagrams: [(source: UInt16, payload: [UInt8])] = []
    private var isOdd = false

    init(name: String) { self.name = name }

    /// Adds a frame; only Ethernet with IPv4 and whole datagrams directly above are understood.
    mutating func add(_ frame: Span<UInt8>) {
        do throws(ParseError) {
            var reader = ByteReader(frame)
            try reader.skip(12, "addresses")
            guard try reader.readUInt16("type") == 0x0800 else { return isOdd = true }
            let headerLength = Int(try reader.readUInt8("version") & 0x0F) * 4
            try reader.skip(5, "service, length and identification")
            guard try reader.readUInt16("fragment") & 0x3FFF == 0 else { return isOdd = true }
            try reader.skip(headerLength - 8, "IPv4")
            let source = try reader.readUInt16("source")
            try reader.skip(2, "target")
            let length = Int(try reader.readUInt16("length"))
            try reader.skip(2, "checksum")
            datagrams.append((source, try reader.readBytes(length - 8, "payload")))
        } catch {
            isOdd = true
        }
    }

    func segments() throws -> [Segment] {
        guard !isOdd, let client = datagrams.first?.source else {
            throw CaptureProblem.notEthernetAndIP(name)
        }
        return datagrams.map { datagram in
            Segment(
                datagram.source == client ? .client : .server,
                [],
                sequence: 0,
                acknowledgment: 0,
                payload: datagram.payload
            )
        }
    }
}

extension Conversation {
    private static let clientHelloSeed: UInt64 = 0xD1
    private static let serverHelloSeed: UInt64 = 0xD2

    /// Draws the randoms of DTLS up to 1.2 anew for each flow: those of both ClientHellos are the same.
    mutating func freshenDatagramHellos() {
        // Behind the headers of record and message, and the version.
        let random = 13 + 12 + 2
        for index in segments.indices where segments[index].payload.count >= random + 32 {
            let payload = segments[index].payload
            guard payload[0] == 22, payload[3] == 0, payload[4] == 0, payload[13] == 1 || payload[13] == 2
            else {
                continue
            }
            segments[index].freshFields.append(
                FreshField(
                    seed: payload[13] == 1 ? Self.clientHelloSeed : Self.serverHelloSeed,
                    start: 0,
                    // The last bytes of a server's random may tell of a downgrade.
                    range: random..<random + 24
                )
            )
        }
    }

    /// Datagrams that are no TLS: questions and answers, media, games, tunnels with random first bytes.
    static func smallDatagrams(packets: Int, kind: Int, using generator: inout SeededGenerator) -> Self {
        var segments: [Segment] = []
        for number in 0..<packets {
            var payload = generator.bytes(20 + generator.below(140))
            switch kind % 4 {
            case 0: payload.replaceSubrange(2..<6, with: [1, 0, 0, 1])
            case 1:
                payload.replaceSubrange(
                    0..<4,
                    with: [0x80, 96, UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
                )
            case 2: payload.replaceSubrange(0..<4, with: [4, 0, 0, 0])
            default: break
            }
            segments.append(
                Segment(
                    number % 2 == 0 || kind % 4 == 1 ? .client : .server,
                    [],
                    sequence: 0,
                    acknowledgment: 0,
                    payload: payload
                )
            )
        }
        let ports: [UInt16] = [53, 5_004, 51_820, 27_015]
        return Conversation(transport: .udp, segments: segments, port: ports[kind % 4])
    }
}

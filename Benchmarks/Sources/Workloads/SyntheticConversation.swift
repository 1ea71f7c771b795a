/// Builds conversations that no capture is needed for, since nobody looks into them: all but TLS.
struct SyntheticConversation {
    private var segments: [Segment] = []
    private var next: [UInt32] = [0, 0]
    /// The options of a Linux system: two no-operations and a timestamp.
    private let options: [UInt8] = [1, 1, 8, 10, 0x5D, 0xA1, 0x07, 0x11, 0xB1, 0xC6, 0x2F, 0x4F]
    private static let synOptions: [UInt8] = [2, 4, 5, 180, 1, 1, 4, 2, 1, 3, 3, 7]

    // MARK: TCP

    mutating func open() {
        append(.client, .syn, options: Self.synOptions)
        append(.server, [.syn, .acknowledgment], options: Self.synOptions)
        acknowledge(.client)
    }

    mutating func send(_ side: Side, _ payload: [UInt8]) {
        var rest = payload[...]
        while !rest.isEmpty {
            append(side, [.acknowledgment, .push], options: options, payload: Array(rest.prefix(1448)))
            rest = rest.dropFirst(1448)
        }
    }

    mutating func acknowledge(_ side: Side) { append(side, .acknowledgment, options: options) }

    mutating func close() {
        append(.client, [.fin, .acknowledgment], options: options)
        append(.server, [.fin, .acknowledgment], options: options)
        acknowledge(.client)
    }

    func conversation(port: UInt16) -> Conversation { Conversation(segments: segments, port: port) }

    private mutating func append(_ side: Side, _ flags: TCPFlags, options: [UInt8], payload: [UInt8] = []) {
        segments.append(
            Segment(
                side,
                flags,
                sequence: next[side.rawValue],
                acknowledgment: next[side.other.rawValue],
                options: options,
                payload: payload
            )
        )
        let length = payload.count + (flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1)
        next[side.rawValue] &+= UInt32(length)
    }
}

extension Conversation {
    /// Small requests and answers of a key-value store, each acknowledged, as long as asked for.
    static func smallMessages(
        packets: Int,
        port: UInt16,
        hasSYN: Bool,
        using generator: inout SeededGenerator
    ) -> Self {
        var synthetic = SyntheticConversation()
        synthetic.open()
        for exchange in 0..<max((packets - 6 + 2) / 3, 1) {
            let request = "GET cart:\(generator.below(1_000_000)):item:\(exchange)\r\n"
            let answer = String(repeating: "v", count: generator.below(100))
            synthetic.send(.client, Array(request.utf8))
            synthetic.send(.server, Array("$\(answer.utf8.count)\r\n\(answer)\r\n".utf8))
            synthetic.acknowledge(.client)
        }
        synthetic.close()
        let whole = synthetic.conversation(port: port)
        let excess = max(whole.segments.count - packets, 0)
        return hasSYN
            ? whole.prefix(packets) : whole.without(Set(0..<3)).prefix(whole.segments.count - excess)
    }

    static func http(answerBytes: Int, requests: Int) -> Self {
        var synthetic = SyntheticConversation()
        synthetic.open()
        for request in 0..<requests {
            let head =
                "GET /assets/\(request).js HTTP/1.1\r\nHost: intranet.example\r\nAccept: */*\r\nUser-Agent: curl/7.88.1\r\n\r\n"
            synthetic.send(.client, Array(head.utf8))
            let answer =
                "HTTP/1.1 200 OK\r\nContent-Length: \(answerBytes)\r\n\r\n"
                + String(repeating: "a", count: answerBytes)
            synthetic.send(.server, Array(answer.utf8))
            synthetic.acknowledge(.client)
        }
        synthetic.close()
        return synthetic.conversation(port: 80)
    }

    /// Somebody types: a keystroke, its echo, an acknowledgement.
    static func ssh(keystrokes: Int, using generator: inout SeededGenerator) -> Self {
        var synthetic = SyntheticConversation()
        synthetic.open()
        synthetic.send(.client, Array("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n".utf8))
        synthetic.send(.server, Array("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n".utf8))
        synthetic.send(.client, generator.bytes(1536))
        synthetic.send(.server, generator.bytes(1080))
        for _ in 0..<keystrokes {
            synthetic.send(.client, generator.bytes(36))
            synthetic.send(.server, generator.bytes(36))
            synthetic.acknowledge(.client)
        }
        synthetic.close()
        return synthetic.conversation(port: 22)
    }

    /// One question and one answer over UDP.
    static func dns(using generator: inout SeededGenerator) -> Self {
        let name: [UInt8] = [7] + Array("service".utf8) + [7] + Array("example".utf8) + [0, 0, 1, 0, 1]
        let number = generator.bytes(2)
        let question = number + [1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + name
        let answer =
            number + [0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0] + name + [
                0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 168, 0, 7,
            ]
        return Conversation(
            transport: .udp,
            segments: [
                Segment(.client, [], sequence: 0, acknowledgment: 0, payload: question),
                Segment(.server, [], sequence: 0, acknowledgment: 0, payload: answer),
            ],
            port: 53
        )
    }
}

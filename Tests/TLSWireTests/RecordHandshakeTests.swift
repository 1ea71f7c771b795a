import ByteParsing
import TLSWire
import TestSupport
import Testing

@Suite struct `Handshake deframer` {
    private enum Output: Hashable {
        case message(HandshakeType, [UInt8])
        case tooLong(HandshakeType, Int)
    }

    private func message(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
        [type] + be(UInt32(body.count))[1...] + body
    }

    private func receive(_ bytes: [UInt8], _ deframer: inout HandshakeDeframer) -> [Output] {
        var outputs: [Output] = []
        deframer.receive(bytes.span) { output in
            switch output {
            case .message(let type, let body): outputs.append(.message(type, [UInt8](copying: body)))
            case .tooLong(let type, let length): outputs.append(.tooLong(type, length))
            }
        }
        return outputs
    }

    private func resume(_ bytes: [UInt8], _ deframer: inout HandshakeDeframer) {
        deframer.resumeIfMessageStarts(bytes.span)
    }

    private var flight: [UInt8] { message(2, [1, 2, 3]) + message(11, Array(0..<20)) + message(14, []) }
    private var flightOutputs: [Output] {
        [
            .message(.serverHello, [1, 2, 3]), .message(.certificate, Array(0..<20)),
            .message(.serverHelloDone, []),
        ]
    }

    @Test func `messages cut at any two places are the same`() {
        for first in 0...flight.count {
            for second in first...flight.count {
                var deframer = HandshakeDeframer()
                let outputs = [flight[..<first], flight[first..<second], flight[second...]].flatMap {
                    receive(Array($0), &deframer)
                }
                #expect(outputs == flightOutputs, "\(first), \(second)")
                #expect(!deframer.isInsideMessage)
            }
        }
    }

    @Test func `messages byte by byte are the same`() {
        var deframer = HandshakeDeframer()
        #expect(flight.flatMap { receive([$0], &deframer) } == flightOutputs)
    }

    @Test func `knows that a message has begun`() {
        var deframer = HandshakeDeframer()
        for byte in flight.dropLast(flight.count - 6) {
            _ = receive([byte], &deframer)
            #expect(deframer.isInsideMessage)
        }
        _ = receive([3], &deframer)
        #expect(!deframer.isInsideMessage)
    }

    // MARK: Limit

    @Test func `room for a message in pieces grows with what has come, and seldom`() {
        let bytes = message(11, [UInt8](repeating: 7, count: 400_000))
        var deframer = HandshakeDeframer()
        var rooms: [Int] = []
        for start in stride(from: 0, to: bytes.count - 1, by: 1_000) {
            _ = receive(Array(bytes[start..<min(start + 1_000, bytes.count - 1)]), &deframer)
            #expect(deframer.heldBytes <= max(8_192, 2 * (start + 1_000)))
            if rooms.last != deframer.heldBytes { rooms.append(deframer.heldBytes) }
        }
        #expect(rooms.count < 10)
        #expect(receive([7], &deframer).count == 1 && deframer.heldBytes == 0)
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)], [1, 1_000, 1 << 20])
    func `a message has a longest length, and the next is read after it`(_ limit: (Int, Bool), piece: Int) {
        let (excess, isRead) = limit
        let body = [UInt8](repeating: 7, count: HandshakeDeframer.maximumMessageLength + excess)
        let stream = message(11, body) + message(14, [])
        var deframer = HandshakeDeframer()
        var outputs: [Output] = []
        // The header and the end in small pieces, what lies between at once.
        outputs += stream[..<10].flatMap { receive([$0], &deframer) }
        for start in stride(from: 10, to: stream.count, by: max(piece, 1_000)) {
            outputs += receive(Array(stream[start..<min(start + max(piece, 1_000), stream.count)]), &deframer)
        }
        let first: Output = isRead ? .message(.certificate, body) : .tooLong(.certificate, body.count)
        #expect(outputs == [first, .message(.serverHelloDone, [])])
    }

    @Test func `a length of 16 MiB is told once and costs nothing`() {
        var deframer = HandshakeDeframer()
        #expect(receive([11, 0xFF, 0xFF, 0xFF], &deframer) == [.tooLong(.certificate, 0xFF_FFFF)])
        #expect(receive([UInt8](repeating: 0, count: 1_000), &deframer).isEmpty)
        #expect(deframer.isInsideMessage)
    }

    // MARK: Loss

    @Test func `after a loss nothing is read until a record starts a message`() {
        var deframer = HandshakeDeframer()
        _ = receive(Array(flight[..<12]), &deframer)
        deframer.reset()
        #expect(!deframer.isInsideMessage)
        #expect(receive(flight, &deframer).isEmpty)
        // A record that starts inside a message: no such type, or a length that cannot be.
        for start in [[99, 0, 0, 1], [11, 0x7F, 0, 0], [11, 0, 0]] as [[UInt8]] {
            resume(start, &deframer)
            #expect(receive(start, &deframer).isEmpty)
        }
        resume(flight, &deframer)
        #expect(receive(flight, &deframer) == flightOutputs)
    }

    @Test func `without a loss a record's start changes nothing`() {
        var deframer = HandshakeDeframer()
        _ = receive(Array(flight[..<12]), &deframer)
        resume(Array(flight[12...]), &deframer)
        #expect(receive(Array(flight[12...]), &deframer) == Array(flightOutputs[1...]))
    }
}

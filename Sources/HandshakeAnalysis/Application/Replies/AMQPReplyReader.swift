/// Reads an AMQP 0-9-1 server's frames until it has opened the connection or closed it.
///
/// A frame is a type byte, a channel, a length, the payload and 0xCE. The payload of a method starts with a class and a
/// method; connection.close goes on with a reply code and a short string.
struct AMQPReplyReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.amqp
    private static let headerLength = 7
    private static let connectionClass = 10
    private static let start = 10
    private static let secure = 20
    private static let tune = 30
    private static let close = 50
    /// ACCESS_REFUSED, NOT_ALLOWED.
    private static let refusals: Set<Int> = [403, 530]

    private(set) var finding: Finding?
    private(set) var answer: String?

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        while true {
            guard let type = input.peek(0), let length = input.integer(at: 3, width: 4) else {
                return .wantsMore
            }
            guard type == 1, length >= 4 else { return .finished }
            guard let frame = input.read(AMQPReplyReader.headerLength + length + 1) else { return .wantsMore }
            let payload = Array(frame[AMQPReplyReader.headerLength..<frame.count - 1])
            let numbers = stride(from: 0, to: min(payload.count - 1, 6), by: 2).map {
                Int(payload[$0]) << 8 | Int(payload[$0 + 1])
            }
            guard numbers.count >= 2, numbers[0] == AMQPReplyReader.connectionClass else { return .finished }
            switch numbers[1] {
            case AMQPReplyReader.start, AMQPReplyReader.secure: continue
            // What follows authentication.
            case AMQPReplyReader.tune:
                answer = ""
                continue
            case AMQPReplyReader.close: readClose(numbers, payload)
            default: break
            }
            return .finished
        }
    }

    private mutating func readClose(_ numbers: [Int], _ payload: [UInt8]) {
        guard numbers.count == 3, payload.count >= 7 else { return }
        let words = Array(payload.dropFirst(7).prefix(Int(payload[6])))
        guard AMQPReplyReader.refusals.contains(numbers[2]) || RefusalWords.concern(in: words) != nil else {
            return
        }
        finding = Finding(code: String(numbers[2]), said: words)
    }
}

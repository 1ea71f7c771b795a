import ByteParsing

/// Reads what a server sends on the stream of the client's first request in HTTP/3 (RFC 9114, section 4.1).
struct HTTP3ResponseReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.http3

    private enum FrameType {
        static let data: UInt64 = 0x00
        static let headers: UInt64 = 0x01
    }

    private enum State {
        case header
        case fields(length: Int)
        case text(remaining: Int)
        case skipping(remaining: Int)
    }

    private var state = State.header
    private var response: HTTPRefusal?
    private var hasStatus = false

    var finding: Finding? { response?.finding }
    private(set) var answer: String?

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        while true {
            switch state {
            case .header:
                guard let (type, length) = Self.readHeader(&input) else { return .wantsMore }
                guard length <= UInt64(ApplicationObserver.maximumBytes) || type != FrameType.headers else {
                    return .finished
                }
                let count = Int(clamping: length)
                switch type {
                case FrameType.headers: state = .fields(length: count)
                case FrameType.data where hasStatus: state = .text(remaining: count)
                default: state = .skipping(remaining: count)
                }
            case .fields(let length):
                guard let section = input.read(length) else { return .wantsMore }
                state = .header
                // Behind the text there may be trailers.
                if hasStatus { return .finished }
                if receive(section) == .finished { return .finished }
            case .text(let remaining):
                let part = input.readUpTo(remaining)
                response?.read(part)
                state = part.count == remaining ? .header : .text(remaining: remaining - part.count)
                guard part.count == remaining else { return .wantsMore }
            case .skipping(let remaining):
                let skipped = input.skip(remaining)
                state = skipped == remaining ? .header : .skipping(remaining: remaining - skipped)
                guard skipped == remaining else { return .wantsMore }
            }
        }
    }

    /// A frame's type and length, two integers of variable length; `nil` while they are not all there.
    private static func readHeader(_ input: inout PendingBytes) -> (type: UInt64, length: UInt64)? {
        guard let first = integer(input, at: 0), let second = integer(input, at: first.size) else {
            return nil
        }
        _ = input.skip(first.size + second.size)
        return (first.value, second.value)
    }

    private static func integer(_ input: PendingBytes, at offset: Int) -> (value: UInt64, size: Int)? {
        guard let first = input.peek(offset) else { return nil }
        let size = 1 << Int(first >> 6)
        var value = UInt64(first & 0x3F)
        for index in 1..<8 where index < size {
            guard let byte = input.peek(offset + index) else { return nil }
            value = value << 8 | UInt64(byte)
        }
        return (value, size)
    }

    private mutating func receive(_ section: [UInt8]) -> ReadingProgress {
        guard let fields = QPACK.decode(section) else { return .finished }
        let status = fields.value(of: ":status")
        guard let status, status.count == 3, status.allSatisfy(\.isDigit) else { return .finished }
        let code = status.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        if code / 100 == 1 { return .wantsMore }
        hasStatus = true
        let encoding = fields.value(of: "content-encoding")
        response = HTTPRefusal(
            status: code,
            phrase: [],
            isEncoded: encoding.map { !$0.equalsIgnoringCase("identity") } ?? false
        )
        guard response == nil else { return .wantsMore }
        answer = String(code)
        return .finished
    }
}

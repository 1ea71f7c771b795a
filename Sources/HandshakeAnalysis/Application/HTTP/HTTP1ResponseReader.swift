import ByteParsing

/// Reads the first final response of a server that speaks HTTP/1.0 or HTTP/1.1 (RFC 9112).
///
/// Interim responses (1xx) are passed over. The body ends with its length, its last chunk or the limit; a response
/// without either goes on until the connection's end, and what it says is known before that.
struct HTTP1ResponseReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.http1

    private enum State {
        case statusLine
        case fields
        case body(remaining: Int)
        case chunkSize
        case chunk(remaining: Int)
        case chunkEnd
    }

    private struct Head {
        var status = 0
        var phrase: [UInt8] = []
        var contentLength: Int?
        var isChunked = false
        var isEncoded = false
        var server: [UInt8] = []

        /// What nginx's page about certificates would say that is not sent in answer to HEAD, by its length.
        var concernOfUnsentPage: ApplicationRefusal.Concern? {
            guard status == 400, server.map(\.lowercased).starts(with: "nginx".utf8), let contentLength
            else { return nil }
            if contentLength == NginxPage.body(.certificateError, token: server.count) { return .certificate }
            return contentLength == NginxPage.body(.noCertificate, token: server.count)
                ? .missingCertificate : nil
        }
    }

    /// The client asked with HEAD: whatever the fields say, no body follows.
    private let isBodiless: Bool
    private var state = State.statusLine
    private var head = Head()
    private var refusal: HTTPRefusal?

    init(isBodiless: Bool) {
        self.isBodiless = isBodiless
    }

    var finding: Finding? { refusal?.finding }
    private(set) var answer: String?

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        while true {
            switch state {
            case .statusLine:
                guard let line = input.readLine() else { return .wantsMore }
                guard readStatusLine(line) else { return .finished }
            case .fields:
                guard let line = input.readLine() else { return .wantsMore }
                guard line.isEmpty else {
                    readField(line)
                    continue
                }
                guard endHead() else { return .finished }
            case .body(let remaining):
                let part = input.readUpTo(remaining)
                refusal?.read(part)
                guard part.count == remaining else {
                    state = .body(remaining: remaining - part.count)
                    return .wantsMore
                }
                return .finished
            case .chunkSize:
                guard let line = input.readLine() else { return .wantsMore }
                guard let size = HTTP1ResponseReader.chunkSize(line), size > 0 else { return .finished }
                state = .chunk(remaining: size)
            case .chunk(let remaining):
                let part = input.readUpTo(remaining)
                refusal?.read(part)
                guard part.count == remaining else {
                    state = .chunk(remaining: remaining - part.count)
                    return .wantsMore
                }
                state = .chunkEnd
            case .chunkEnd:
                guard input.readLine() != nil else { return .wantsMore }
                state = .chunkSize
            }
        }
    }

    // MARK: Head

    /// `HTTP-version SP status-code SP [ reason-phrase ]`; false for anything else.
    private mutating func readStatusLine(_ line: [UInt8]) -> Bool {
        let code = line.dropFirst(9).prefix(3)
        guard line.hasPrefix("HTTP/1."), line.count >= 12, line[8] == .space, code.allSatisfy(\.isDigit)
        else { return false }
        head = Head()
        head.status = code.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        head.phrase = Array(line.dropFirst(13))
        state = .fields
        return true
    }

    private mutating func readField(_ line: [UInt8]) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let name = Array(line[..<colon])
        let value = Array(line[(colon + 1)...]).trimmed
        if name.equalsIgnoringCase("content-length") {
            head.contentLength = HTTP1ResponseReader.number(value[...], radix: 10)
        } else if name.equalsIgnoringCase("transfer-encoding") {
            head.isChunked = value.map(\.lowercased).suffix(7).elementsEqual("chunked".utf8)
        } else if name.equalsIgnoringCase("content-encoding") {
            head.isEncoded = !value.isEmpty && !value.equalsIgnoringCase("identity")
        } else if name.equalsIgnoringCase("server") {
            head.server = value
        }
    }

    /// Decides how the body is delimited (RFC 9112, section 6.3); false if there is nothing more to read.
    private mutating func endHead() -> Bool {
        if head.status / 100 == 1, head.status != 101 {
            state = .statusLine
            return true
        }
        refusal = HTTPRefusal(
            status: head.status,
            phrase: head.phrase,
            isEncoded: head.isEncoded,
            implied: isBodiless ? head.concernOfUnsentPage : nil
        )
        if refusal == nil { answer = String(head.status) }
        if refusal == nil || isBodiless { return false }
        state = head.isChunked ? .chunkSize : .body(remaining: head.contentLength ?? .max)
        return true
    }

    /// Reads `chunk-size [ chunk-ext ] CRLF`.
    private static func chunkSize(_ line: [UInt8]) -> Int? {
        number(line.prefix { $0 != UInt8(ascii: ";") && $0 != .space }, radix: 16)
    }

    private static func number(_ digits: ArraySlice<UInt8>, radix: Int) -> Int? {
        guard !digits.isEmpty, digits.first != UInt8(ascii: "-") else { return nil }
        return Int(String(decoding: digits, as: UTF8.self), radix: radix)
    }
}

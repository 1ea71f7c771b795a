import ByteParsing

/// Reads the frames of a server that speaks HTTP/2 (RFC 9113) up to the end of the first final response.
///
/// The header blocks of all streams are decoded, since they share one table; the text is that of the first stream
/// that answers. A server that needs a certificate after the handshake cannot ask for it in HTTP/2 and says
/// `HTTP_1_1_REQUIRED`, for the stream or the connection (RFC 9113, section 9.2.3 and section 7).
struct HTTP2ResponseReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.http2

    private enum State {
        case header
        case payload(HTTP2Frame)
        case text(remaining: Int, padding: Int, isLast: Bool)
        case skipping(remaining: Int)
    }

    private var state = State.header
    private var fields = HPACKDecoder()
    /// A header block of which CONTINUATION frames are still to come.
    private var block: (bytes: [UInt8], stream: Int, endsStream: Bool, isResponse: Bool)?
    /// The stream whose response refuses.
    private var stream: Int?
    private var response: HTTPRefusal?
    private var other: Finding?

    var finding: Finding? { other ?? response?.finding }
    private(set) var answer: String?

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        while true {
            switch state {
            case .header:
                guard let frame = HTTP2Frame(reading: &input) else { return .wantsMore }
                state = frame.isOfInterest ? .payload(frame) : .skipping(remaining: frame.length)
            case .skipping(let remaining):
                let skipped = input.skip(remaining)
                guard skipped == remaining else {
                    state = .skipping(remaining: remaining - skipped)
                    return .wantsMore
                }
                state = .header
            case .payload(let frame) where frame.type == .data:
                guard let next = startText(frame, &input) else { return .wantsMore }
                state = next
            case .payload(let frame):
                guard let payload = input.read(frame.length) else { return .wantsMore }
                state = .header
                if receive(frame, payload) == .finished { return .finished }
            case .text(let remaining, let padding, let isLast):
                let part = input.readUpTo(remaining)
                response?.read(part)
                guard part.count == remaining else {
                    state = .text(remaining: remaining - part.count, padding: padding, isLast: isLast)
                    return .wantsMore
                }
                if isLast { return .finished }
                state = .skipping(remaining: padding)
            }
        }
    }

    /// What to do with a DATA frame; `nil` if its padding length has not come.
    private func startText(_ frame: HTTP2Frame, _ input: inout PendingBytes) -> State? {
        guard frame.stream == stream else { return .skipping(remaining: frame.length) }
        let endsStream = frame.flags & HTTP2Frame.endStream != 0
        guard frame.flags & HTTP2Frame.padded != 0, frame.length > 0 else {
            return .text(remaining: frame.length, padding: 0, isLast: endsStream)
        }
        guard let first = input.read(1)?.first else { return nil }
        let padding = min(Int(first), frame.length - 1)
        return .text(remaining: frame.length - 1 - padding, padding: padding, isLast: endsStream)
    }

    // MARK: Frames

    private mutating func receive(_ frame: HTTP2Frame, _ payload: [UInt8]) -> ReadingProgress {
        switch frame.type {
        case .headers, .pushPromise:
            guard let fragment = frame.headerBlockFragment(of: payload) else { return .finished }
            let endsStream = frame.type == .headers && frame.flags & HTTP2Frame.endStream != 0
            block = (fragment, frame.stream, endsStream, frame.type == .headers)
            return frame.flags & HTTP2Frame.endHeaders != 0 ? endBlock() : .wantsMore
        case .continuation:
            guard block?.stream == frame.stream else { return .finished }
            block?.bytes += payload
            return frame.flags & HTTP2Frame.endHeaders != 0 ? endBlock() : .wantsMore
        case .resetStream:
            guard let error = HTTP2Frame.errorCode(payload, at: 0) else { return .finished }
            // A stream that is reset before it was answered: nginx's 444, a handler that gives up.
            return error == .http11Required || (stream == nil && answer == nil)
                ? refuse(error, saying: []) : .wantsMore
        case .goAway:
            guard let error = HTTP2Frame.errorCode(payload, at: 4) else { return .finished }
            let words = Array(payload.dropFirst(8))
            let isRefusal = error == .http11Required || RefusalWords.concern(in: words) != nil
            if isRefusal { return refuse(error, saying: words) }
            return error == .noError ? .wantsMore : .finished
        default:
            return .wantsMore
        }
    }

    private mutating func endBlock() -> ReadingProgress {
        guard let whole = block, let decoded = try? fields.decode(whole.bytes) else { return .finished }
        block = nil
        guard whole.isResponse else { return .wantsMore }
        if let stream { return whole.stream == stream && whole.endsStream ? .finished : .wantsMore }
        let status = decoded.value(of: ":status")
        guard let status, status.count == 3, status.allSatisfy(\.isDigit) else { return .finished }
        let code = status.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        if code / 100 == 1 { return .wantsMore }
        let encoding = decoded.value(of: "content-encoding")
        response = HTTPRefusal(
            status: code,
            phrase: [],
            isEncoded: encoding.map { !$0.equalsIgnoringCase("identity") } ?? false
        )
        stream = whole.stream
        if response == nil { answer = String(code) }
        return response == nil || whole.endsStream ? .finished : .wantsMore
    }

    private mutating func refuse(_ error: HTTP2Frame.ErrorCode, saying words: [UInt8]) -> ReadingProgress {
        // A stream that was answered already said more than the connection's end does.
        if response?.finding == nil { other = Finding(code: error.name, said: words) }
        return .finished
    }
}

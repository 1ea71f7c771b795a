/// The nine bytes before each frame of HTTP/2 (RFC 9113, section 4.1), and what frames of some types hold.
struct HTTP2Frame: Hashable, Sendable {
    /// An open registry: a frame of a type that is not named here is passed over.
    struct FrameType: RawRepresentable, Hashable, Sendable {
        var rawValue: UInt8

        static let data = FrameType(rawValue: 0)
        static let headers = FrameType(rawValue: 1)
        static let resetStream = FrameType(rawValue: 3)
        static let settings = FrameType(rawValue: 4)
        static let pushPromise = FrameType(rawValue: 5)
        static let goAway = FrameType(rawValue: 7)
        static let continuation = FrameType(rawValue: 9)
    }

    struct ErrorCode: RawRepresentable, Hashable, Sendable {
        var rawValue: Int

        static let noError = ErrorCode(rawValue: 0)
        static let protocolError = ErrorCode(rawValue: 1)
        static let internalError = ErrorCode(rawValue: 2)
        static let streamClosed = ErrorCode(rawValue: 5)
        static let refusedStream = ErrorCode(rawValue: 7)
        static let cancel = ErrorCode(rawValue: 8)
        static let enhanceYourCalm = ErrorCode(rawValue: 0xB)
        static let inadequateSecurity = ErrorCode(rawValue: 0xC)
        static let http11Required = ErrorCode(rawValue: 0xD)

        var name: String {
            switch self {
            case .noError: "NO_ERROR"
            case .protocolError: "PROTOCOL_ERROR"
            case .internalError: "INTERNAL_ERROR"
            case .streamClosed: "STREAM_CLOSED"
            case .refusedStream: "REFUSED_STREAM"
            case .cancel: "CANCEL"
            case .enhanceYourCalm: "ENHANCE_YOUR_CALM"
            case .inadequateSecurity: "INADEQUATE_SECURITY"
            case .http11Required: "HTTP_1_1_REQUIRED"
            default: String(rawValue)
            }
        }
    }

    static let headerLength = 9
    static let endStream: UInt8 = 0x01
    static let endHeaders: UInt8 = 0x04
    static let padded: UInt8 = 0x08
    private static let priority: UInt8 = 0x20

    let length: Int
    let type: FrameType
    let flags: UInt8
    let stream: Int

    /// Reads a frame's header, or nothing if it is not complete.
    init?(reading input: inout PendingBytes) {
        guard let header = input.read(HTTP2Frame.headerLength) else { return nil }
        length = Int(header[0]) << 16 | Int(header[1]) << 8 | Int(header[2])
        type = FrameType(rawValue: header[3])
        flags = header[4]
        stream = Int(header[5] & 0x7F) << 24 | Int(header[6]) << 16 | Int(header[7]) << 8 | Int(header[8])
    }

    var isOfInterest: Bool {
        [.data, .headers, .resetStream, .pushPromise, .goAway, .continuation].contains(type)
    }

    /// The part of a HEADERS or PUSH_PROMISE frame that HPACK decodes; `nil` if its padding does not fit.
    func headerBlockFragment(of payload: [UInt8]) -> [UInt8]? {
        var start = 0
        var padding = 0
        if flags & HTTP2Frame.padded != 0 {
            guard let first = payload.first else { return nil }
            padding = Int(first)
            start = 1
        }
        if type == .pushPromise { start += 4 } else if flags & HTTP2Frame.priority != 0 { start += 5 }
        guard start + padding <= payload.count else { return nil }
        return Array(payload[start..<payload.count - padding])
    }

    static func errorCode(_ payload: [UInt8], at offset: Int) -> ErrorCode? {
        guard payload.count >= offset + 4 else { return nil }
        return ErrorCode(rawValue: payload[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) })
    }
}

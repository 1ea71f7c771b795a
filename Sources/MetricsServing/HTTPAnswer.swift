/// What a request is answered with.
public struct HTTPAnswer: Hashable, Sendable {
    /// RFC 9110, section 15.
    public var status: UInt32
    public var contentType: String
    public var body: [UInt8]

    public init(status: UInt32, contentType: String, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    public static func text(_ status: UInt32, _ text: String) -> HTTPAnswer {
        HTTPAnswer(status: status, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8))
    }
}

/// What is asked for, as far as it matters here.
public struct HTTPQuestion: Hashable, Sendable {
    public let path: String
    /// The Accept header field; `nil` where there is none.
    public let accept: String?

    public init(path: String, accept: String?) {
        self.path = path
        self.accept = accept
    }
}

/// The page with which nginx refuses a client whose certificate it found wanting, by its size.
///
///     HTTP/1.1 400 Bad Request       Server: nginx/1.22.1       Connection: close
///     <title>400 The SSL certificate error</title>                 495
///     <title>400 No required SSL certificate was sent</title>      496
///
/// The text is in nginx's source; what varies is the Server token of t bytes, which stands in the head and in the body, and
/// 402 bytes of padding for Chrome and old Internet Explorer (`msie_padding`).
struct NginxPage: Hashable, Sendable {
    enum Status: Int, Hashable, Sendable {
        case certificateError = 495
        case noCertificate = 496
    }

    let status: Status
    /// Of the whole answer, in bytes.
    let bytes: Int
    /// How long the Server token is: 5 for `nginx`, 12 for `nginx/1.22.1`; `nil` in HTTP/2.
    let token: Int?
    let isPadded: Bool

    private static let padding = 402
    /// `nginx`, and from `openresty` up to `nginx/1.18.0 (Ubuntu)` and somewhat more.
    private static let tokens: [Int] = [5] + Array(9...24)
    /// `nginx`, nginx with its version, and the same with the distribution's name.
    private static let usualTokens: Set<Int> = [5, 11, 12, 13, 20, 21, 22]

    /// The length of the page alone, as `Content-Length` says it, with a Server token of so many bytes.
    static func body(_ status: Status, token: Int) -> Int { base(status) - head + token }

    private static func base(_ status: Status) -> Int { status == .certificateError ? 343 : 365 }

    /// An answer in HTTP/1.1 of so many bytes; `nil` if the page never has that size.
    init?(_ status: Status, bytes: Int) {
        for padding in [0, Self.padding] {
            let rest = bytes - padding - Self.base(status)
            guard rest > 0, rest.isMultiple(of: 2), Self.tokens.contains(rest / 2) else { continue }
            self.status = status
            self.bytes = bytes
            token = rest / 2
            isPadded = padding > 0
            return
        }
        return nil
    }

    /// All that a server sends in HTTP/2, in bytes, and in its first record: SETTINGS and WINDOW_UPDATE, the acknowledgement of
    /// the client's settings, HEADERS and DATA, in one record or several; `nil` if the page never comes like that.
    ///
    /// The header block is compressed, so that its size varies by a byte or two with the time of day and the version.
    init?(_ status: Status, http2Bytes bytes: Int, first: Int) {
        for padding in [0, Self.padding] where Self.isPage(status, padding, bytes, first: first) {
            self.status = status
            self.bytes = bytes
            token = nil
            isPadded = padding > 0
            return
        }
        return nil
    }

    private static func isPage(_ status: Status, _ padding: Int, _ bytes: Int, first: Int) -> Bool {
        let text = base(status) - head + padding
        return http2Tokens.contains { token, compressed in
            let head = frame + fields + compressed
            let body = frame + text + token
            let before = settings + frame
            guard abs(bytes - before - head - body) <= tolerance else { return false }
            return first == settings || first == before || first == bytes || bytes - first == body
        }
    }

    private static let tolerance = 2
    /// What a frame's header takes.
    private static let frame = 9
    /// nginx's SETTINGS and WINDOW_UPDATE.
    private static let settings = 40
    /// Of the page's 343 bytes in HTTP/1.1, those of its head; the Server token comes on top.
    private static let head = 140
    /// The header block but for the Server token.
    private static let fields = 41
    /// `nginx`, `nginx/1.22.1` and `nginx/1.18.0 (Ubuntu)`: as they are, in the page, and compressed (RFC 7541, section 5.2).
    private static let http2Tokens = [(5, 4), (12, 9), (21, 17)]

    /// Whether the Server token is one of those that nearly all have.
    var isUsual: Bool { token.map(Self.usualTokens.contains) ?? false }

    /// Whether an answer's first record of so many bytes is worth waiting for what follows it: for a caller that has
    /// nothing but that, and no time.
    @inline(__always)
    static func mayBegin(_ bytes: Int) -> Bool {
        switch bytes {
        case settings, settings + frame, 100...120, 316...375: true
        case 353...815: bytes & 1 == 1
        default: false
        }
    }
}

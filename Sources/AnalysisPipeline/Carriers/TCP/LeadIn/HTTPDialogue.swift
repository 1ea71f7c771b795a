import ByteParsing
import HandshakeAnalysis
import TLSWire

/// HTTP/1.1 that TLS follows: a proxy is asked for a tunnel (RFC 9110, section 9.3.6), or the server to change to TLS
/// (RFC 2817).
///
///     C: CONNECT api.example:443 HTTP/1.1 …       S: HTTP/1.1 200 Connection established …
///     C: OPTIONS * HTTP/1.1, Upgrade: TLS/1.0 …   S: HTTP/1.1 101 Switching Protocols …
final class HTTPDialogue: Dialogue {
    private enum Place {
        case start, headers
        /// In what a refusal says: so many bytes of it, or as far as the next answer.
        case body(Int?)
    }

    private(set) var kind = PreambleKind.httpConnect
    private(set) var preamble = Preamble(.httpConnect)
    private(set) var stage = DialogueStage.open
    private var place = Both<Role, Place> { _ in .start }
    private var asksForTLS = false
    private var status = 0
    private var reason = ""
    private var bodyLength: Int?

    init() {}

    private static let texts = (
        openings: Openings(
            client: ["CONNECT "],
            server: ["HTTP/1.1 101 ", "HTTP/1.1 200 Connection ", "HTTP/1.0 200 Connection "]
        ),
        requests: Openings(
            client: ["OPTIONS ", "GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "PATCH ", "PROPFIND "]
        )
    )
    /// Bytes of a request without an end in which it is still waited for.
    private static let shortRequest = 64
    private static let longestRequest = 2_048

    static func recognize(_ bytes: Span<UInt8>) -> Recognition {
        let texts = texts
        let found = texts.openings.recognize(bytes)
        guard found == .no else { return found }
        let request = texts.requests.recognize(bytes)
        guard case .begins = request else { return request }
        guard bytes.mayBeginRequest else { return .no }
        if bytes.asksForTLS { return .begins(.client) }
        // Only of requests in small pieces is the end waited for.
        let isShort = bytes.count < shortRequest
        return isShort && !bytes.hasEndOfHeaders ? .undecided : .no
    }

    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead {
        if case .body(let rest) = place[sender] {
            return readBody(bytes, rest)
        }
        guard bytes[0] >= 0x20 || bytes[0] == 0x0D || bytes[0] == 0x0A || bytes[0] == 0x09 else {
            return .foreign
        }
        guard let (line, count) = bytes.line else { return .more }
        guard case .headers = place[sender] else {
            return begin(line, sender) ? .message(count) : .foreign
        }
        if !line.isEmpty {
            readHeader(line, sender)
        } else if sender == .client {
            place[.client] = .start
            if kind == .httpConnect || asksForTLS { stage = .asked }
        } else {
            finishAnswer()
        }
        return .message(count)
    }

    /// The first line of a request or an answer.
    private func begin(_ line: String, _ sender: Role) -> Bool {
        // Empty lines before it are passed over (RFC 9112, section 2.2).
        guard !line.isEmpty else { return true }
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        if sender == .server {
            guard words.count > 1, words[0].hasPrefix("HTTP/1."), let code = Int(words[1]) else {
                return false
            }
            (status, reason, bodyLength) = (code, words.dropFirst().joined(separator: " "), nil)
        } else {
            guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return false }
            asksForTLS = false
            kind = words[0] == "CONNECT" ? .httpConnect : .httpUpgrade
            preamble = Preamble(kind)
            if kind == .httpConnect { (preamble.name, preamble.port) = Self.authority(words[1]) }
        }
        place[sender] = .headers
        return true
    }

    private func readHeader(_ line: String, _ sender: Role) {
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].drop { $0 == " " }
        switch line[..<colon].lowercased() {
        case "upgrade" where sender == .client: asksForTLS = value.uppercased().hasPrefix("TLS/")
        case "content-length" where sender == .server: bodyLength = Int(value)
        default: break
        }
    }

    private func finishAnswer() {
        place[.server] = .start
        switch status {
        case 101:
            kind = .httpUpgrade
            if preamble.type != kind.rawValue { preamble = Preamble(kind) }
            stage = .handedOver
        case 100..<200: break
        case 200..<300 where kind == .httpConnect: stage = .handedOver
        default:
            if stage == .asked { stage = .refused(.reply(DialogueText.reply(reason))) }
            place[.server] = .body(bodyLength)
        }
    }

    private func readBody(_ bytes: Span<UInt8>, _ rest: Int?) -> DialogueRead {
        guard let rest else {
            // As far as the next answer, which is taken to begin a segment.
            guard bytes.match("HTTP/1.") == .whole else { return .message(bytes.count) }
            place[.server] = .start
            return .message(0)
        }
        let count = min(rest, bytes.count)
        place[.server] = count == rest ? .start : .body(rest - count)
        return .message(count)
    }

    /// `api.example:443`, `[2001:db8::1]:443`.
    private static func authority(_ text: String) -> (String?, UInt16?) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return (DialogueText.reply(text), nil)
        }
        let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
        return (DialogueText.reply(host), port)
    }
}

extension Span where Element == UInt8 {
    /// Whether the first line, once it is whole, ends as a request's does: others have commands of these names as well.
    fileprivate var mayBeginRequest: Bool {
        guard let end = firstPlace(of: 0x0A) else { return true }
        return end >= 10 && extracting((end - 10)..<end).holdsVersion
    }

    private var holdsVersion: Bool {
        for place in 0..<4 where self[place] | 0x20 == UInt8(ascii: "h") {
            if extracting(place...).match("HTTP/1.") == .whole { return true }
        }
        return false
    }

    /// Whether a request has the header field that asks for TLS (RFC 2817, section 3).
    fileprivate var asksForTLS: Bool {
        var place = 0
        while let end = firstPlace(of: 0x0A, from: place), end + 1 < Swift.min(count, 2_048) {
            place = end + 1
            let byte = self[place]
            guard byte == UInt8(ascii: "U") || byte == UInt8(ascii: "u") else { continue }
            if extracting(place...).match("Upgrade: TLS/") == .whole { return true }
        }
        return false
    }

    fileprivate var hasEndOfHeaders: Bool {
        var place = 0
        while let end = firstPlace(of: 0x0A, from: place) {
            place = end + 1
            if place < count, self[place] == 0x0A || self[place] == 0x0D { return true }
        }
        return false
    }
}

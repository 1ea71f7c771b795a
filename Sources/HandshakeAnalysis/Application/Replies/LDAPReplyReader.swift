/// Reads an LDAP server's messages (RFC 4511, section 4.2) until a bind or another operation succeeds or is refused.
///
/// ```
/// LDAPMessage ::= SEQUENCE { messageID INTEGER, protocolOp CHOICE { … }, … }
/// LDAPResult ::= SEQUENCE { resultCode ENUMERATED, matchedDN LDAPDN, diagnosticMessage LDAPString, … }
/// ```
struct LDAPReplyReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.ldap

    /// authMethodNotSupported, strongerAuthRequired, confidentialityRequired, inappropriateAuthentication,
    /// invalidCredentials, insufficientAccessRights.
    private static let refusals: Set<Int> = [7, 8, 13, 48, 49, 50]
    private static let success = 0
    private static let saslBindInProgress = 14
    private static let extendedResponse: UInt8 = 0x78
    /// Responses that are an LDAPResult: bind, searchResDone, modify, add, delete, modifyDN, compare, extended.
    private static let results: Set<UInt8> = [0x61, 0x65, 0x67, 0x69, 0x6B, 0x6D, 0x6F, extendedResponse]

    private(set) var finding: Finding?
    private(set) var answer: String?

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        while true {
            guard let tag = input.peek(0) else { return .wantsMore }
            guard tag == 0x30 else { return .finished }
            guard let header = LDAPReplyReader.length(in: input) else { return .wantsMore }
            guard let content = header.content else { return .finished }
            guard let message = input.read(header.end + content) else { return .wantsMore }
            if readMessage(message[header.end...]) == .finished { return .finished }
        }
    }

    /// The length of the outermost value, `nil` for one that no server sends, and where its content starts; `nil` if the
    /// length is not complete.
    private static func length(in input: PendingBytes) -> (content: Int?, end: Int)? {
        guard let first = input.peek(1) else { return nil }
        guard first & 0x80 != 0 else { return (Int(first), 2) }
        let width = Int(first & 0x7F)
        guard width >= 1, width <= 4 else { return (nil, 2) }
        return input.integer(at: 2, width: width).map { ($0, 2 + width) }
    }

    private mutating func readMessage(_ content: ArraySlice<UInt8>) -> ReadingProgress {
        var outer = BERCursor(content)
        guard outer.readValue(of: 0x02) != nil, let operation = outer.readAny() else { return .finished }
        // Entries and references of a search: somebody was let in.
        guard LDAPReplyReader.results.contains(operation.tag) else {
            answer = ""
            return .finished
        }
        var result = BERCursor(operation.content)
        guard let code = result.readValue(of: 0x0A), code.count <= 4, result.readValue(of: 0x04) != nil,
            let words = result.readValue(of: 0x04)
        else { return .finished }
        let number = code.reduce(0) { $0 << 8 | Int($1) }
        if number == LDAPReplyReader.saslBindInProgress { return .wantsMore }
        // The answer to "who am I" and the like is not yet a bind; StartTLS came before.
        if number == LDAPReplyReader.success, operation.tag == LDAPReplyReader.extendedResponse {
            return .wantsMore
        }
        let isAboutCertificates = number != 0 && RefusalWords.concern(in: Array(words)) != nil
        if isAboutCertificates || LDAPReplyReader.refusals.contains(number) {
            finding = Finding(code: String(number), said: Array(words))
        } else if number == LDAPReplyReader.success {
            answer = String(number)
        }
        return .finished
    }
}

/// Reads definite-length values of BER, one after the other.
private struct BERCursor {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func readAny() -> (tag: UInt8, content: ArraySlice<UInt8>)? {
        guard let tag = rest.popFirst(), let first = rest.popFirst() else { return nil }
        var length = Int(first)
        if first & 0x80 != 0 {
            let width = Int(first & 0x7F)
            guard width >= 1, width <= 4, rest.count >= width else { return nil }
            length = rest.prefix(width).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(width)
        }
        guard length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(length) }
        return (tag, rest.prefix(length))
    }

    mutating func readValue(of tag: UInt8) -> ArraySlice<UInt8>? {
        guard let value = readAny(), value.tag == tag else { return nil }
        return value.content
    }
}

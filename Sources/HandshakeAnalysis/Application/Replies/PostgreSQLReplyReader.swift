/// Reads a PostgreSQL server's messages (protocol 3.0) until it has let the client in or not.
///
/// A message is a type byte, a length that counts itself, and the rest; an ErrorResponse is a list of fields, each a
/// letter and a string that ends with zero. Passwords and missing databases are not what this looks for: of the
/// errors those count that speak of certificates, and `invalid_authorization_specification` from the server's
/// own check of who may connect.
struct PostgreSQLReplyReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.postgresql
    private static let invalidAuthorizationSpecification = "28000"

    /// The functions of `auth.c`; a role that does not exist has the same code and comes from elsewhere.
    ///
    /// They are the same in every language, unlike the message.
    private static let routines = ["ClientAuthentication", "auth_failed"].map { Array($0.utf8) }

    private(set) var finding: Finding?
    private(set) var answer: String?
    private var skipping = 0

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        while true {
            skipping -= input.skip(skipping)
            guard skipping == 0, let type = input.peek(0), let length = input.integer(at: 1, width: 4)
            else { return .wantsMore }
            guard length >= 4 else { return .finished }
            switch type {
            case UInt8(ascii: "E"):
                guard let message = input.read(1 + length) else { return .wantsMore }
                readError(Array(message.dropFirst(5)))
                return .finished
            case UInt8(ascii: "R"):
                guard let code = input.integer(at: 5, width: 4) else { return .wantsMore }
                // AuthenticationOk.
                if code == 0 {
                    answer = ""
                    return .finished
                }
                skipping = 1 + length
            case UInt8(ascii: "N"), UInt8(ascii: "v"):
                skipping = 1 + length
            default:
                return .finished
            }
        }
    }

    private mutating func readError(_ body: [UInt8]) {
        var code = ""
        var message: [UInt8] = []
        var isFromAuthentication = false

        for field in body.split(separator: 0) {
            switch field.first {
            case UInt8(ascii: "C"): code = RefusalText.printable(Array(field.dropFirst())) ?? ""
            case UInt8(ascii: "M"): message = Array(field.dropFirst())
            case UInt8(ascii: "R"):
                isFromAuthentication = PostgreSQLReplyReader.routines.contains(Array(field.dropFirst()))
            default: break
            }
        }
        let isAboutCertificates = RefusalWords.concern(in: message) != nil
        let isRefusal =
            isFromAuthentication && code == PostgreSQLReplyReader.invalidAuthorizationSpecification
        guard isAboutCertificates || isRefusal else { return }
        finding = Finding(code: code, said: message)
    }
}

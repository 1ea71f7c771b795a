/// Reads a MySQL or MariaDB server's packets after TLS started, until it has let the client in or not.
///
/// A packet is a length of three bytes with the lowest first, a sequence number, and the payload. `Access denied` is
/// the same for a wrong password and for a certificate that `REQUIRE X509` or `REQUIRE SUBJECT` misses.
struct MySQLReplyReader: ReplyReader {
    static let applicationProtocol = ApplicationRefusal.ApplicationProtocol.mysql
    static let headerLength = 4
    /// ER_ACCESS_DENIED_ERROR, ER_ACCESS_DENIED_NO_PASSWORD_ERROR, ER_SECURE_TRANSPORT_REQUIRED.
    private static let refusals: Set<Int> = [1045, 1698, 3159]

    private(set) var finding: Finding?
    private(set) var answer: String?
    private var skipping = 0

    mutating func read(_ input: inout PendingBytes) -> ReadingProgress {
        while true {
            skipping -= input.skip(skipping)
            guard skipping == 0, let size = input.integer(at: 0, width: 3),
                let kind = input.peek(MySQLReplyReader.headerLength)
            else { return .wantsMore }
            let length = (size & 0xFF) << 16 | size & 0xFF00 | size >> 16
            switch kind {
            case 0xFF:
                guard let packet = input.read(MySQLReplyReader.headerLength + length) else {
                    return .wantsMore
                }
                readError(Array(packet.dropFirst(MySQLReplyReader.headerLength + 1)))
                return .finished
            // AuthSwitchRequest, AuthMoreData: the dialogue goes on.
            case 0xFE, 0x01:
                skipping = MySQLReplyReader.headerLength + length
            default:
                // OK.
                if kind == 0 { answer = "" }
                return .finished
            }
        }
    }

    /// Reads `error_code (2) ['#' sql_state (5)] error_message`; without a state the error came before the handshake.
    private mutating func readError(_ body: [UInt8]) {
        guard body.count >= 2 else { return }
        let code = Int(body[1]) << 8 | Int(body[0])
        let hasState = body.count >= 8 && body[2] == UInt8(ascii: "#")
        let message = Array(body.dropFirst(hasState ? 8 : 2))
        let isAboutCertificates = RefusalWords.concern(in: message) != nil
        guard isAboutCertificates || MySQLReplyReader.refusals.contains(code) else { return }
        finding = Finding(code: String(code), said: message)
    }
}

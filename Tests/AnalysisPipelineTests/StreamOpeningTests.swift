import PacketDecoding
import Testing

@testable import AnalysisPipeline

/// What the first bytes of a side say of a stream that may go on with TLS.
@Suite struct `Stream openings` {
    private func opening(_ bytes: [UInt8]) -> StreamOpening? { StreamOpening(bytes.span) }

    private func opening(_ text: String) -> StreamOpening? { opening(Array(text.utf8)) }

    @Test func `are named by their first bytes`() {
        #expect(opening([0, 0, 0, 8, 4, 0xD2, 0x16, 0x2F]) == .postgresql)
        #expect(opening("220 mail.example ESMTP Postfix\r\n") == .smtp)
        #expect(opening("220 (vsFTPd 3.0.3 FTP)\r\n") == .ftp)
        #expect(opening("* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n") == .imap)
        #expect(opening("+OK Dovecot ready.\r\n") == .pop3)
        let startTLS: [UInt8] =
            [0x30, 29, 2, 1, 1, 0x77, 24, 0x80, 22] + Array("1.3.6.1.4.1.1466.20037".utf8)
        #expect(opening(startTLS) == .ldap)
        let greeting: [UInt8] = [10] + Array("8.0.36".utf8) + [0, 1, 2, 3, 4]
        #expect(opening([UInt8(greeting.count), 0, 0, 0] + greeting) == .mysql)
    }

    @Test func `are not guessed`() {
        for text in [
            "", "220", "220 ready when you are\r\n", "GET / HTTP/1.1\r\n", "PROXY TCP4 192.0.2.1 ",
            "CONNECT a:443",
        ] {
            #expect(opening(text) == nil, "\(text)")
        }
        #expect(opening([0, 0, 0, 8, 4, 0xD2, 0x16]) == nil)
        #expect(opening([0, 0, 0, 9, 0, 3, 0, 0, 0]) == nil)
    }
}

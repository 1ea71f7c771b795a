extension PastedText {
    /// Whether words of TLS stand in the text, so that those of every day beside them may be TLS's too.
    static func speaksOfTLS(_ words: [Word]) -> Bool { words.contains { isOfTLS($0.text) } }

    /// And of what carries it.
    private static let wordsOfTLS: Set<String> = [
        "cert", "certificate", "certificates", "certs", "eap", "eapol", "handshake", "handshaking", "https",
        "nss", "openvpn", "pkix", "quic", "schannel", "selfserv", "tstclnt", "winhttp", "wlan0", "wlan1",
        "wpa", "x509",
    ]

    /// `tlsv1`, `sslhandshakeexception`, `gnutls`, `dtls`; a word such as `lossless` only has the letters.
    private static func isOfTLS(_ word: String) -> Bool {
        wordsOfTLS.contains(word)
            || ["tls", "ssl"].contains { word.hasPrefix($0) || word.hasSuffix($0) }
    }

    /// `FAILED:reason`, the value of `$ssl_client_verify` in nginx and of `SSL_CLIENT_VERIFY` in Apache, as `clientverifyfailed` and
    /// the reason.
    ///
    /// Others write `connection failed - reason`, and may be clients.
    func clientVerification(at index: Int) -> [Word]? {
        let word = words[index]
        let colon = word.bytes.upperBound
        guard word.text == "failed", colon + 1 < bytes.count, bytes[colon] == UInt8(ascii: ":"),
            Self.isWordByte(bytes[colon + 1]), isValue(at: index)
        else { return nil }
        let reason = words[(index + 1)...].prefix(Self.longestReason).prefix { $0.line == word.line }
        return [Word(text: "clientverifyfailed", bytes: word.bytes, line: word.line)] + reason
    }

    /// How many words a reason has at most.
    private static let longestReason = 8

    /// No other word leads to it, but for the variable's name.
    private func isValue(at index: Int) -> Bool {
        guard index > 0, words[index - 1].line == words[index].line, words[index - 1].text != "verify" else {
            return true
        }
        let between = bytes[words[index - 1].bytes.upperBound..<words[index].bytes.lowerBound]
        return between.contains { $0 != UInt8(ascii: " ") } || words[index - 1].number != nil
    }
}

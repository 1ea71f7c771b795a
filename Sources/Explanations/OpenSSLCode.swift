/// The reason in a packed error code of OpenSSL or BoringSSL, when its library is SSL.
///
///     OpenSSL 3      0A000410    library 0x0A00 >> 7 = 20, reason in the lower 23 bits
///     OpenSSL 1.1    14094410    library 0x14 = 20, function, reason in the lower 12 bits
///     BoringSSL      268435581   0x1000007D: library 16, reason in the lower 12 bits; also in hexadecimal
///
/// A reason of 1000 and more is an alert's number and 1000.
struct OpenSSLCode {
    let reason: UInt32
    let isBoringSSL: Bool

    /// Reads a word of a text; only after `error`, or the error of Envoy, is a number an error code.
    init?(_ word: String, follows previous: String) {
        guard previous == "error" else { return nil }
        if word.utf8.count == 8, let code = UInt32(word, radix: 16) {
            switch code >> 24 {
            case 0x0A:
                self.init(reason: code & 0x7F_FFFF, isBoringSSL: false)
                return
            case 0x14:
                self.init(reason: code & 0xFFF, isBoringSSL: false)
                return
            case 0x10:
                self.init(reason: code & 0xFFF, isBoringSSL: true)
                return
            default: break
            }
        }
        guard word.utf8.count == 9, let code = UInt32(word), code >> 24 == 0x10 else { return nil }
        self.init(reason: code & 0xFFF, isBoringSSL: true)
    }

    private init(reason: UInt32, isBoringSSL: Bool) {
        self.reason = reason
        self.isBoringSSL = isBoringSSL
    }
}

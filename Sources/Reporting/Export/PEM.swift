/// Writes DER as text between two lines that say what it is (RFC 7468).
enum PEM {
    private static let lineLength = 64
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    static func encoded(_ der: [UInt8], label: String) -> [UInt8] {
        var text = Array("-----BEGIN \(label)-----\n".utf8)
        text.reserveCapacity(der.count * 3 / 2 + 128)
        var column = 0
        for start in stride(from: 0, to: der.count, by: 3) {
            let count = min(3, der.count - start)
            var group = UInt32(0)
            for index in 0..<3 { group = group << 8 | (index < count ? UInt32(der[start + index]) : 0) }
            for index in 0..<4 {
                // Two digits for one byte, three for two; the rest is filled up.
                let digit = alphabet[Int(group >> UInt32(18 - 6 * index) & 63)]
                text.append(index <= count ? digit : UInt8(ascii: "="))
            }
            column += 4
            if column == lineLength {
                text.append(UInt8(ascii: "\n"))
                column = 0
            }
        }
        if column > 0 { text.append(UInt8(ascii: "\n")) }
        return text + Array("-----END \(label)-----\n".utf8)
    }
}

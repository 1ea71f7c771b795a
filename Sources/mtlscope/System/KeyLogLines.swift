import ByteParsing
import OutputWriting

/// The lines of key logs (RFC 9850) that open certain connections.
enum KeyLogLines {
    /// Of a key log, so much is looked at.
    private static let mostBytes = 1 << 28

    /// `LABEL CLIENT_RANDOM SECRET` of these client randoms, as they stand.
    static func matching(_ randoms: Set<[UInt8]>, in paths: [String]) throws(Descriptor.Failure) -> [UInt8] {
        var lines: [UInt8] = []
        for path in paths {
            let bytes = try Descriptor(opening: path).read(atMost: mostBytes)
            for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
                let words = line.split(separator: UInt8(ascii: " "))
                guard words.count == 3,
                    let random = [UInt8](hexadecimal: String(decoding: words[1], as: UTF8.self)),
                    randoms.contains(random)
                else { continue }
                lines += Array(line) + [0x0A]
            }
        }
        return lines
    }
}

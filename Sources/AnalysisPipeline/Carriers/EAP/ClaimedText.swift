import ByteParsing

/// What an end claims of itself: kept as it came, since most who claim something are never reported.
struct ClaimedText: Hashable {
    /// The rest is left out.
    static let longest = 253

    private let bytes: [UInt8]

    /// Up to a zero, behind which options may follow (RFC 3748, section 5.1); `nil` if it is empty.
    init?(_ value: Span<UInt8>) {
        let most = min(value.count, Self.longest)
        var end = 0
        // Eight at a time, where none of them is 0: in none a subtraction of 1 borrows.
        while most - end >= 8 {
            let word = value.bigEndianUInt64(at: end)
            guard (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 == 0 else { break }
            end += 8
        }
        while end < most, value[end] != 0 { end += 1 }
        guard end > 0 else { return nil }
        bytes = [UInt8](copying: value.extracting(0..<end))
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
}

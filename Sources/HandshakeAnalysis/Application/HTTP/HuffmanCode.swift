/// The Huffman code of HPACK's string literals (RFC 7541, section 5.2 and appendix B).
///
/// The code is canonical: in the order of length and then of symbol each code is one more than the one before it, so
/// the lengths of appendix B say it all.
struct HuffmanCode: Sendable {
    static let hpack = HuffmanCode(lengths: lengthsOfAppendixB)

    /// Ends no string, and only fills up its last byte; a string that spells it out is an error.
    private static let endOfString = 256
    private static let longest = 30

    /// The symbols by length and, within a length, by value.
    private var symbols: [Int] = []
    /// For each length: its first code, and where its symbols start in `symbols`.
    private var firstCode = [Int](repeating: 0, count: longest + 1)
    private var firstSymbol = [Int](repeating: 0, count: longest + 1)
    private var counts = [Int](repeating: 0, count: longest + 1)

    private init(lengths: [Int]) {
        var code = 0
        for length in 1...HuffmanCode.longest {
            code <<= 1
            firstCode[length] = code
            firstSymbol[length] = symbols.count
            symbols += lengths.indices.filter { lengths[$0] == length }
            counts[length] = symbols.count - firstSymbol[length]
            code += counts[length]
        }
    }

    /// The text that the bytes stand for, or `nil` if they are not a string of this code.
    ///
    /// The last byte may be filled up with at most seven bits, all of them ones.
    func decode(_ bytes: some Sequence<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        var code = 0
        var length = 0
        for byte in bytes {
            for shift in (0..<8).reversed() {
                code = code << 1 | Int(byte >> UInt8(shift) & 1)
                length += 1
                guard length <= HuffmanCode.longest else { return nil }
                let index = code - firstCode[length]
                guard index >= 0, index < counts[length] else { continue }
                let symbol = symbols[firstSymbol[length] + index]
                guard symbol != HuffmanCode.endOfString else { return nil }
                result.append(UInt8(truncatingIfNeeded: symbol))
                code = 0
                length = 0
            }
        }
        return length < 8 && code == 1 << length - 1 ? result : nil
    }

    /// The length in bits of each octet's code and, last, of EOS.
    private static let lengthsOfAppendixB: [Int] = [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ]
}

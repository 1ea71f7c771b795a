/// Walks the options at the end of a pcapng block; whatever does not fit ends the list in silence.
///
///     code (16 bits) | length (16 bits) | value padded to 4 bytes
struct PcapngOptions {
    struct Option {
        let code: UInt16
        /// The value's bytes in the buffer.
        let range: Range<Int>
    }

    private var position: Int
    private let end: Int
    private let isSwapped: Bool

    init(_ range: Range<Int>, isSwapped: Bool) {
        position = range.lowerBound
        end = range.upperBound
        self.isSwapped = isSwapped
    }

    mutating func next(in buffer: borrowing ChunkBuffer) -> Option? {
        guard end - position >= 4 else { return nil }
        let rawCode = buffer.loadUInt16(at: position)
        let rawLength = buffer.loadUInt16(at: position + 2)
        let code = isSwapped ? rawCode.byteSwapped : rawCode
        let length = Int(isSwapped ? rawLength.byteSwapped : rawLength)
        let start = position + 4
        guard code != 0, end - start >= length else { return nil }
        position = min(start + (length + 3) & ~3, end)
        return Option(code: code, range: start..<start + length)
    }

    func loadUInt64(at offset: Int, in buffer: borrowing ChunkBuffer) -> UInt64 {
        let first = buffer.loadUInt32(at: offset)
        let second = buffer.loadUInt32(at: offset + 4)
        return isSwapped
            ? UInt64(first.byteSwapped) << 32 | UInt64(second.byteSwapped)
            : UInt64(second) << 32 | UInt64(first)
    }
}

internal import ByteParsing

/// Lays out JSON that was written on one line: a value a line, indented by two spaces.
///
/// So only what has to be fast knows how JSON is written, and it writes it on one line.
struct Indentation {
    private var depth: Int
    private var isInString = false

    /// - Parameter depth: How deep the line is indented that the JSON begins on.
    init(depth: Int) { self.depth = depth }

    /// Appends a part of a document, which the next part goes on behind; it may end within a string.
    ///
    /// What is `known` is whole values, in order, that are laid out already.
    mutating func append(
        _ line: borrowing ByteBuffer,
        _ range: Range<Int>,
        except known: [Range<Int>],
        to output: inout ByteBuffer
    ) {
        var done = range.lowerBound
        for value in known where done <= value.lowerBound && value.upperBound <= range.upperBound {
            append(line.span.extracting(done..<value.lowerBound), to: &output)
            output.append(line, value)
            done = value.upperBound
        }
        append(line.span.extracting(done..<range.upperBound), to: &output)
    }

    private mutating func append(_ compact: borrowing Span<UInt8>, to output: inout ByteBuffer) {
        var done = 0
        var index = isInString ? endOfString(compact, from: 0) : 0
        while index < compact.count {
            let byte = compact[index]
            index &+= 1
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
                index = endOfString(compact, from: index)
            case UInt8(ascii: ","): breakLine(compact, &done, index, &output)
            case UInt8(ascii: ":"):
                output.append(copying: compact.extracting(done..<index))
                output.append(UInt8(ascii: " "))
                done = index
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if index < compact.count, Self.isEnd(compact[index]) {
                    index &+= 1
                } else {
                    depth += 1
                    breakLine(compact, &done, index, &output)
                }
            case _ where Self.isEnd(byte):
                depth -= 1
                breakLine(compact, &done, index &- 1, &output)
            default: break
            }
        }
        output.append(copying: compact.extracting(done..<index))
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    }

    /// Appends what was not yet, up to an index, and begins a line.
    @inline(__always)
    private func breakLine(
        _ compact: borrowing Span<UInt8>,
        _ done: inout Int,
        _ index: Int,
        _ output: inout ByteBuffer
    ) {
        output.append(line: compact.extracting(done..<index), thenIndentedBy: 2 * depth)
        done = index
    }

    /// The index behind the string's end, or behind all.
    private mutating func endOfString(_ compact: borrowing Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < compact.count {
            // Eight bytes at a time, up to the first of which is a quote or a backslash.
            if compact.count &- index >= 8 {
                let length = Self.plainLength(compact.bigEndianUInt64(at: index).byteSwapped)
                index &+= length
                if length == 8 { continue }
            }
            switch compact[index] {
            case UInt8(ascii: "\\"): index &+= 2
            case UInt8(ascii: "\""):
                isInString = false
                return index &+ 1
            default: index &+= 1
            }
        }
        return compact.count
    }

    /// How many of eight bytes, the first in the lowest, stand before a quote or a backslash.
    @inline(__always)
    private static func plainLength(_ word: UInt64) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ ones &* UInt64(UInt8(ascii: "\""))
        let backslash = word ^ ones &* UInt64(UInt8(ascii: "\\"))
        // The lowest bit that is set is that of the first zero; those above it may be borrowed.
        let zeros = ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash) & (ones << 7)
        return zeros.trailingZeroBitCount / 8
    }
}

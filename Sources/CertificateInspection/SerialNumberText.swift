/// Writes the content of an INTEGER in lower-case hexadecimal, without the zero that only keeps it positive.
///
/// A negative number, which RFC 5280 forbids and the wild has, is its magnitude after a minus, as OpenSSL prints it.
enum SerialNumberText {
    static func capacity(for count: Int) -> Int { count * 2 + 3 }

    @_lifetime(output: copy output)
    static func append(_ content: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
        guard content.count > 0, content[0] >= 0x80 else {
            var start = 0
            while start < content.count, content[start] == 0 { start += 1 }
            guard start < content.count else { return output.put("00") }
            return output.put(hexadecimal: content.extracting(start..<content.count))
        }
        output.put(UInt8(ascii: "-"))
        let magnitude = magnitude(ofNegative: content)
        output.put(hexadecimal: magnitude.span)
    }

    /// Two's complement, without the zeros in front.
    private static func magnitude(ofNegative content: Span<UInt8>) -> [UInt8] {
        var magnitude = content.indices.map { ~content[$0] }
        for index in magnitude.indices.reversed() {
            magnitude[index] &+= 1
            if magnitude[index] != 0 { break }
        }
        return Array(magnitude.drop { $0 == 0 })
    }
}

internal import ByteParsing

extension ByteReader {
    /// Reads a vector of two-byte code points, such as `cipher_suites<2..2^16-2>`; an odd length is refused.
    mutating func readCodePoints<Point: CodePoint>(
        width: Int = 2,
        bytes allowed: ClosedRange<Int>,
        _ field: String
    ) throws(ParseError) -> [Point] where Point.RawValue == UInt16 {
        let start = offset
        var body = try readVector(width: width, bytes: allowed, field)
        guard body.remaining.isMultiple(of: 2) else {
            throw ParseError(.illegalValue(UInt64(body.remaining)), field: field, offset: start)
        }
        let octets = try body.readSpan(body.remaining, field)
        // Not `init(capacity:initializingWith:)`: Swift 6.3 looks its metadata up anew on every call.
        var points: [Point] = []
        points.reserveCapacity(octets.count / 2)
        var index = 0
        while index + 1 < octets.count {
            points.append(Point(rawValue: UInt16(octets[index]) << 8 | UInt16(octets[index + 1])))
            index += 2
        }
        return points
    }

    /// Reads a vector of one-byte code points, such as `compression_methods<1..2^8-1>`.
    mutating func readCodePoints<Point: CodePoint>(
        width: Int = 1,
        bytes allowed: ClosedRange<Int>,
        _ field: String
    ) throws(ParseError) -> [Point] where Point.RawValue == UInt8 {
        var body = try readVector(width: width, bytes: allowed, field)
        let octets = try body.readSpan(body.remaining, field)
        var points: [Point] = []
        points.reserveCapacity(octets.count)
        for index in octets.indices { points.append(Point(rawValue: octets[index])) }
        return points
    }

    /// Skips a vector whose content does not matter, and returns its length.
    @discardableResult
    @inline(__always)
    mutating func skipVector(
        width: Int,
        bytes allowed: ClosedRange<Int>,
        _ field: String
    ) throws(ParseError) -> Int {
        try readVector(width: width, bytes: allowed, field).remaining
    }

    /// Skips a vector, and says where its content lies.
    @inline(__always)
    mutating func skipField(
        _ width: Int,
        _ allowed: ClosedRange<Int>,
        _ field: String
    ) throws(ParseError) -> Range<Int> {
        let length = try readVector(width: width, bytes: allowed, field).remaining
        return offset - length..<offset
    }

    /// Reads what remains as text; bytes that are not UTF-8 are replaced.
    mutating func readText(_ field: String) throws(ParseError) -> String {
        let span = try readSpan(remaining, field)
        if let text = try? UTF8Span(validating: span) { return String(copying: text) }
        return String(decoding: [UInt8](copying: span), as: UTF8.self)
    }
}

internal import ByteParsing

/// A sentence as UTF-8, written as an interpolated literal.
///
/// What `String` does for the same literal takes five times as long, and a report has several sentences a connection.
struct Phrase: ExpressibleByStringInterpolation {
    let utf8: [UInt8]

    var text: String { String(decoding: utf8, as: UTF8.self) }

    init(_ text: String) { utf8 = Array(text.utf8) }

    init(stringLiteral value: String) { utf8 = Array(value.utf8) }

    init(stringInterpolation: StringInterpolation) { utf8 = stringInterpolation.utf8 }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var utf8: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            utf8.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) { utf8.append(copying: literal.utf8.span) }

        mutating func appendInterpolation(_ text: String) { utf8.append(copying: text.utf8.span) }

        mutating func appendInterpolation(_ phrase: Phrase) { utf8.append(copying: phrase.utf8.span) }

        mutating func appendInterpolation(_ number: some FixedWidthInteger) {
            if number < 0 { utf8.append(UInt8(ascii: "-")) }
            utf8.append(addingCapacity: Decimal.capacity) {
                Decimal.append(UInt64(truncatingIfNeeded: number.magnitude), to: &$0)
            }
        }
    }
}

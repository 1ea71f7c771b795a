/// A sentence as UTF-8, written as an interpolated literal.
///
/// A short one needs no memory but its own, which makes it ten times as fast as the same literal as a `String`; and a
/// report has several sentences a connection.
///
/// Why the unsafe code here holds: bytes are copied into `short` only after a check that they fit, and read up to
/// `count`, below which all were written; no pointer outlives its closure.
@safe
struct Phrase: ExpressibleByStringInterpolation {
    private static let capacity = 160

    private var short = InlineArray<160, UInt8>(repeating: 0)
    private var count = 0
    /// It holds nothing but literals and numbers of ours, and so no character that any format escapes.
    private(set) var isPlain = true
    /// The whole sentence, once it is longer than `short`.
    private var long: [UInt8]?

    private init() {}

    init(stringLiteral value: StaticString) { append(value) }

    init(stringInterpolation: StringInterpolation) { self = stringInterpolation.phrase }

    /// The sentence as it reads.
    var text: String { unsafe withUTF8 { unsafe String(decoding: $0, as: UTF8.self) } }

    /// Lends the sentence's bytes.
    @inline(__always)
    func withUTF8<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let long { return unsafe long.withUnsafeBufferPointer(body) }
        return unsafe short.span.withUnsafeBufferPointer { bytes in
            unsafe body(UnsafeBufferPointer(rebasing: bytes[..<count]))
        }
    }

    @inline(__always)
    private mutating func append(_ literal: StaticString) {
        unsafe append(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    @inline(__always)
    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard long == nil, bytes.count <= Self.capacity - count else { return unsafe spill(bytes) }
        guard let source = bytes.baseAddress else { return }
        let start = count
        var span = short.mutableSpan
        unsafe span.withUnsafeMutableBufferPointer { target in
            guard let base = target.baseAddress else { return }
            unsafe base.advanced(by: start).update(from: source, count: bytes.count)
        }
        count += bytes.count
    }

    private mutating func append(_ number: UInt64) {
        guard long == nil, Decimal.capacity <= Self.capacity - count else {
            let digits = [UInt8](capacity: Decimal.capacity) { Decimal.append(number, to: &$0) }
            return unsafe digits.withUnsafeBufferPointer { unsafe spill($0) }
        }
        let start = count
        var span = short.mutableSpan
        count += unsafe span.withUnsafeMutableBufferPointer { target in
            let free = unsafe UnsafeMutableBufferPointer(rebasing: target[start...])
            var output = unsafe OutputSpan(buffer: free, initializedCount: 0)
            Decimal.append(number, to: &output)
            return unsafe output.finalize(for: free)
        }
    }

    @inline(never)
    private mutating func spill(_ bytes: UnsafeBufferPointer<UInt8>) {
        var all = unsafe long ?? withUTF8 { unsafe Array($0) }
        unsafe all.append(contentsOf: bytes)
        long = all
    }

    // MARK: Interpolation

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var phrase = Phrase()

        init(literalCapacity: Int, interpolationCount: Int) {}

        @inline(__always)
        mutating func appendLiteral(_ literal: StaticString) { phrase.append(literal) }

        mutating func appendInterpolation(_ text: String) {
            var text = text
            phrase.isPlain = false
            text.withUTF8 { unsafe phrase.append($0) }
        }

        mutating func appendInterpolation(_ other: Phrase) {
            if !other.isPlain { phrase.isPlain = false }
            unsafe other.withUTF8 { unsafe phrase.append($0) }
        }

        mutating func appendInterpolation(_ number: some FixedWidthInteger) {
            if number < 0 { phrase.append("-") }
            phrase.append(UInt64(truncatingIfNeeded: number.magnitude))
        }
    }
}

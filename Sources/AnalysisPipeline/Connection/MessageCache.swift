import ByteParsing

/// What was made of whole messages, found again by their bytes: a server sends everybody the same.
///
/// Holds sets of two; a message that is used stays longest in its set.
struct MessageCache<Value> {
    /// The longest message that is remembered.
    static var maximumLength: Int { 16_384 }

    private final class Entry {
        let hash: UInt64
        let body: [UInt8]
        let value: Value

        init(_ hash: UInt64, _ body: [UInt8], _ value: Value) {
            self.hash = hash
            self.body = body
            self.value = value
        }
    }

    private let places: Int
    private let seed = UInt64.random(in: .min ... .max)
    private var recent: [Entry?] = []
    private var older: [Entry?] = []

    /// Remembers at most 2 to the power of `bits` messages, and as many older ones.
    init(bits: Int) { places = 1 << bits }

    /// What was made of this message before, or what `read` makes of it.
    mutating func value(
        of body: Span<UInt8>,
        _ read: () throws(ParseError) -> Value
    ) throws(ParseError) -> Value {
        guard body.count <= Self.maximumLength else { return try read() }
        if recent.isEmpty {
            recent = Array(repeating: nil, count: places)
            older = recent
        }
        let hash = hash(of: body)
        let place = Int(truncatingIfNeeded: hash) & (places - 1)
        if let entry = recent[place], entry.hash == hash, body.hasSameBytes(as: entry.body) {
            return entry.value
        }
        if let entry = older[place], entry.hash == hash, body.hasSameBytes(as: entry.body) {
            older[place] = recent[place]
            recent[place] = entry
            return entry.value
        }
        let value = try read()
        older[place] = recent[place]
        recent[place] = Entry(hash, [UInt8](copying: body), value)
        return value
    }

    /// Of the start, and of the end or, in a message of certificates, the end of the first one's signature: whoever
    /// contrives messages that agree in both gets them read anew, and nothing worse.
    private func hash(of body: Span<UInt8>) -> UInt64 {
        let sample = 64
        guard body.count > 2 * sample else { return SeededHash.of(body, seed: seed) }
        let head = SeededHash.of(body.extracting(..<sample), seed: seed &+ UInt64(body.count))
        let end = 6 + (Int(body[3]) << 16 | Int(body[4]) << 8 | Int(body[5]))
        let tail = sample < end && end <= body.count ? end - sample : body.count - sample
        return SeededHash.of(body.extracting(tail..<tail + sample), seed: head)
    }
}

import ByteParsing
import SystemLibrary

/// What was made of whole messages, found again by their bytes: a server sends everybody the same.
///
/// Holds sets of two; a message that is used stays longest in its set. It is kept from the second time on that it comes,
/// since those of clients often come once, and neither cost the copy nor displace others then.
struct MessageCache<Value> {
    /// The longest message that is remembered.
    static var maximumLength: Int { 16_384 }
    /// Bytes by which a message is looked for; a certificate's serial number and validity lie in them.
    static var headLength: Int { 192 }

    /// A message that was read.
    final class Entry {
        fileprivate let hash: UInt64
        /// Without its header.
        let body: [UInt8]
        let value: Value

        fileprivate init(_ hash: UInt64, _ body: [UInt8], _ value: Value) {
            self.hash = hash
            self.body = body
            self.value = value
        }

        /// Whether it has these bytes at an offset.
        ///
        /// Unsafe for speed: memcmp gets two spans of the same length, which is not 0, for one call.
        func has(_ bytes: Span<UInt8>, at offset: Int) -> Bool {
            let body = body
            guard !bytes.isEmpty, bytes.count <= body.count - offset else { return bytes.isEmpty }
            let known = body.span.extracting(offset..<offset + bytes.count)
            return unsafe known.withUnsafeBytes { known in
                unsafe bytes.withUnsafeBytes { bytes in
                    guard let one = known.baseAddress, let other = bytes.baseAddress else { return false }
                    return unsafe memcmp(one, other, bytes.count) == 0
                }
            }
        }
    }

    private let places: Int
    private let key = HashKey.random()
    private var recent: [Entry?] = []
    private var older: [Entry?] = []
    private var secondTime = SecondTime()

    /// Remembers at most 2 to the power of `bits` messages, and as many older ones.
    init(bits: Int) { places = 1 << bits }

    /// What was made of this message before or, if it is not known, what is made of it now.
    mutating func value(
        of body: Span<UInt8>,
        orMaking make: () throws(ParseError) -> Value
    ) throws(ParseError) -> Value {
        let hash = hash(of: body, length: body.count)
        if let known = entry(body, body.count, hash) { return known.value }
        let made = try make()
        keep(made, of: body, hash)
        return made
    }

    /// Remembers what was made of a message that was not known, if it came before and is not too long.
    private mutating func keep(_ value: Value, of body: Span<UInt8>, _ hash: UInt64) {
        guard body.count <= Self.maximumLength else { return }
        if recent.isEmpty {
            recent = Array(repeating: nil, count: places)
            older = recent
        }
        let place = place(of: hash)
        guard secondTime.admits(hash, at: place, of: places) else { return }
        older[place] = recent[place]
        recent[place] = Entry(hash, [UInt8](copying: body), value)
    }

    /// A message of this length that was read before and begins with these bytes; not looked for by less than
    /// ``headLength``.
    mutating func entry(beginningWith bytes: Span<UInt8>, length: Int) -> Entry? {
        guard bytes.count >= Self.headLength else { return nil }
        return entry(bytes, length, hash(of: bytes, length: length))
    }

    private mutating func entry(_ bytes: Span<UInt8>, _ length: Int, _ hash: UInt64) -> Entry? {
        guard !recent.isEmpty else { return nil }
        let place = place(of: hash)
        if let entry = recent[place], entry.hash == hash, entry.body.count == length, entry.has(bytes, at: 0)
        {
            return entry
        }
        guard let entry = older[place], entry.hash == hash, entry.body.count == length,
            entry.has(bytes, at: 0)
        else { return nil }
        older[place] = recent[place]
        recent[place] = entry
        return entry
    }

    private func place(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (places - 1) }

    /// Of the start and the length: whoever contrives messages that agree in both gets them read anew, and nothing worse.
    private func hash(of bytes: Span<UInt8>, length: Int) -> UInt64 {
        SeededHash.quick(bytes.extracting(first: Self.headLength), key: key, tag: UInt64(length))
    }
}

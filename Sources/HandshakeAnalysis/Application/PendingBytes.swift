internal import ByteParsing

/// The server's bytes so far, and how far they have been read; never more than ``ApplicationObserver/maximumBytes``.
struct PendingBytes: Sendable {
    private(set) var bytes: [UInt8] = []
    /// The first byte that has not been read.
    private(set) var position = 0
    /// Where the search for the end of the line goes on, so that a line in many pieces is searched once.
    private var searched = 0

    var available: Int { bytes.count - position }

    mutating func append(_ span: Span<UInt8>) {
        bytes.append(copying: span)
    }

    /// The byte at an offset from the position, if it is here.
    func peek(_ offset: Int) -> UInt8? {
        offset < available ? bytes[position + offset] : nil
    }

    /// A big-endian integer of one to four bytes at an offset from the position, if it is here.
    func integer(at offset: Int, width: Int) -> Int? {
        guard offset + width <= available else { return nil }
        return bytes[position + offset..<position + offset + width].reduce(0) { $0 << 8 | Int($1) }
    }

    /// Reads exactly `count` bytes, or nothing.
    mutating func read(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= available else { return nil }
        return readUpTo(count)
    }

    /// Reads as many of `count` bytes as are here.
    mutating func readUpTo(_ count: Int) -> [UInt8] {
        let end = position + min(max(count, 0), available)
        defer { position = end }
        return Array(bytes[position..<end])
    }

    /// Passes over as many of `count` bytes as are here, and says how many that were.
    mutating func skip(_ count: Int) -> Int {
        let skipped = min(max(count, 0), available)
        position += skipped
        return skipped
    }

    /// The first bytes of the line that begins here, without reading them, and whether they are all of it.
    func peekLine(atMost count: Int) -> (bytes: [UInt8], isWhole: Bool) {
        let rest = bytes[position...].prefix(count)
        guard let end = rest.firstIndex(of: .lineFeed) else { return (Array(rest), rest.count == count) }
        return (Array(rest[..<end]), true)
    }

    /// Reads a line up to its line feed, and gives it without that and a carriage return before it.
    mutating func readLine() -> [UInt8]? {
        searched = max(searched, position)
        while searched < bytes.count, bytes[searched] != .lineFeed { searched += 1 }
        guard searched < bytes.count else { return nil }
        var line = bytes[position..<searched]
        if line.last == .carriageReturn { line.removeLast() }
        position = searched + 1
        return Array(line)
    }
}

extension UInt8 {
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20

    /// The same ASCII letter in lower case, anything else unchanged.
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}

extension Array where Element == UInt8 {
    func hasPrefix(_ text: String) -> Bool {
        starts(with: text.utf8)
    }

    /// Whether two texts differ at most in the case of their ASCII letters.
    func equalsIgnoringCase(_ text: String) -> Bool {
        map(\.lowercased).elementsEqual(text.utf8.map(\.lowercased))
    }

    /// The bytes without the spaces and tabs around them.
    var trimmed: [UInt8] {
        let isBlank: (UInt8) -> Bool = { $0 == .space || $0 == 0x09 }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) })
        else { return [] }
        return Array(self[first...last])
    }
}

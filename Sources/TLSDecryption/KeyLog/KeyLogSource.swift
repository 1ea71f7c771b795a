import ByteParsing

/// Reads one key log, which may come in pieces and may still be growing, into a ``KeyLog``.
///
/// A line that is cut off waits for its rest. Comments, empty lines and labels that do not help to decrypt are passed
/// over; any other line that is not as RFC 9850 has it is counted, and the first few are kept for the user to be told.
public struct KeyLogSource: Sendable {
    /// A line that is longer is passed over; the longest that is of use has 220 characters.
    public static let maximumLineLength = 4_096
    /// Bad lines that are named; all are counted.
    public static let maximumNamedBadLines = 5

    /// A line that could not be used.
    public struct BadLine: Hashable, Sendable {
        public enum Reason: Error, Hashable, Sendable {
            /// The first word cannot be a label.
            case notALabel
            /// Three words are needed.
            case wordCount(Int)
            case notHexadecimal(Field)
            /// In bytes.
            case wrongSize(Field, Int)
            case tooLong
        }

        public enum Field: Hashable, Sendable { case identifier, secret }

        /// From 1.
        public let number: Int
        public let reason: Reason

        public init(number: Int, reason: Reason) {
            self.number = number
            self.reason = reason
        }
    }

    /// Lines that gave a secret.
    public private(set) var usedLineCount = 0
    public private(set) var badLineCount = 0
    /// The first bad lines.
    public private(set) var badLines: [BadLine] = []

    private var lineCount = 0
    /// The start of a line whose end has not come.
    private var partial: [UInt8] = []
    /// The line under way is longer than is kept.
    private var isOverlong = false

    public init() {}

    /// Takes the next bytes of the file.
    public mutating func append(_ bytes: Span<UInt8>, to keyLog: inout KeyLog) {
        var start = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
            let piece = bytes.extracting(start..<index)
            start = index + 1
            if partial.isEmpty, !isOverlong, piece.count <= Self.maximumLineLength {
                readLine(piece, to: &keyLog)
            } else {
                keep(piece)
                finish(to: &keyLog)
            }
        }
        keep(bytes.extracting(start...))
    }

    /// Takes what has come of the last line for the whole of it: at the end of a file that does not grow.
    public mutating func finish(to keyLog: inout KeyLog) {
        guard isOverlong || !partial.isEmpty else { return }
        let line = partial
        partial.removeAll(keepingCapacity: true)
        if isOverlong {
            isOverlong = false
            readOverlongLine(startingWith: line.span)
        } else {
            readLine(line.span, to: &keyLog)
        }
    }

    private mutating func keep(_ piece: Span<UInt8>) {
        let count = min(piece.count, Self.maximumLineLength - partial.count)
        if count < piece.count { isOverlong = true }
        partial.append(copying: piece.extracting(0..<count))
    }

    // MARK: Lines

    private mutating func readLine(_ bytes: Span<UInt8>, to keyLog: inout KeyLog) {
        lineCount += 1
        // Windows programs may begin a file with the byte order mark of UTF-8.
        let hasMark =
            lineCount == 1 && bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        do {
            try Self.read(hasMark ? bytes.extracting(3...) : bytes) { label, identifier, secret in
                keyLog.insert(label, identifier: identifier, secret: secret)
                usedLineCount += 1
            }
        } catch {
            report(error)
        }
    }

    /// The configuration list of Encrypted ClientHello may be that long, and so may a comment.
    private mutating func readOverlongLine(startingWith bytes: Span<UInt8>) {
        lineCount += 1
        guard let first = Self.words(of: bytes).first, bytes[first.lowerBound] != UInt8(ascii: "#"),
            KeyLogLabel(bytes.extracting(first)) != .notUsed
        else { return }
        report(.tooLong)
    }

    private mutating func report(_ reason: BadLine.Reason) {
        badLineCount += 1
        if badLines.count < Self.maximumNamedBadLines {
            badLines.append(BadLine(number: lineCount, reason: reason))
        }
    }

    /// Lends what a line holds to `body`, if it holds something.
    private static func read(
        _ line: Span<UInt8>,
        _ body: (KeyLogLabel, _ identifier: [UInt8], _ secret: [UInt8]) -> Void
    ) throws(BadLine.Reason) {
        let words = Self.words(of: line)
        guard let first = words.first, line[first.lowerBound] != UInt8(ascii: "#") else { return }
        guard let label = KeyLogLabel(line.extracting(first)) else { throw .notALabel }
        if label == .notUsed { return }
        guard words.count == 3 else { throw .wordCount(words.count) }
        // HAProxy writes a hyphen for a secret that it does not have.
        if words[2].count == 1, line[words[2].lowerBound] == UInt8(ascii: "-") { return }
        let identifier = try readHexadecimal(line.extracting(words[1]), .identifier)
        guard identifier.count == label.identifierSize else {
            throw .wrongSize(.identifier, identifier.count)
        }
        let secret = try readHexadecimal(line.extracting(words[2]), .secret)
        // HAProxy calls so the resumption secret of TLS 1.3, which opens nothing.
        if label == .masterSecret, secret.count == 32 { return }
        guard label.allowsSecret(ofSize: secret.count) else { throw .wrongSize(.secret, secret.count) }
        body(label, identifier, secret)
    }

    /// What lies between the blanks of a line, whose end may still carry a carriage return.
    private static func words(of line: Span<UInt8>) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        for index in line.indices {
            switch line[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                if let begun = start { words.append(begun..<index) }
                start = nil
            default: start = start ?? index
            }
        }
        if let begun = start { words.append(begun..<line.count) }
        return words
    }

    private static func readHexadecimal(
        _ digits: Span<UInt8>,
        _ field: BadLine.Field
    ) throws(BadLine.Reason) -> [UInt8] {
        guard let bytes = [UInt8](hexadecimalDigits: digits) else { throw .notHexadecimal(field) }
        return bytes
    }
}

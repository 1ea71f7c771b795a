/// Takes whole lines, on the one thread that writes.
protocol LineSink: AnyObject {
    /// Writes as many of the lines as it can.
    ///
    /// - Returns: How many bytes are done with, always whole lines; and why it was not all of them.
    func write(_ lines: ArraySlice<UInt8>) -> SinkProgress

    /// Closes what it writes to and opens it again, for whoever has moved the file away.
    func reopen() -> Descriptor.Failure?

    /// Does what time asks for, and says when it wants to be asked again; `nil` if never.
    func passTime() -> Duration?

    func close() -> Descriptor.Failure?

    /// Nothing can be written any more, ever: the reader has closed the pipe.
    func isFinal(_ failure: Descriptor.Failure) -> Bool
}

struct SinkProgress {
    var written: Int
    var problem: Descriptor.Failure?
    /// Lines among them that the place can never take.
    var refused = 0
}

extension LineSink {
    func reopen() -> Descriptor.Failure? { nil }
    func passTime() -> Duration? { nil }
    func isFinal(_ failure: Descriptor.Failure) -> Bool { false }
}

extension ArraySlice<UInt8> {
    /// How many of the first `limit` bytes are whole lines.
    func wholeLines(within limit: Int) -> Int {
        guard limit < count else { return count }
        guard let end = prefix(Swift.max(limit, 0)).lastIndex(of: UInt8(ascii: "\n")) else { return 0 }
        return end + 1 - startIndex
    }

    /// The length of the first line, with its end.
    var firstLine: Int { (firstIndex(of: UInt8(ascii: "\n")) ?? endIndex - 1) + 1 - startIndex }
}

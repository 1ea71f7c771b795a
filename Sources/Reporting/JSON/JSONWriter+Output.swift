// How what was written leaves: whole, in pieces, or line by line.

extension JSONWriter {
    /// Hands over what was written and starts anew with the same buffer.
    public mutating func take() -> [UInt8] {
        endSiblings()
        let written = buffer.copy()
        buffer.removeAll()
        start = 0
        return written
    }

    /// Lends what was written, if it is anything, and starts anew with the same buffer.
    mutating func drain(_ write: (borrowing Span<UInt8>) throws -> Void) rethrows {
        endSiblings()
        if buffer.count > 0 { try write(buffer.span) }
        buffer.removeAll()
        start = 0
    }

    /// Lends as many whole pieces as were written, and keeps the rest.
    mutating func drainPieces(of size: Int, _ write: (borrowing Span<UInt8>) throws -> Void) rethrows {
        guard buffer.count >= size else { return }
        let whole = buffer.count / size * size
        try write(buffer.span.extracting(..<whole))
        buffer.removeFirst(whole)
        start = buffer.count
    }

    /// Ends a line, and begins a value that is not the last one's sibling.
    mutating func endLine() {
        if buffer.last == UInt8(ascii: ",") {
            buffer.replaceLast(by: UInt8(ascii: "\n"))
        } else {
            buffer.append(UInt8(ascii: "\n"))
        }
        start = buffer.count
    }

    /// Begins a value behind what separates it from the last one, as it is.
    mutating func beginSibling(behind separator: StaticString) {
        endSiblings()
        buffer.append(separator)
        start = buffer.count
    }

    /// Begins a value that is not the last one's sibling.
    mutating func endSiblings() {
        if buffer.last == UInt8(ascii: ",") { buffer.removeAll(after: buffer.count - 1) }
        if let depth, start < buffer.count { layOut(Indentation(depth: depth)) }
        start = buffer.count
    }

    /// Lays out what was written since the last value ended, and finds the gap again.
    private mutating func layOut(_ indentation: consuming Indentation) {
        let gap = leavesOutID ? min(max(idGap, start), buffer.count) : start
        indentation.append(buffer, start..<gap, except: laidOut, to: &scratch)
        idGap = start + scratch.count
        indentation.append(buffer, gap..<buffer.count, except: laidOut, to: &scratch)
        buffer.removeAll(after: start)
        buffer.append(scratch, 0..<scratch.count)
        scratch.removeAll()
        laidOut.removeAll(keepingCapacity: true)
    }
}

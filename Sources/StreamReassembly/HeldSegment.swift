import ByteParsing

/// A segment that came before its turn.
struct HeldSegment: Sendable {
    var offset: Int
    var bytes: [UInt8]
    /// Bytes after those that the capture's snapshot length cut off.
    var missing: Int
    var packet: PacketReference
    /// The offset in the other direction that its sender had acknowledged.
    var heard: Int?
    var isDoubtful: Bool
    /// What it waits for will not come.
    var isGivenUp = false
    var end: Int { offset + bytes.count + missing }

    /// Whether a segment that begins at `start` has other bytes where both have some.
    func differs(from payload: Span<UInt8>, at start: Int) -> Bool {
        let from = max(start, offset)
        let to = min(start + payload.count, offset + bytes.count)
        guard from < to else { return false }
        for place in from..<to where payload[place - start] != bytes[place - offset] { return true }
        return false
    }
}

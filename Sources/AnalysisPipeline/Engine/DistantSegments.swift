import PacketDecoding
import StreamReassembly

/// Segments of connections that were reported which stand, or acknowledge what stands, further away than any window reaches.
///
/// Either a stranger made them, whom the receiver does not heed, or the capture lacks as much as lies between. Then more of
/// them follow, each where the one before ended.
struct DistantSegments {
    /// Segments in a row that are believed.
    static let believed = 4

    private struct Place: Hashable {
        let key: FlowKey
        let direction: Direction
    }

    private struct Run {
        var end: UInt32
        var count: Int
    }

    private var runs = BoundedTable<Place, Run>(capacity: 1_024)

    /// Takes one more, and says whether it is believed.
    mutating func isBelieved(_ segment: TCPSegment) -> Bool {
        guard segment.wireLength > 0 else { return false }
        let place = Place(key: segment.key, direction: segment.direction)
        let before = runs.take(place)
        let count = before?.end == segment.sequenceNumber ? (before?.count ?? 0) + 1 : 1
        if count >= Self.believed { return true }
        let end = segment.sequenceNumber &+ UInt32(truncatingIfNeeded: segment.wireLength)
        runs[place] = Run(end: end, count: count)
        return false
    }
}

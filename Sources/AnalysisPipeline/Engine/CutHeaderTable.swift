import ByteParsing
import PacketDecoding
import StreamReassembly

/// The beginnings of record headers that the end of a segment cut in two, on flows whose connection was reported.
///
/// Apart from the flow table, since few flows wait for the rest of a header: of records of 16 KiB one in 300 is cut.
struct CutHeaderTable {
    /// Beginnings that are kept; at the next one all are forgotten, and a handshake behind them shows only where it begins a
    /// segment.
    static let capacity = 8192

    private struct Place: Hashable {
        let key: FlowKey
        let direction: Direction
    }

    /// What has come of a header.
    struct Beginning {
        /// That of the header's first byte.
        let sequenceNumber: UInt32
        /// Fewer than a header has, at least one.
        let bytes: [UInt8]
        let packet: PacketReference

        var end: UInt32 { sequenceNumber &+ UInt32(bytes.count) }

        /// With what comes next; `nil` if the segment says nothing new, or does not go on with it.
        func joined(with payload: Span<UInt8>, at start: UInt32) -> [UInt8]? {
            let known = Int(Int32(bitPattern: end &- start))
            guard known >= 0, known < payload.count else { return nil }
            var joined = bytes
            joined.append(copying: payload.extracting(known...))
            return joined
        }

        /// Whether a segment ends before the rest of the header, and so changes nothing.
        func isBehind(_ payload: Span<UInt8>, at start: UInt32) -> Bool {
            Int32(bitPattern: end &- start) >= Int32(truncatingIfNeeded: payload.count)
        }
    }

    private var beginnings = BoundedTable<Place, Beginning>(capacity: capacity)

    var isEmpty: Bool { beginnings.isEmpty }

    mutating func keep(_ beginning: Beginning, of key: FlowKey, _ direction: Direction) {
        beginnings[Place(key: key, direction: direction)] = beginning
    }

    /// What has come of the header at a sequence number; it is forgotten, as is that of any other.
    mutating func take(_ sequenceNumber: UInt32, of key: FlowKey, _ direction: Direction) -> Beginning? {
        guard let known = beginnings.take(Place(key: key, direction: direction))
        else { return nil }
        return known.sequenceNumber == sequenceNumber ? known : nil
    }

    /// Whether what has come of a header ends at a sequence number, and lacks no more than a part of the length.
    func awaitsLength(at sequenceNumber: UInt32, of key: FlowKey, _ direction: Direction) -> Bool {
        guard let known = beginnings[Place(key: key, direction: direction)] else { return false }
        return known.end == sequenceNumber && known.bytes.count >= 3
    }
}

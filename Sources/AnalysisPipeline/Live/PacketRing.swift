public import ByteParsing
import PacketDecoding

/// A packet that was kept, with its bytes.
public struct HeldPacket: Hashable, Sendable {
    public let reference: PacketReference
    public let linkType: UInt32
    /// On the wire.
    public let originalLength: Int
    public let bytes: [UInt8]
}

/// The last packets of all flows, in memory of a fixed size: a new one takes the place of the oldest.
///
/// ```
///  chunks:  [ bytes, entries ] [ bytes, entries ] …   the oldest goes as a whole
///  heads:   by the flow's hash → its newest entry → the one before → …
/// ```
struct PacketRing {
    private static let mostChunks = 64
    private static let headCount = 1 << 16

    /// Where a packet lies; entries are numbered from 1 in the order in which they came.
    private struct Entry {
        let key: FlowKey
        let reference: PacketReference
        let linkType: UInt32
        let originalLength: UInt32
        let start: UInt32
        let length: UInt32
        /// The entry before with the same hash; 0 for none.
        let previous: UInt64
    }

    private struct Chunk {
        let first: UInt64
        var bytes: [UInt8] = []
        var entries: [Entry] = []
        var size: Int { bytes.count + entries.count * MemoryLayout<Entry>.stride }
    }

    private let chunkBytes: Int
    private var chunks: [Chunk] = [Chunk(first: 1)]
    private var heads = [UInt64](repeating: 0, count: headCount)
    /// The number of the entry that was added last.
    private(set) var last: UInt64 = 0

    /// Takes about so many bytes.
    init(bytes: Int) { chunkBytes = max(bytes / Self.mostChunks, 1) }

    /// Adds a packet, and returns its number.
    @discardableResult
    mutating func add(
        _ bytes: borrowing Span<UInt8>,
        _ reference: PacketReference,
        linkType: UInt32,
        originalLength: Int,
        of key: FlowKey
    ) -> UInt64 {
        if chunks[chunks.count - 1].size >= chunkBytes {
            if chunks.count >= Self.mostChunks { chunks.removeFirst() }
            chunks.append(Chunk(first: last + 1))
        }
        last += 1
        let head = Self.head(of: key)
        let place = chunks.count - 1
        chunks[place].entries.append(
            Entry(
                key: key,
                reference: reference,
                linkType: linkType,
                originalLength: UInt32(clamping: originalLength),
                start: UInt32(clamping: chunks[place].bytes.count),
                length: UInt32(clamping: bytes.count),
                previous: heads[head]
            )
        )
        chunks[place].bytes.append(copying: bytes)
        heads[head] = last
        return last
    }

    private static func head(of key: FlowKey) -> Int {
        Int(UInt(bitPattern: key.hashValue) % UInt(headCount))
    }

    /// The packets of a flow that are still there, in order, behind an entry and not before a packet; with their numbers.
    func packets(
        of key: FlowKey,
        behind number: UInt64,
        from first: PacketReference
    ) -> [(UInt64, HeldPacket)] {
        var found: [(UInt64, HeldPacket)] = []
        var next = heads[Self.head(of: key)]
        while next > number, let (chunk, entry) = entry(next) {
            if entry.key == key {
                if entry.reference.time < first.time { break }
                found.append((next, packet(chunk, entry)))
            }
            next = entry.previous
        }
        return found.reversed()
    }

    /// A packet by its number; `nil` if its place was taken.
    func packet(_ number: UInt64) -> HeldPacket? { entry(number).map { packet($0, $1) } }

    private func packet(_ chunk: Int, _ entry: Entry) -> HeldPacket {
        let start = Int(entry.start)
        return HeldPacket(
            reference: entry.reference,
            linkType: entry.linkType,
            originalLength: Int(entry.originalLength),
            bytes: Array(chunks[chunk].bytes[start..<start + Int(entry.length)])
        )
    }

    private func entry(_ number: UInt64) -> (chunk: Int, Entry)? {
        guard number >= chunks[0].first, number <= last,
            let chunk = chunks.lastIndex(where: { $0.first <= number })
        else { return nil }
        return (chunk, chunks[chunk].entries[Int(number - chunks[chunk].first)])
    }
}

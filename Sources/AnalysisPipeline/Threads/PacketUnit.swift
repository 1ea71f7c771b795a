import ByteParsing
import CaptureReading
import PacketDecoding
import StreamReassembly

/// A stretch of the timeline as all engines see it: packets in memory, decoded once, and shared out by flow.
///
/// One thread fills it; from then on it is only read, until every engine has been through it.
struct PacketUnit: ~Copyable {
    var batch: PacketBatch
    /// The number of the packet before the unit's first.
    var packetsBefore: UInt64 = 0
    /// The TCP segments of each engine's flows.
    var segments: [[Segment]]
    /// The packets at which time moved on by a second or more.
    var ticks: [Int] = []
    /// IP datagrams that were put together here.
    var datagrams: [[UInt8]] = []
    /// What came in of the key logs before these packets.
    var keyChanges: [KeyMaterial.Change] = []
    var progress = CaptureAnalysis.Progress(bytesRead: 0, totalBytes: nil, packets: 0)

    struct Segment {
        let segment: TCPSegment
        let hash: UInt64
        /// The packet's index in the batch.
        let index: Int32
        /// The datagram that the payload lies in, or -1 for the packet itself.
        let datagram: Int32
    }

    init(limits: CaptureLimits, engineCount: Int) {
        batch = PacketBatch(limits: limits)
        segments = Array(repeating: [], count: engineCount)
    }

    mutating func removeAll() {
        for index in segments.indices { segments[index].removeAll(keepingCapacity: true) }
        ticks.removeAll(keepingCapacity: true)
        datagrams = []
        keyChanges = []
    }
}

/// A place for one unit after the other; a class, so that threads can share it.
final class UnitPlace {
    var unit: PacketUnit
    init(_ unit: consuming PacketUnit) { self.unit = unit }
}

extension PacketEngine {
    /// How many segments ahead the memory of a flow is asked for.
    private static let fetchAhead = 16

    /// Takes the packets of this engine's flows, and lets the time of all others pass.
    mutating func process(_ unit: borrowing PacketUnit, share: Int) {
        for change in unit.keyChanges { keys.apply(change) }
        var ticks = unit.ticks[...]
        // Retained once: what follows asks for one after the other.
        let segments = unit.segments[share]
        for position in segments.indices {
            if position + Self.fetchAhead < segments.count {
                table.prefetch(segments[position + Self.fetchAhead].hash)
            }
            let index = Int(segments[position].index)
            while let tick = ticks.first, tick <= index { pass(tick, unit); ticks.removeFirst() }
            let packet = unit.batch[index].reference
            moment = .packet(unit.packetsBefore + UInt64(index) + 1)
            counters.packets += 1
            if counters.packets & 63 == 0 { sweep(8) }
            let segment = segments[position].segment
            let range = segment.payloadOffset..<segment.payloadOffset + segment.payloadLength
            if segments[position].datagram < 0 {
                let bytes = unit.batch.bytes(of: index).extracting(range)
                receive(segment, segments[position].hash, bytes, at: packet)
            } else {
                let datagram = unit.datagrams[Int(segments[position].datagram)]
                receive(segment, segments[position].hash, datagram.span.extracting(range), at: packet)
            }
        }
        for tick in ticks { pass(tick, unit) }
    }

    private mutating func pass(_ tick: Int, _ unit: borrowing PacketUnit) {
        position = unit.packetsBefore + UInt64(tick) + 1
        advance(to: unit.batch[tick].time)
    }
}

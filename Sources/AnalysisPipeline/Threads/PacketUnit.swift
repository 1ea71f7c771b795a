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
        var tick = 0
        var nextTick = unit.ticks.first ?? .max
        // Retained once: what follows asks for one after the other.
        let segments = unit.segments[share]
        for position in segments.indices {
            if position + Self.fetchAhead < segments.count {
                table.prefetch(segments[position + Self.fetchAhead].hash)
            }
            let index = Int(segments[position].index)
            while nextTick <= index {
                pass(nextTick, unit)
                tick += 1
                nextTick = tick < unit.ticks.count ? unit.ticks[tick] : .max
            }
            moment = .packet(unit.packetsBefore &+ UInt64(index) &+ 1)
            if position & 63 == 0 { sweep(8) }
            take(segments[position], unit)
        }
        while tick < unit.ticks.count {
            pass(unit.ticks[tick], unit)
            tick += 1
        }
    }

    @inline(__always)
    private mutating func take(_ shared: PacketUnit.Segment, _ unit: borrowing PacketUnit) {
        let segment = shared.segment
        let range = segment.payloadOffset..<segment.payloadOffset + segment.payloadLength
        let index = Int(shared.index)
        let packet = unit.batch[index].reference
        if shared.datagram < 0 {
            receive(segment, shared.hash, unit.batch.bytes(of: index).extracting(range), at: packet)
        } else {
            let datagram = unit.datagrams[Int(shared.datagram)]
            receive(segment, shared.hash, datagram.span.extracting(range), at: packet)
        }
    }

    private mutating func pass(_ tick: Int, _ unit: borrowing PacketUnit) {
        advance(to: unit.batch[tick].time, packet: unit.packetsBefore + UInt64(tick) + 1)
    }
}

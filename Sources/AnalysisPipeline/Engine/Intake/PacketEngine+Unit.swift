import ByteParsing
import CaptureReading
import PacketDecoding
import StreamReassembly

// What an engine takes that is one of several: packets that were decoded for all of them.

extension PacketEngine {
    /// How many segments ahead the memory of a flow is asked for.
    private static let fetchAhead = 16

    /// Learns what comes before a unit's packets.
    mutating func begin(_ unit: borrowing PacketUnit) {
        for change in unit.keyChanges { keys.apply(change) }
        if let checks = unit.checks { checks.applyTrust(to: shared.certificates) }
        if unit.clockStep != 0 { stepClock(by: unit.clockStep) }
    }

    /// Takes the packets that were shared out to this engine, and lets the time of all others pass.
    mutating func process(_ unit: borrowing PacketUnit, share: Int) {
        learn(unit.shares.tunnelStacks)
        var tick = 0
        var nextTick = unit.shares.ticks.first ?? .max
        // Retained once: what follows asks for one after the other.
        let segments = unit.shares.segments[share]
        for segment in segments.prefix(Self.fetchAhead) { table.prefetch(segment.hash) }
        for position in segments.indices {
            if position + Self.fetchAhead < segments.count {
                table.prefetch(segments[position + Self.fetchAhead].hash)
            }
            let index = Int(segments[position].index)
            while nextTick <= index {
                pass(nextTick, unit)
                tick += 1
                nextTick = tick < unit.shares.ticks.count ? unit.shares.ticks[tick] : .max
            }
            sweepIfDue(after: UInt64(position))
            receive(segments[position], unit)
        }
        while tick < unit.shares.ticks.count {
            pass(unit.shares.ticks[tick], unit)
            tick += 1
        }
        if let time = unit.silence { advance(to: time, packet: unit.packetsBefore + 1) }
    }

    @inline(__always)
    private mutating func receive(_ shared: PacketUnit.Segment, _ unit: borrowing PacketUnit) {
        let index = Int(shared.index)
        let number = unit.packetsBefore &+ UInt64(index) &+ 1
        if shared.isPlainTCP {
            receivePlain(shared.plain, shared.hash, unit.batch, index, number: number)
        } else if let datagram = shared.datagram {
            receivePlain(unit.shares.datagrams[datagram], shared.hash, unit.batch, index, number: number)
        } else if let other = shared.other {
            receiveOther(unit.shares.others[other], shared.hash, unit.batch, index, number: number)
        }
    }

    private mutating func receiveOther(
        _ other: PacketUnit.Other,
        _ hash: UInt64,
        _ batch: borrowing PacketBatch,
        _ index: Int,
        number: UInt64
    ) {
        let packet = batch[index].reference
        if let bytes = other.reassembled {
            receive(other.packet, hash, bytes.span, at: packet, number: number)
        } else {
            receive(other.packet, hash, batch.bytes(of: index), at: packet, number: number)
        }
    }

    private mutating func pass(_ tick: Int, _ unit: borrowing PacketUnit) {
        advance(to: unit.batch[tick].time, packet: unit.packetsBefore + UInt64(tick) + 1)
    }
}

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
    /// What its packets were decoded to.
    var shares: Shares
    /// What came in of the key logs before these packets.
    var keyChanges: [KeyMaterial.Change] = []
    /// How far the clock of these packets was set before them, in nanoseconds.
    var clockStep: Int64 = 0
    /// What is to be checked from here on, if that has changed.
    var checks: EngineChecks?
    /// Without a packet, what time it is.
    var silence: Timestamp?

    struct Shares {
        /// The TCP segments of each engine's flows, and the datagrams that are its.
        var segments: [[Segment]]
        /// The packets at which time moved on by a second or more.
        var ticks: [Int] = []
        /// The segments and datagrams that are not plain.
        var others: [Other] = []
        /// The plain datagrams.
        var datagrams: [PlainDatagram] = []
        /// The stacks of tunnels that are new in these packets.
        var tunnelStacks: [[Tunnel]] = []

        mutating func removeAll() {
            for index in segments.indices { segments[index].removeAll(keepingCapacity: true) }
            ticks.removeAll(keepingCapacity: true)
            if !others.isEmpty { others = [] }
            datagrams.removeAll(keepingCapacity: true)
            if !tunnelStacks.isEmpty { tunnelStacks = [] }
        }
    }

    struct Segment {
        /// Nothing if the segment is not plain.
        let plain: PlainSegment
        let hash: UInt64
        /// The packet's index in the batch.
        let index: Int32
        /// One more than its number among the others or the datagrams, or 0 for a plain segment: an optional would not fit.
        private let place: UInt32
        private static let datagramMark: UInt32 = 1 << 31

        @inline(__always)
        var isPlainTCP: Bool { place == 0 }
        /// Which of the unit's others it is; `nil` if it is plain.
        var other: Int? { place == 0 || place >= Self.datagramMark ? nil : Int(place) - 1 }
        /// Which of the unit's plain datagrams it is.
        var datagram: Int? { place < Self.datagramMark ? nil : Int(place - Self.datagramMark) - 1 }

        @inline(__always)
        init(_ plain: PlainSegment, hash: UInt64, index: Int) {
            self.plain = plain
            self.hash = hash
            self.index = Int32(truncatingIfNeeded: index)
            place = 0
        }

        init(other: Int, hash: UInt64, index: Int) {
            plain = .none
            self.hash = hash
            self.index = Int32(truncatingIfNeeded: index)
            place = UInt32(truncatingIfNeeded: other + 1)
        }

        init(datagram: Int, hash: UInt64, index: Int) {
            plain = .none
            self.hash = hash
            self.index = Int32(truncatingIfNeeded: index)
            place = Self.datagramMark | UInt32(truncatingIfNeeded: datagram + 1)
        }
    }

    struct Other {
        let packet: DecodedPacket
        /// The IP datagram that was put together and that the payload lies in; `nil` if that is the packet itself.
        let reassembled: [UInt8]?
    }

    init(limits: CaptureLimits, engineCount: Int) {
        batch = PacketBatch(limits: limits)
        shares = Shares(segments: Array(repeating: [], count: engineCount))
    }

    mutating func removeAll() {
        shares.removeAll()
        keyChanges = []
        clockStep = 0
        checks = nil
        silence = nil
    }
}

/// A place for one unit after the other; a class, so that threads can share it.
final class UnitPlace {
    var unit: PacketUnit
    init(_ unit: consuming PacketUnit) { self.unit = unit }
}

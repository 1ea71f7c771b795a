import ByteParsing
import CaptureReading
import PacketDecoding
import StreamReassembly

/// Reads the timeline unit by unit, decodes every packet, and shares the TCP segments out: what is done but once,
/// whatever the number of threads, and by one thread at a time.
struct UnitReader: ~Copyable {
    private let source: CaptureSource
    private let engineOfGroup: [UInt8]
    private let seed: UInt64
    private var decoder = PacketDecoder()
    /// Of packets; what is counted of connections is counted where their reports are joined.
    private(set) var counters = PacketEngine.Counters()
    /// The first nanosecond of the next second that no packet has told yet.
    private var nextSecond = Int64.min

    init(_ source: CaptureSource, engineCount: Int, seed: UInt64) {
        self.source = source
        engineOfGroup = Self.sharing(among: engineCount)
        self.seed = seed
    }

    /// The engine that gets each group of flows.
    ///
    /// The first gets fewer: its thread joins what the others decided as well, which takes about an eighth of the time
    /// that all of them take to decide it.
    private static func sharing(among engineCount: Int) -> [UInt8] {
        let groups = FlowKey.groupCount
        guard engineCount > 1 else { return Array(repeating: 0, count: groups) }
        let joining = groups / 8
        let own = max(0, (groups + joining) / engineCount - joining)
        return (0..<groups).map { group in
            group < own ? 0 : UInt8(1 + (group - own) * (engineCount - 1) / (groups - own))
        }
    }

    var droppedFragments: UInt64 { decoder.droppedFragments }

    /// Fills a unit, perhaps with no packet, and says how far it has come; `nil` at the end of everything.
    mutating func read(into unit: inout PacketUnit) throws(AnalysisError) -> CaptureAnalysis.Progress? {
        unit.removeAll()
        guard source.timeline.read(into: &unit.batch) else { return nil }
        try source.readKeys()
        unit.keyChanges = source.keys.takeChanges()
        unit.packetsBefore = counters.packets
        count(unit.batch)
        decode(&unit)
        return source.progress(packets: counters.packets)
    }

    private mutating func count(_ batch: borrowing PacketBatch) {
        guard batch.count > 0 else { return }
        counters.packets += UInt64(batch.count)
        if counters.firstTime == nil { counters.firstTime = batch[0].time }
        counters.lastTime = batch[batch.count - 1].time
    }

    private mutating func decode(_ unit: inout PacketUnit) {
        var bytes = 0
        for index in unit.batch.indices {
            let header = unit.batch[index]
            bytes &+= header.capturedLength
            if header.time.nanoseconds >= nextSecond {
                unit.ticks.append(index)
                nextSecond = Self.end(ofSecondAt: header.time)
            }
            let packet = decoder.decode(
                unit.batch.bytes(of: index),
                originalLength: header.originalLength,
                linkType: header.linkType.rawValue,
                time: header.time
            )
            if case .tcp(let segment) = packet {
                share(segment, index, datagram: -1, &unit)
            } else {
                take(packet, index, header.linkType, &unit)
            }
        }
        counters.bytes += UInt64(bytes)
    }

    /// Takes what is no plain TCP segment.
    private mutating func take(
        _ packet: DecodedPacket,
        _ index: Int,
        _ linkType: LinkType,
        _ unit: inout PacketUnit
    ) {
        switch packet {
        case .reassembledTCP(let segment):
            unit.datagrams.append(decoder.reassembledDatagram)
            share(segment, index, datagram: Int32(unit.datagrams.count - 1), &unit)
        case .malformed: counters.malformed += 1
        case .unsupportedLinkType: counters.unsupportedLinkTypes[linkType.rawValue, default: 0] += 1
        case .tcp, .udp, .other, .fragment: break
        }
    }

    /// Seconds are cut off towards 1970, as ``PacketEngine/advance(to:)`` does.
    private static func end(ofSecondAt time: Timestamp) -> Int64 {
        let second = time.nanoseconds / 1_000_000_000
        guard second >= 0 else { return second * 1_000_000_000 + 1 }
        let (end, isTooLate) = (second + 1).multipliedReportingOverflow(by: 1_000_000_000)
        return isTooLate ? .max : end
    }

    @inline(__always)
    private func share(_ segment: TCPSegment, _ index: Int, datagram: Int32, _ unit: inout PacketUnit) {
        let engine = Int(engineOfGroup[segment.key.group])
        unit.segments[engine].append(
            PacketUnit.Segment(
                segment: segment,
                hash: segment.key.hash(seed: seed),
                index: Int32(truncatingIfNeeded: index),
                datagram: datagram
            )
        )
    }
}

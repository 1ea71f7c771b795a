import ByteParsing
import CaptureReading
import PacketDecoding
import StreamReassembly

/// Reads the timeline unit by unit, decodes every packet, and shares the TCP segments out: what is done but once,
/// whatever the number of threads, and by one thread at a time.
struct UnitReader: ~Copyable {
    private let source: CaptureSource
    private let engineCount: Int
    private let seed: UInt64
    private var decoder = PacketDecoder()
    /// Of packets; what is counted of connections is counted where their reports are joined.
    private(set) var counters = PacketEngine.Counters()
    /// The latest second that a packet told.
    private var now: Int?

    init(_ source: CaptureSource, engineCount: Int, seed: UInt64) {
        self.source = source
        self.engineCount = engineCount
        self.seed = seed
    }

    var droppedFragments: UInt64 { decoder.droppedFragments }

    /// Fills a unit, perhaps with no packet; `false` at the end of everything.
    mutating func read(into unit: inout PacketUnit) throws(AnalysisError) -> Bool {
        unit.removeAll()
        guard source.timeline.read(into: &unit.batch) else { return false }
        try source.readKeys()
        unit.keyChanges = source.keys.takeChanges()
        unit.packetsBefore = counters.packets
        for index in unit.batch.indices { decode(index, &unit) }
        counters.packets += UInt64(unit.batch.count)
        unit.progress = source.progress(packets: counters.packets)
        return true
    }

    private mutating func decode(_ index: Int, _ unit: inout PacketUnit) {
        let header = unit.batch[index]
        counters.bytes += UInt64(header.capturedLength)
        if counters.firstTime == nil { counters.firstTime = header.time }
        counters.lastTime = header.time
        let second = Int(header.time.nanoseconds / 1_000_000_000)
        if now.map({ second > $0 }) ?? true {
            now = second
            unit.ticks.append(index)
        }
        let packet = decoder.decode(
            unit.batch.bytes(of: index),
            originalLength: header.originalLength,
            linkType: header.linkType.rawValue,
            time: header.time
        )
        switch packet {
        case .tcp(let segment): share(segment, index, datagram: -1, &unit)
        case .reassembledTCP(let segment):
            unit.datagrams.append(decoder.reassembledDatagram)
            share(segment, index, datagram: Int32(unit.datagrams.count - 1), &unit)
        case .malformed: counters.malformed += 1
        case .unsupportedLinkType: counters.unsupportedLinkTypes[header.linkType.rawValue, default: 0] += 1
        case .udp, .other, .fragment: break
        }
    }

    @inline(__always)
    private func share(_ segment: TCPSegment, _ index: Int, datagram: Int32, _ unit: inout PacketUnit) {
        let engine = segment.key.group * engineCount / FlowKey.groupCount
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

import ByteParsing
import CaptureReading
import PacketDecoding
import StreamReassembly

/// Decodes every packet, unit by unit, and shares the TCP segments out: what is done but once, whatever the number of
/// threads, and by one thread at a time.
struct UnitDecoder: ~Copyable {
    private let engineOfGroup: [UInt8]
    /// The engine that gets all datagrams; `nil` where nobody wants them.
    ///
    /// One gets them all, since what a carrier calls a conversation may move from one flow to another.
    private let datagramEngine: Int?
    let seed: HashKey
    var decoder = PacketDecoder()
    /// Those of the unit that is decoded.
    private var shares = PacketUnit.Shares(segments: [])
    /// Of packets; what is counted of connections is counted where their reports are joined.
    private(set) var counters = PacketEngine.Counters()
    /// The first nanosecond of the next second that no packet has told yet.
    private var nextSecond = Int64.min

    init(engineCount: Int, seed: HashKey, readsDatagrams: Bool) {
        datagramEngine = readsDatagrams ? engineCount - 1 : nil
        engineOfGroup = Self.sharing(among: engineCount)
        self.seed = seed
    }

    /// The engine that gets each group of flows.
    ///
    /// The first gets fewer: its thread joins what the others decided as well and writes it, which takes about a fifth
    /// of the time that all of them take to decide it.
    private static func sharing(among engineCount: Int) -> [UInt8] {
        let groups = FlowKey.groupCount
        guard engineCount > 1 else { return Array(repeating: 0, count: groups) }
        let joining = groups / 5
        let own = max(0, (groups + joining) / engineCount - joining)
        return (0..<groups).map { group in
            group < own ? 0 : UInt8(1 + (group - own) * (engineCount - 1) / (groups - own))
        }
    }

    var droppedFragments: UInt64 { decoder.droppedFragments }
    var passedOver: [PassedOverPackets] { decoder.passedOver }
    var truncatedPackets: UInt64 { decoder.truncatedPackets }

    /// Counts the packets of a unit that was read; units come in the order of the timeline.
    mutating func begin(_ unit: inout PacketUnit) {
        unit.packetsBefore = counters.packets
        if unit.clockStep != 0 { nextSecond = .min }
        guard let times = unit.batch.times(of: unit.batch.indices) else { return }
        counters.packets += UInt64(unit.batch.count)
        counters.note(times)
    }

    /// Decodes a stretch of a unit that was begun, and shares it out.
    mutating func decode(_ range: Range<Int>, of unit: inout PacketUnit) {
        swap(&shares, &unit.shares)
        counters.bytes &+= takeFrames(of: unit.batch, range, after: 0)
        if decoder.hasTunnelStacks { shares.tunnelStacks += decoder.takeTunnelStacks() }
        swap(&shares, &unit.shares)
    }

    /// The engine that a packet is for; `nil` if none wants it.
    private func engine(for packet: DecodedPacket) -> Int? {
        switch packet {
        case .tcp(let segment), .reassembledTCP(let segment): Int(engineOfGroup[segment.key.group])
        case .udp, .reassembledUDP: datagramEngine
        case .malformed, .unsupportedLinkType, .other, .fragment: nil
        }
    }

    /// Whether a packet tells a second that none has told before.
    @inline(__always)
    private mutating func isNewSecond(_ time: Timestamp) -> Bool {
        guard time.nanoseconds >= nextSecond else { return false }
        nextSecond = Self.end(ofSecondAt: time)
        return true
    }

    /// Seconds are cut off towards 1970, as ``PacketEngine/advance(to:)`` does.
    private static func end(ofSecondAt time: Timestamp) -> Int64 {
        let second = time.nanoseconds / 1_000_000_000
        guard second >= 0 else { return second * 1_000_000_000 + 1 }
        let (end, isTooLate) = (second + 1).multipliedReportingOverflow(by: 1_000_000_000)
        return isTooLate ? .max : end
    }
}

extension UnitDecoder: FrameTaker {
    /// The engines fetch what they need.
    @inline(__always)
    mutating func fetch(for frame: borrowing DecodedFrame, _ earlier: borrowing DecodedFrame) {}

    @inline(__always)
    mutating func enter(_ time: Timestamp, _ index: Int, number: UInt64) {
        if isNewSecond(time) { shares.ticks.append(index) }
    }

    @inline(__always)
    mutating func take(
        _ frame: borrowing DecodedFrame,
        _ other: borrowing DecodedFrame.Other,
        _ batch: borrowing PacketBatch,
        _ index: Int,
        number: UInt64
    ) {
        if frame.kind == .plainTCP {
            let engine = Int(engineOfGroup[frame.plain.flow.group])
            shares.segments[engine].append(.init(frame.plain, hash: frame.hash, index: index))
        } else {
            share(frame, other, batch, index)
        }
    }

    /// Gives what is no plain segment to the engine of its flow, if any wants it.
    @inline(never)
    private mutating func share(
        _ frame: borrowing DecodedFrame,
        _ other: borrowing DecodedFrame.Other,
        _ batch: borrowing PacketBatch,
        _ index: Int
    ) {
        switch frame.kind {
        case .plainTCP: break
        case .plainDatagram:
            guard let engine = datagramEngine else { return }
            shares.datagrams.append(other.plainDatagram)
            shares.segments[engine].append(
                .init(datagram: shares.datagrams.count - 1, hash: frame.hash, index: index)
            )
        case .tunnelledTCP: share(.tcp(frame.tunnelled.segment), frame.hash, index)
        case .tcp, .datagram: share(other.packet, frame.hash, index)
        case .reassembledTCP, .reassembledDatagram:
            share(other.packet, frame.hash, index, lyingIn: decoder.reassembledDatagram)
        case .stray: counters.note(stray: other.packet, linkType: batch[index].linkType.rawValue)
        }
    }

    private mutating func share(
        _ packet: DecodedPacket,
        _ hash: UInt64,
        _ index: Int,
        lyingIn reassembled: [UInt8]? = nil
    ) {
        guard let engine = engine(for: packet) else { return }
        shares.others.append(.init(packet: packet, reassembled: reassembled))
        shares.segments[engine].append(.init(other: shares.others.count - 1, hash: hash, index: index))
    }
}

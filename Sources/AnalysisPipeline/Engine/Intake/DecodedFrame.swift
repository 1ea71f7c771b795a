import ByteParsing
import CaptureReading
import PacketDecoding

/// What decoding a frame said, kept until its turn comes; not copyable, so that it is used where it lies.
struct DecodedFrame: ~Copyable {
    /// How many frames are decoded ahead of the one whose turn it is: enough that its flow has come from memory.
    static let lookahead = 40
    /// How many are decoded in one go, which takes less than one between any two whose turn comes.
    static let decodedAtATime = 8
    /// How far behind it the frame is whose flow's addresses can be asked for, since the flow has come from memory.
    static let addressDistance = 16
    /// Where they are kept; their parts that are not plain stand apart, since few are, so that a frame fills one cache
    /// line.
    typealias Ring = FrameRing.Places<DecodedFrame>
    typealias Others = FrameRing.Places<Other>

    /// What a frame is that is neither a plain segment nor one in a tunnel: one of both, by its kind.
    struct Other: ~Copyable {
        var packet = DecodedPacket.other
        var plainDatagram = PlainDatagram.none
    }

    enum Kind: UInt8 {
        /// Of TCP, the first is in no tunnel.
        case plainTCP, tunnelledTCP, tcp, reassembledTCP
        case plainDatagram, datagram, reassembledDatagram
        /// It belongs to no flow.
        case stray
    }

    private(set) var kind = Kind.stray
    /// The number of the stack of tunnels that a segment came in.
    private var tunnels: UInt32 = 0
    /// That of its flow.
    private(set) var hash: UInt64 = 0
    /// The segment, if it is plain, in a tunnel or not.
    private(set) var plain = PlainSegment.none
    /// The network that the tunnel of a segment names.
    private var domain = FlowDomain.none
    /// Makes it the size of a cache line.
    private let padding: UInt64 = 0

    /// The segment in a tunnel.
    var tunnelled: TunnelledSegment {
        @inline(__always) get { TunnelledSegment(plain: plain, tunnels: tunnels, domain: domain) }
    }

    /// It lies in the decoder, where the next one would replace it.
    var isReassembled: Bool { kind == .reassembledTCP || kind == .reassembledDatagram }

    /// Decodes a frame of a batch; `seed` is that of the tables in which its flow is looked up.
    ///
    /// What is not a plain segment is put into `other`.
    @inline(__always)
    mutating func decode(
        _ batch: borrowing PacketBatch,
        _ index: Int,
        with decoder: inout PacketDecoder,
        seed: HashKey,
        other: inout Other
    ) {
        let header = batch[index]
        decode(
            batch.bytes(of: index),
            originalLength: header.originalLength,
            linkType: header.linkType.rawValue,
            at: header.reference,
            with: &decoder,
            seed: seed,
            other: &other
        )
    }

    @inline(__always)
    mutating func decode(
        _ frame: Span<UInt8>,
        originalLength: Int,
        linkType: UInt32,
        at reference: PacketReference,
        with decoder: inout PacketDecoder,
        seed: HashKey,
        other: inout Other
    ) {
        if let segment = PacketDecoder.decodePlainly(frame, linkType: linkType) {
            kind = .plainTCP
            plain = segment
            hash = segment.flow.hash(seed: seed)
        } else {
            decodeOther(frame, originalLength, linkType, reference, &decoder, seed, &other)
        }
    }

    @inline(never)
    private mutating func decodeOther(
        _ frame: Span<UInt8>,
        _ originalLength: Int,
        _ linkType: UInt32,
        _ reference: PacketReference,
        _ decoder: inout PacketDecoder,
        _ seed: HashKey,
        _ other: inout Other
    ) {
        switch PacketDecoder.shortCut(frame, originalLength: originalLength, linkType: linkType) {
        case .datagram:
            if let datagram = PacketDecoder.decodePlainDatagram(
                frame,
                originalLength: originalLength,
                linkType: linkType
            ) {
                kind = .plainDatagram
                other.plainDatagram = datagram
                hash = datagram.flow.hash(seed: seed)
                return
            }
        case .tunnel:
            if let segment = decoder.decodePlainTunnel(frame, linkType: linkType) {
                return take(segment, seed)
            }
        case .tag:
            if let segment = PacketDecoder.decodePlainTag(frame, linkType: linkType) {
                return take(segment, seed)
            }
        case .none: break
        }
        other.packet = decoder.decode(
            frame,
            originalLength: originalLength,
            linkType: linkType,
            at: reference
        )
        describe(other.packet, seed)
    }

    @inline(__always)
    private mutating func take(_ segment: TunnelledSegment, _ seed: HashKey) {
        kind = .tunnelledTCP
        plain = segment.plain
        tunnels = segment.tunnels
        domain = segment.domain
        hash = segment.hash(seed: seed)
    }

    private mutating func describe(_ packet: borrowing DecodedPacket, _ seed: HashKey) {
        switch packet {
        case .tcp(let segment):
            kind = .tcp
            hash = segment.key.hash(seed: seed)
        case .reassembledTCP(let segment):
            kind = .reassembledTCP
            hash = segment.key.hash(seed: seed)
        case .udp(let datagram):
            kind = .datagram
            hash = datagram.key.hash(seed: seed)
        case .reassembledUDP(let datagram):
            kind = .reassembledDatagram
            hash = datagram.key.hash(seed: seed)
        case .malformed, .unsupportedLinkType, .other, .fragment: kind = .stray
        }
    }
}

extension PacketEngine.Counters {
    /// Counts a frame that belongs to no flow.
    mutating func note(stray packet: borrowing DecodedPacket, linkType: UInt32) {
        switch packet {
        case .malformed: malformed += 1
        case .unsupportedLinkType: unsupportedLinkTypes[linkType, default: 0] += 1
        case .tcp, .reassembledTCP, .udp, .reassembledUDP, .other, .fragment: break
        }
    }
}

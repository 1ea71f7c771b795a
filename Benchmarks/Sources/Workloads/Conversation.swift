/// Which end of a conversation speaks.
enum Side: Int {
    case client, server

    var other: Side { self == .client ? .server : .client }
}

/// One packet of a conversation, without what makes a flow its own: addresses, ports, sequence numbers, time.
struct Segment {
    let side: Side
    let flags: TCPFlags
    /// Relative to the sender's initial sequence number.
    let sequence: UInt32
    /// Relative to the receiver's initial sequence number; of no meaning without the ACK flag.
    let acknowledgment: UInt32
    let window: UInt16
    /// A multiple of four bytes.
    let options: [UInt8]
    let payload: [UInt8]
    /// Where the payload differs from flow to flow.
    var freshFields: [FreshField] = []
    /// The checksum's share of payload and options, as long as nothing in them is fresh.
    let staticSum: UInt64

    init(
        _ side: Side,
        _ flags: TCPFlags,
        sequence: UInt32,
        acknowledgment: UInt32,
        window: UInt16 = 501,
        options: [UInt8] = [],
        payload: [UInt8] = []
    ) {
        self.side = side
        self.flags = flags
        self.sequence = sequence
        self.acknowledgment = acknowledgment
        self.window = window
        self.options = options
        self.payload = payload
        var sum = InternetChecksum()
        sum.add(options.span)
        sum.add(payload.span)
        staticSum = sum.sum
    }
}

struct TCPFlags: OptionSet {
    let rawValue: UInt8

    static let fin = TCPFlags(rawValue: 0x01)
    static let syn = TCPFlags(rawValue: 0x02)
    static let push = TCPFlags(rawValue: 0x08)
    static let acknowledgment = TCPFlags(rawValue: 0x10)
}

/// Some bytes of a payload that are drawn anew for each flow.
struct FreshField {
    /// The same in every place that must show the same bytes, such as a session ID and its echo.
    let seed: UInt64
    /// Where in the field the range begins; a field may be cut in two by a segment's end.
    let start: Int
    let range: Range<Int>

    /// One byte of a field; whoever knows the flow's seed can tell it without the packet.
    @inline(__always)
    static func byte(_ index: Int, of seed: UInt64, flowSeed: UInt64) -> UInt8 {
        let word = SeededGenerator.mix(flowSeed &+ seed &+ UInt64(index / 8))
        return UInt8(truncatingIfNeeded: word >> UInt64(index % 8 * 8))
    }
}

/// The packets of one TCP connection, or the datagrams of a UDP exchange, to be played for many flows.
struct Conversation {
    enum Transport { case tcp, udp }

    var transport = Transport.tcp
    var segments: [Segment]
    /// The port that the flow's server listens at.
    var port: UInt16

    /// The bytes that one side sends, if nothing is missing, repeated or out of order.
    func stream(of side: Side) -> [UInt8] {
        segments.filter { $0.side == side }.flatMap(\.payload)
    }

    /// Where the part ends in which both sides still send payload, so that no FIN is within.
    var endOfData: Int { segments.firstIndex { $0.flags.contains(.fin) } ?? segments.count }

    /// Marks a part of a side's stream as different in each flow.
    mutating func freshen(_ range: Range<Int>, of side: Side, seed: UInt64) {
        var position = 0
        for index in segments.indices where segments[index].side == side {
            let end = position + segments[index].payload.count
            let common = range.clamped(to: position..<end)
            if !common.isEmpty {
                segments[index].freshFields.append(
                    FreshField(
                        seed: seed,
                        start: common.lowerBound - range.lowerBound,
                        range: common.lowerBound - position..<common.upperBound - position
                    )
                )
            }
            position = end
        }
    }
}

public import ByteParsing
public import PacketDecoding

/// Which of a connection's two ends, in the canonical order of its key, sent a packet.
public enum Direction: UInt8, Hashable, Sendable {
    case forward = 0
    case backward = 1

    public var opposite: Direction { self == .forward ? .backward : .forward }
}

/// A connection's addresses and ports, the same for both directions.
///
/// The end with the smaller address, then the smaller port, stands first.
public struct FlowKey: Hashable, Sendable {
    var firstHigh: UInt64
    var firstLow: UInt64
    var secondHigh: UInt64
    var secondLow: UInt64
    var firstPort: UInt16
    var secondPort: UInt16

    /// Stands for the upper half of both addresses of an IPv4 flow: a multicast prefix, which no TCP end has.
    private static let ipv4Mark = UInt64.max

    /// - Returns: The key, and the direction in which the segment went.
    @inline(__always)
    public static func of(_ segment: borrowing TCPSegment) -> (key: FlowKey, direction: Direction) {
        let source = segment.source
        let destination = segment.destination
        let isForward: Bool
        if source.high != destination.high {
            isForward = source.high < destination.high
        } else if source.low != destination.low {
            isForward = source.low < destination.low
        } else {
            isForward = segment.sourcePort <= segment.destinationPort
        }
        if isForward {
            return (FlowKey(source, segment.sourcePort, destination, segment.destinationPort), .forward)
        }
        return (FlowKey(destination, segment.destinationPort, source, segment.sourcePort), .backward)
    }

    /// Of no flow.
    public static let none = FlowKey(IPAddress(ipv4: 0), 0, IPAddress(ipv4: 0), 0)

    @inline(__always)
    private init(_ first: IPAddress, _ firstPort: UInt16, _ second: IPAddress, _ secondPort: UInt16) {
        firstHigh = first.isIPv4 ? FlowKey.ipv4Mark : first.high
        firstLow = first.low
        secondHigh = first.isIPv4 ? FlowKey.ipv4Mark : second.high
        secondLow = second.low
        self.firstPort = firstPort
        self.secondPort = secondPort
    }

    /// The end that sends in `direction`.
    public func sender(in direction: Direction) -> SocketAddress {
        let (high, low, port) =
            direction == .forward ? (firstHigh, firstLow, firstPort) : (secondHigh, secondLow, secondPort)
        let address =
            firstHigh == FlowKey.ipv4Mark
            ? IPAddress(ipv4: UInt32(truncatingIfNeeded: low)) : IPAddress(ipv6High: high, low: low)
        return SocketAddress(address: address, port: port)
    }

    /// A hash that an outsider cannot steer without the seed.
    @inline(__always)
    func hash(seed: UInt64) -> UInt64 {
        let ports = UInt64(firstPort) << 16 | UInt64(secondPort)
        var state = SeededHash.mix(firstLow ^ seed, secondLow ^ 0x9E37_79B9_7F4A_7C15)
        if firstHigh != FlowKey.ipv4Mark {
            state = SeededHash.mix(state ^ firstHigh, secondHigh ^ 0xD6E8_FEB8_6659_FD93)
        }
        return SeededHash.mix(state ^ ports, seed ^ 0xA076_1D64_78BD_642F)
    }
}

public import ByteParsing
import TLSWire

// When what was said was said, by one clock.

extension DataExchange {
    /// Nanoseconds from the client's packet to the server's, by one clock; never negative.
    func nanoseconds(from client: PacketReference, to server: PacketReference) -> Int64 {
        server.nanoseconds(beyond: client, later: serverDelay)
    }

    /// Nanoseconds from the end of the handshake to the server's packet.
    func nanosecondsAfterHandshake(of server: PacketReference) -> Int64 {
        finisher == .client ? nanoseconds(from: finished, to: server) : server.nanoseconds(after: finished)
    }

    /// The times of both directions are by one clock, as far as is known: by two, nothing says exactly how they compare.
    var isTimed: Bool { abs(serverDelay) < Self.leastSkew }

    /// A queue, or another tap, swaps neighbours by less.
    private static let leastSkew: Int64 = 50_000_000

    /// The last Finished, and who sent it: the order of packets tells, unless two clocks do.
    static func lastFinished(_ concluded: ConcludedFacts) -> (PacketReference, Role)? {
        guard let client = concluded.facts.finished.client else {
            return concluded.facts.finished.server.map { ($0, .server) }
        }
        guard let server = concluded.facts.finished.server else { return (client, .client) }
        let delay = concluded.facts.serverDelay
        let isClientLast =
            delay == 0
            ? server.comes(before: client)
            : client.nanoseconds(beyond: server, later: -delay) > 0
        return isClientLast ? (client, .client) : (server, .server)
    }

    static func roundTrip(_ concluded: ConcludedFacts) -> Int64 {
        guard let hello = concluded.facts.clientHello?.packet,
            let answer = concluded.facts.serverHello?.packet
        else { return 0 }
        return min(answer.nanoseconds(beyond: hello, later: concluded.facts.serverDelay), longestRoundTrip)
    }

    private static let longestRoundTrip: Int64 = 1_000_000_000
}

extension PacketReference {
    /// Packets of several inputs are ordered by their times, those of one by their numbers.
    public func comes(before other: PacketReference) -> Bool {
        input == other.input ? frame < other.frame : time < other.time
    }

    /// Nanoseconds from an earlier packet to this one; never negative.
    func nanoseconds(after earlier: PacketReference) -> Int64 { nanoseconds(beyond: earlier, later: 0) }

    /// The same for one whose clock is `later` by so many nanoseconds than that of the earlier.
    func nanoseconds(beyond earlier: PacketReference, later: Int64) -> Int64 {
        let (difference, overflow) = time.nanoseconds.subtractingReportingOverflow(earlier.time.nanoseconds)
        if overflow { return .max }
        let (whole, isBeyond) = difference.subtractingReportingOverflow(later)
        return isBeyond ? .max : max(0, whole)
    }
}

import ByteParsing
import TLSWire

// What passed first, over datagrams, which acknowledge nothing that tells it.

extension HandshakeFacts {
    /// Queues of one network card swap neighbours of both directions by less, in nanoseconds.
    private static let leastGap: Int64 = 1_000_000
    /// Clocks that were seen to differ may differ by more than was seen.
    private static let leastGapOfTwoClocks: Int64 = 50_000_000

    /// Nanoseconds by which packets of both directions have to be apart for their order to count.
    public var leastGap: Int64 {
        guard serverDelay != 0 else { return Self.leastGap }
        let (twice, overflow) = serverDelay.magnitude.multipliedReportingOverflow(by: 2)
        return max(Self.leastGapOfTwoClocks, overflow ? .max : Int64(clamping: twice))
    }

    /// Packets of both directions are in an order in which they cannot have been, and no queue swapped them.
    var haveClocksDiffered: Bool { serverDelay.magnitude >= Self.leastGap.magnitude }

    /// Whether a packet of one side came so long before one of the other that it had passed first.
    func passed(_ packet: PacketReference, before other: PacketReference) -> Bool {
        let (distance, overflow) = other.time.nanoseconds.subtractingReportingOverflow(
            packet.time.nanoseconds
        )
        return packet.comes(before: other) && (overflow || distance >= leastGap)
    }

    /// Nanoseconds by which answers come before what they answer: below 0 where the server's packets are early, above where
    /// the client's are; 0 where every answer is in its place, as far as anybody can see.
    ///
    /// What a side sent first may be missing, and what is there of it be a repetition: then the clocks only seem to differ.
    public var misplacement: Int64 {
        var (early, late) = (Int64(0), Int64(0))
        func note(_ cause: PacketReference?, _ answer: PacketReference?, of sender: Role) {
            guard let cause, let answer else { return }
            let (distance, overflow) = cause.time.nanoseconds.subtractingReportingOverflow(
                answer.time.nanoseconds
            )
            guard !overflow, distance > 0 else { return }
            if sender == .server { early = max(early, distance) } else { late = max(late, distance) }
        }
        note(clientHello?.packet, serverHello?.packet, of: .server)
        note(serverHelloDone, clientKeyExchange ?? finished.client, of: .client)
        if isAbbreviated {
            note(finished.server, finished.client, of: .client)
        } else if isTLS13 {
            note(finished.server ?? serverHello?.packet, finished.client, of: .client)
        } else {
            note(finished.client, finished.server, of: .server)
        }
        return early >= late ? -early : late
    }
}

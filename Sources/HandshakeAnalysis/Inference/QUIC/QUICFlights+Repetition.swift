import ByteParsing
import TLSWire

// A server that has closed may say nothing more, and its CONNECTION_CLOSE was lost.

extension QUICFlights {
    /// How often a timer sent the client's answer again to a server that said nothing any more; `nil` where it did not, and where
    /// the client sent anything else afterwards but a close.
    ///
    /// Handshake packets are acknowledged at once (RFC 9000, section 13.2.1), so that one such silence says much.
    func readRepetitions(of start: SealedPacket) -> FlightRepetition? {
        guard let first = packets.firstIndex(of: start) else { return nil }
        var sizes: [Int] = []
        var repetition: FlightRepetition?
        var handshakeDatagram: UInt32?
        for packet in packets[first...] {
            guard packet.sender == .client else {
                repetition = nil
                continue
            }
            guard packet.type == .handshake else {
                // With the keys of data alone it has gone on.
                if packet.datagram != handshakeDatagram { repetition = nil }
                continue
            }
            handshakeDatagram = packet.datagram
            guard !packet.mayBePadded, packet.content > QUICArithmetic.largestAcknowledgment else { continue }
            let isAgain = sizes.contains { abs($0 - packet.content) <= Self.longestPacketNumber }
            sizes.append(packet.content)
            guard isAgain else { continue }
            // Two probes are sent at a time.
            if let repetition,
                packet.packet.time.nanoseconds &- repetition.packet.time.nanoseconds < Self.shortestTimer
            {
                continue
            }
            repetition = FlightRepetition(count: (repetition?.count ?? 0) + 1, packet: packet.packet)
        }
        return repetition
    }

    /// Bytes by which the same frames may differ in two packets.
    private static let longestPacketNumber = 4
    /// Nanoseconds: kGranularity (RFC 9002, section 6.1.2) and more.
    private static let shortestTimer: Int64 = 2_000_000
}

import ByteParsing
import HandshakeAnalysis
import TLSWire

// What only some carriers say.

extension HandshakeReader {
    /// How the carrier ended the exchange; the sender is who said it, or fell silent.
    mutating func receive(_ outcome: CarrierOutcome, from sender: Role) {
        log(
            .carrier(outcome),
            Sighting(sender: sender, packet: outcome.packet, basis: .observed, reach: reach)
        )
    }

    mutating func receiveRepetition(_ count: Int, from sender: Role, at packet: PacketReference) {
        log(
            .flightAgain(count: count),
            Sighting(sender: sender, packet: packet, basis: .observed, reach: reach)
        )
    }
}

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

    /// How a connection stands after what a packet brought.
    struct Prospects {
        let isSettled: Bool
        let patience: Int
        var heldBytes: Int
    }

    /// All that is asked after each packet, in one go: so the reader is looked at where it lies.
    mutating func review() -> Prospects {
        updateProspects()
        // Most often one bit says it.
        let isSettled = facts.isSettled || isTornDown ? isSettledByAll() : false
        return Prospects(isSettled: isSettled, patience: facts.patience, heldBytes: heldBytes)
    }

    @inline(never)
    private mutating func isSettledByAll() -> Bool { isSettled }
}

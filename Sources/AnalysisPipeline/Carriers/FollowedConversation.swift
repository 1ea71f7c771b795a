import ByteParsing
import HandshakeAnalysis
import PacketDecoding

/// A conversation that the ``CarrierTable`` follows; an object, since a value of this size would be copied for each datagram.
final class FollowedConversation {
    let carrier: any Carrier
    let key: FlowKey
    var token: UInt32
    /// The first packet, by which conversations are older or younger, and the direction of who is taken for the client.
    let first: PacketReference
    let clientDirection: Direction
    var isUndecided: Bool
    /// Other flows on which it went on.
    var aliases: [FlowKey] = []
    /// Its part of what all of them hold.
    let budget: CarrierBudget
    /// Second of packet time at which silence counts as the end; 0 before one was set.
    var deadline = 0

    init(_ carrier: any Carrier, _ opening: CarrierOpening, token: UInt32, isUndecided: Bool) {
        self.carrier = carrier
        key = opening.key
        self.token = token
        first = opening.first
        clientDirection = opening.clientDirection
        self.isUndecided = isUndecided
        budget = opening.budget
    }
}

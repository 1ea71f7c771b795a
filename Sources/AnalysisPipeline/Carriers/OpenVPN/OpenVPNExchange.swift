import ByteParsing
import HandshakeAnalysis
import TLSWire

/// One key exchange of OpenVPN: TLS's bytes as a stream in each direction, over packets that may come late, twice, or not
/// at all in the capture.
///
///     id:   0 reset   1   2   4   3   3      ▶   bytes in order, each once
///
/// Every exchange counts its packets anew. Acknowledgements say what the other end has received.
struct OpenVPNExchange: ~Copyable {
    /// Packets that wait for one before them; OpenVPN itself keeps twelve.
    static let mostHeld = 24
    /// So often a packet has to come again alone before those below it count as acknowledged.
    private static let tellingRepetitions = 2
    /// How far a number may be from what comes next.
    private static let window: UInt32 = 256

    private struct Held {
        let id: UInt32
        let payload: [UInt8]
        let packet: PacketReference
    }

    private struct Side {
        var next: UInt32 = 0
        var held: [Held] = []
        /// The highest that was sent.
        var highest: UInt32?
        var acknowledged = AcknowledgedPackets()
        /// The first since the other end last said something.
        var flight: UInt32 = 0
        /// How often the first that is not acknowledged has come again.
        var repetitions = 0
        /// A later one that came again, how often since the first that is open did.
        var lone: (id: UInt32, count: Int)?
        /// The other end acknowledged something after the highest had been sent.
        var isAnswered = false
        /// When the last packet came, and the few before it, by their numbers.
        var sighting: (id: UInt32, time: Int64)?
        var sightings: [(id: UInt32, time: Int64)] = []
        /// The usual size of a packet that is full.
        var largest = 1
        var isHeard = false
    }

    /// What goes on to TLS.
    enum Output {
        case bytes([UInt8], Role, PacketReference)
        case gap(Int, Role, PacketReference)
    }

    private var sides = Both<Role, Side> { _ in Side() }
    private var lastSpeaker: Role?
    private let budget: CarrierBudget
    private(set) var retransmissions = 0

    init(_ budget: CarrierBudget) { self.budget = budget }

    deinit {
        for role in [Role.client, .server] {
            for held in sides[role].held { budget.release(held.payload.count) }
        }
    }

    /// Makes the one end the other: it was not known who is who.
    mutating func swapEnds() {
        let client = sides[.client]
        sides[.client] = sides[.server]
        sides[.server] = client
        lastSpeaker = lastSpeaker?.opposite
    }

    /// The first packets of an end went by before this one.
    mutating func startLate(_ role: Role, at id: UInt32) {
        sides[role].next = id
        sides[role].flight = id
        sides[role].acknowledged.note(allBelow: id)
    }

    mutating func receive(
        _ packet: OpenVPNPacket,
        from sender: Role,
        at reference: PacketReference
    ) -> [Output] {
        sides[sender].isHeard = true
        noteAcknowledged(packet.acknowledged, of: sender.opposite)
        guard let id = packet.id, id < sides[sender].next &+ Self.window else { return [] }
        let isLate = noteSighting(of: id, sender, reference)
        // What was given up may come late, or twice.
        if id < sides[sender].next || sides[sender].held.contains(where: { $0.id == id }) {
            if isLate { noteRepetition(id, of: sender) }
            return []
        }
        var output: [Output] = []
        if lastSpeaker != sender {
            // Whoever goes on has taken what it acknowledged, whether the capture has it or not.
            if !packet.payload.isEmpty, let limit = sides[sender.opposite].acknowledged.last {
                output += giveUp(sender.opposite, upTo: limit, at: reference)
            }
            lastSpeaker = sender
            // The first to come need not be the first that was sent.
            sides[sender].flight = min(id, sides[sender].highest.map { $0 &+ 1 } ?? id)
            // The other end has taken what went before, or there would be nothing to go on with.
            sides[sender].acknowledged.note(allBelow: sides[sender].flight)
        }
        if sides[sender].highest.map({ $0 < id }) ?? true {
            sides[sender].highest = id
            sides[sender].isAnswered = false
        }
        if id == sides[sender].next, sides[sender].held.isEmpty {
            // As a rule nothing has to wait.
            sides[sender].next &+= 1
            sides[sender].largest = max(sides[sender].largest, packet.payload.count)
            if !packet.payload.isEmpty { output.append(.bytes(packet.payload, sender, reference)) }
            return output
        }
        guard budget.reserve(packet.payload.count) else { return output }
        sides[sender].largest = max(sides[sender].largest, packet.payload.count)
        sides[sender].held.append(Held(id: id, payload: packet.payload, packet: reference))
        output += release(sender)
        if sides[sender].held.count > Self.mostHeld { output += giveUpHeld(sender, at: reference) }
        return output
    }

    private mutating func noteAcknowledged(_ ids: [UInt32], of role: Role) {
        let known = sides[role].highest ?? 0
        if !ids.isEmpty { sides[role].isAnswered = true }
        let open = sides[role].acknowledged.open
        for id in ids where id < known &+ Self.window { sides[role].acknowledged.note(id) }
        if sides[role].acknowledged.open != open { (sides[role].repetitions, sides[role].lone) = (0, nil) }
    }

    /// Notes when a packet came; `false` if it came a moment ago: the network doubled it, and no timer sent it again.
    private mutating func noteSighting(
        of id: UInt32,
        _ sender: Role,
        _ packet: PacketReference
    ) -> Bool {
        let now = packet.time.nanoseconds
        if let latest = sides[sender].sighting, latest.id == id {
            guard now &- latest.time >= CarriedSession.shortestTimer else { return false }
            sides[sender].sighting = (id, now)
            return true
        }
        if let place = sides[sender].sightings.firstIndex(where: { $0.id == id }) {
            let earlier = sides[sender].sightings[place].time
            guard now &- earlier >= CarriedSession.shortestTimer else { return false }
            sides[sender].sightings[place].time = now
            return true
        }
        if let latest = sides[sender].sighting {
            if sides[sender].sightings.count == Self.mostHeld - 1 { sides[sender].sightings.removeFirst() }
            sides[sender].sightings.append(latest)
        }
        sides[sender].sighting = (id, now)
        return true
    }

    private mutating func noteRepetition(_ id: UInt32, of role: Role) {
        retransmissions += 1
        let open = sides[role].acknowledged.open
        guard id > open else {
            if id == open { (sides[role].repetitions, sides[role].lone) = (sides[role].repetitions + 1, nil) }
            return
        }
        guard let lone = sides[role].lone, lone.id <= id else { return sides[role].lone = (id, 1) }
        guard lone.id == id else { return }
        sides[role].lone = (id, lone.count + 1)
        // What is not sent again beside it was acknowledged, though the capture lacks that.
        guard lone.count + 1 == Self.tellingRepetitions else { return }
        sides[role].acknowledged.note(allBelow: id)
        (sides[role].repetitions, sides[role].lone) = (Self.tellingRepetitions, nil)
    }

    /// Whether an end waits for what it sent to be acknowledged, and will send it again.
    var isAwaitingAcknowledgment: Bool { isOpen(.client) || isOpen(.server) }

    private func isOpen(_ role: Role) -> Bool {
        sides[role].highest.map { $0 >= sides[role].acknowledged.open } ?? false
    }

    /// What is in order.
    private mutating func release(_ sender: Role) -> [Output] {
        var output: [Output] = []
        while let place = sides[sender].held.firstIndex(where: { $0.id == sides[sender].next }) {
            let held = sides[sender].held.remove(at: place)
            sides[sender].next &+= 1
            budget.release(held.payload.count)
            if !held.payload.isEmpty { output.append(.bytes(held.payload, sender, held.packet)) }
        }
        return output
    }

    /// Gives up what is missing up to a packet that the other end has received.
    private mutating func giveUp(
        _ sender: Role,
        upTo limit: UInt32,
        at packet: PacketReference
    ) -> [Output] {
        var output: [Output] = []
        while sides[sender].next <= limit {
            let first = sides[sender].held.map(\.id).min() ?? .max
            let end = max(sides[sender].next, min(first, limit &+ 1))
            guard end > sides[sender].next else { break }
            output.append(.gap(Int(end - sides[sender].next) * sides[sender].largest, sender, packet))
            sides[sender].next = end
            output += release(sender)
        }
        return output
    }

    /// Gives up what is missing before everything that is held.
    mutating func giveUpHeld(_ sender: Role, at packet: PacketReference) -> [Output] {
        guard let last = sides[sender].held.map(\.id).max() else { return [] }
        return giveUp(sender, upTo: last, at: packet)
    }

    /// What is said of the end that said nothing more, if one of them did: it fell silent, or owes an answer where the
    /// capture ends.
    func ending(isFollowedBySilence: Bool, isOwed: Bool) -> (Role, CarrierOutcome.Kind)? {
        if let (role, repetitions, heardPart) = silence, repetitions > 0 || isFollowedBySilence {
            return (role, .silent(role, repetitions: repetitions, heardPart: heardPart))
        }
        return isOwed ? owing.map { ($0, .owing($0)) } : nil
    }

    /// The end that has to acknowledge what the other sent, or more of it, and did not; `nil` where anything came
    /// again.
    var owing: Role? {
        for role in [Role.client, .server] {
            let other = sides[role.opposite]
            guard sides[role].isHeard, lastSpeaker == role.opposite, isOpen(role.opposite),
                other.held.isEmpty, !isLacking(role)
            else { continue }
            return other.repetitions == 0 && sides[role].repetitions == 0 ? role : nil
        }
        return nil
    }

    /// The other end acknowledged what the capture lacks.
    private func isLacking(_ role: Role) -> Bool {
        sides[role].acknowledged.containsAny(from: sides[role].highest.map { $0 &+ 1 } ?? 0)
    }

    /// The end that fell silent, if one did: it has not acknowledged all that the other sent.
    ///
    /// With how often that came again, and whether the end had acknowledged a part of it. What it said itself is in
    /// the capture, and all of what the other sent. Where nothing came again, it has to have spoken after all of it; whether
    /// time passed since then, or the capture ended there, the carrier knows.
    var silence: (role: Role, repetitions: Int, heardPart: Bool)? {
        for role in [Role.client, .server] {
            let other = sides[role.opposite]
            guard sides[role].isHeard, lastSpeaker == role.opposite, let highest = other.highest,
                !other.acknowledged.isEmpty, highest >= other.acknowledged.open, other.held.isEmpty
            else { continue }
            let heardPart = other.acknowledged.containsAny(from: other.flight)
            let isCertain = other.repetitions > 0 || (heardPart && other.isAnswered)
            guard isCertain else { continue }
            return (role, other.repetitions, heardPart)
        }
        return nil
    }
}

import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

/// EAP in RADIUS over UDP (RFC 3579): between a network access server and the server that authenticates its stations.
///
///     NAS ── Access-Request: response of EAP, State ──▶ server
///         ◀── Access-Challenge: request of EAP, State ──
///         ◀── Access-Accept or Access-Reject, with or without EAP
///
/// Many stations share one conversation, and several ports: an answer is told by the port and identifier of what it
/// answers, a request by the State that it brings back. It is known by its content, on any port.
final class RADIUSCarrier: Carrier {
    static let firstBytes = FirstBytes([1, 2, 3, 11])
    /// Dialogues among which one is looked for by what does not name it, the latest first.
    private static let mostGuessed = 64

    private final class Dialogue: EAPParty {
        @safe @exclusivity(unchecked) var states = LastTwo<HashedBytes>()
        @safe @exclusivity(unchecked) var exchanges = LastTwo<Exchange>()
    }

    /// A request and its answer: the NAS's port, and the identifier.
    private struct Exchange: Hashable {
        private let number: UInt32

        init(port: UInt16, identifier: UInt8) { number = UInt32(port) << 8 | UInt32(identifier) }
    }

    private let opening: CarrierOpening
    private let name: [UInt8]
    // Nothing that is done with any of these reaches the conversation that it belongs to.
    @safe @exclusivity(unchecked) private var dialogues = OrderedObjects<Dialogue>()
    @safe @exclusivity(unchecked) private var byState: [HashedBytes: Dialogue] = [:]
    @safe @exclusivity(unchecked) private var byExchange: [Exchange: Dialogue] = [:]
    @safe @exclusivity(unchecked) private var lastSweep = 0
    @safe @exclusivity(unchecked) private var running = OrderedObjects<CarriedSession>()
    @safe @exclusivity(unchecked) private(set) var touched: [CarriedSession] = []

    /// The conversation of a NAS and a server has this name, whichever ports the NAS sends from.
    private static func name(_ nas: IPAddress, _ server: SocketAddress, _ key: FlowKey) -> [UInt8] {
        var name = CarrierName()
        name.append(0x0714, bytes: 2)
        name.append(nas)
        name.append(server.address)
        name.append(UInt64(server.port), bytes: 2)
        name.append(key.domainNumber, bytes: 8)
        return name.bytes
    }

    static func mayBegin(_ header: UInt64, _ length: Int, _ known: CarrierDirectory) -> Bool {
        (20...RADIUSPacket.longest).contains(Int(header >> 32 & 0xFFFF))
    }

    static func recognize(
        _ datagram: Datagram,
        _ payload: Span<UInt8>,
        _ known: CarrierDirectory
    ) -> Recognition {
        guard payload.count >= 20, !datagram.key.isOfLink,
            RADIUSPacket.isSound(payload, missing: datagram.missingLength)
        else { return .no }
        let isRequest = payload[0] == RADIUSPacket.Code.accessRequest.rawValue
        let nas = isRequest ? datagram.source : datagram.destination
        let server = isRequest ? datagram.destination : datagram.source
        if let key = known[name(nas.address, server, datagram.key)] { return .belongs(to: key) }
        guard let packet = RADIUSPacket(payload, missing: datagram.missingLength, readsClaims: false),
            packet.code == .accessRequest || packet.code == .accessChallenge,
            EAPPacket(packet.eap.span, missing: packet.missing) != nil
        else { return .no }
        return .begins(isRequest ? .client : .server)
    }

    init(_ opening: CarrierOpening) {
        self.opening = opening
        name = Self.name(opening.client.address, opening.server, opening.key)
        opening.directory.add(name, opening.key)
    }

    func receive(_ datagram: Datagram, _ payload: Span<UInt8>, at packet: PacketReference) -> CarrierState {
        if !touched.isEmpty { touched = [] }
        sweep(at: packet)
        guard let radius = RADIUSPacket(payload, missing: datagram.missingLength) else { return .following }
        let eap = EAPPacket(radius.eap.span, missing: radius.missing)
        let isRequest = radius.code == .accessRequest
        let nas = isRequest ? datagram.source : datagram.destination
        let exchange = Exchange(port: nas.port, identifier: radius.identifier)
        if isRequest {
            receive(request: radius, eap, exchange, datagram, at: packet)
        } else {
            receive(answer: radius, eap, exchange, datagram, at: packet)
        }
        return .following
    }

    func conclude() {
        for dialogue in dialogues.elements {
            dialogue.eap.conclude()
            opening.budget.release(EAPDialogue.cost)
        }
        (dialogues, byState, byExchange) = (OrderedObjects(), [:], [:])
        opening.directory.remove(name)
    }

    // MARK: Sessions

    var sessions: [CarriedSession] { running.elements }
    var hasSessions: Bool { !running.isEmpty || !dialogues.isEmpty }
    var patience: Int { EAPDialogue.patience }

    func end(_ session: CarriedSession) { running.remove(session) }

    // MARK: Packets

    private func receive(
        request radius: borrowing RADIUSPacket,
        _ eap: EAPPacket?,
        _ exchange: Exchange,
        _ datagram: Datagram,
        at packet: PacketReference
    ) {
        guard let eap, eap.code == .response else { return }
        guard
            let dialogue = dialogue(of: radius, eap, exchange) ?? begin(datagram, isRequest: true, at: packet)
        else { return }
        dialogue.eap.claims.complete(station: radius.station, userName: radius.userName, server: radius.nas)
        note(exchange, of: dialogue)
        dialogue.eap.receive(eap, radius.eap.span, at: packet)
        touch(dialogue)
    }

    private func receive(
        answer radius: borrowing RADIUSPacket,
        _ eap: EAPPacket?,
        _ exchange: Exchange,
        _ datagram: Datagram,
        at packet: PacketReference
    ) {
        var dialogue = byExchange[exchange] ?? unanswered(eap)
        if dialogue == nil, radius.code == .accessChallenge, eap?.code == .request {
            // The request that it answers is not in the capture.
            dialogue = begin(datagram, isRequest: false, at: packet)
            if let dialogue { note(exchange, of: dialogue) }
        }
        guard let dialogue else { return }
        if !radius.state.isEmpty { note(HashedBytes(radius.state), of: dialogue) }
        if let eap { dialogue.eap.receive(eap, radius.eap.span, at: packet) }
        dialogue.eap.touch(packet)
        switch radius.code {
        case .accessAccept: dialogue.eap.end(.accessAccept, nil, isAccepted: true, at: packet)
        case .accessReject: dialogue.eap.end(.accessReject, nil, isAccepted: false, at: packet)
        case .accessRequest, .accessChallenge: break
        }
        touch(dialogue)
    }

    // MARK: Whose it is

    private func dialogue(
        of radius: borrowing RADIUSPacket,
        _ eap: EAPPacket,
        _ exchange: Exchange
    ) -> Dialogue? {
        if !radius.state.isEmpty {
            let state = HashedBytes(radius.state)
            if let known = byState[state] { return known }
            // What brought the state is not in the capture: the station's last dialogue, if it went on.
            let (station, userName) = (radius.station, radius.userName)
            let own = dialogues.last(of: Self.mostGuessed) {
                $0.eap.claims.station == station && $0.eap.claims.userName == userName
            }
            if let own { note(state, of: own) }
            return own
        }
        // Without a state it begins one, unless it comes again.
        guard let known = byExchange[exchange], known.eap.identifier == eap.identifier, !known.eap.hasTLS
        else {
            return nil
        }
        return known
    }

    /// The dialogue that an answer goes on with whose request is not in the capture: the only one that waits for a response,
    /// by the identifiers of EAP.
    private func unanswered(_ eap: EAPPacket?) -> Dialogue? {
        guard dialogues.count <= Self.mostGuessed else { return nil }
        let waiting = dialogues.elements.filter { dialogue in
            guard dialogue.eap.awaitsResponse, let last = dialogue.eap.identifier else { return false }
            guard let eap else { return true }
            return eap.identifier == last &+ 1 || (eap.code != .request && eap.identifier == last)
        }
        return waiting.count == 1 ? waiting[0] : nil
    }

    private func begin(_ datagram: Datagram, isRequest: Bool, at packet: PacketReference) -> Dialogue? {
        if dialogues.count >= EAPDialogue.mostTogether { makeRoom() }
        guard opening.budget.reserve(EAPDialogue.cost) else { return nil }
        let eap = EAPDialogue(
            opening.of(datagram, at: packet),
            carrier: "radius",
            client: isRequest ? datagram.source : datagram.destination,
            server: isRequest ? datagram.destination : datagram.source
        )
        let dialogue = Dialogue(eap)
        dialogues.append(dialogue)
        return dialogue
    }

    private func note(_ exchange: Exchange, of dialogue: Dialogue) {
        if let former = dialogue.exchanges.add(exchange) { forget(former, dialogue) }
        byExchange[exchange] = dialogue
    }

    private func note(_ state: HashedBytes, of dialogue: Dialogue) {
        guard !dialogue.states.contains(state) else { return }
        byState[state] = dialogue
        if let former = dialogue.states.add(state) { forget(former, dialogue) }
    }

    private func forget(_ exchange: Exchange, _ dialogue: Dialogue) {
        guard let place = byExchange.index(forKey: exchange), byExchange[place].value === dialogue else {
            return
        }
        byExchange.remove(at: place)
    }

    private func forget(_ state: HashedBytes, _ dialogue: Dialogue) {
        guard let place = byState.index(forKey: state), byState[place].value === dialogue else { return }
        byState.remove(at: place)
    }

    /// Takes over what began, and lets go of what is over.
    private func touch(_ dialogue: Dialogue) {
        for session in dialogue.eap.takeBegun() { running.append(session) }
        let ended = dialogue.eap.takeEnded()
        if !ended.isEmpty { touched += ended }
        if dialogue.eap.isOver {
            letGo(dialogue)
        } else if let session = dialogue.eap.session {
            touched.append(session)
        }
    }

    private func makeRoom() {
        for dialogue in dialogues.givenUpFirst {
            dialogue.eap.giveUp()
            touch(dialogue)
        }
    }

    private func letGo(_ dialogue: Dialogue) {
        if let exchange = dialogue.exchanges.former { forget(exchange, dialogue) }
        if let exchange = dialogue.exchanges.last { forget(exchange, dialogue) }
        if let state = dialogue.states.former { forget(state, dialogue) }
        if let state = dialogue.states.last { forget(state, dialogue) }
        dialogues.remove(dialogue)
        opening.budget.release(EAPDialogue.cost)
    }

    /// Gives up, once in a while, what has been silent for long while others went on.
    private func sweep(at packet: PacketReference) {
        let now = CarrierTable.second(of: packet.time)
        guard now - lastSweep >= 10 else { return }
        lastSweep = now
        for dialogue in dialogues.elements where now - dialogue.eap.lastSecond > EAPDialogue.patience {
            dialogue.eap.conclude()
            touch(dialogue)
        }
    }
}

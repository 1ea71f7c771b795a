import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

/// EAP over LAN (IEEE 802.1X, clause 11): between a station and the authenticator of its port, without IP.
///
///      0                 1                 2                               4
///     +-----------------+-----------------+-------------------------------+------------------
///     | version 1 … 3   | type            | length of what follows        | a packet of EAP
///     +-----------------+-----------------+-------------------------------+------------------
///                        0 EAP, 1 start, 2 logoff
///
/// Both ends may send to the group address of port access entities, so that addresses alone do not tell whose a frame is:
/// one conversation has all of a network. Who is asked answers, so the codes of EAP tell the roles.
final class EAPOLCarrier: Carrier {
    static let firstBytes = FirstBytes([1, 2, 3])

    /// Dialogues among which one is looked for by what does not name it, the latest first.
    private static let mostGuessed = 256

    private let opening: CarrierOpening
    private let name: [UInt8]
    // Nothing that is done with any of these reaches the conversation that it belongs to.
    @safe @exclusivity(unchecked) private var dialogues = OrderedObjects<EAPOLParty>()
    @safe @exclusivity(unchecked) private var byStation = EAPOLParties()
    private var begunCount = 0
    @safe @exclusivity(unchecked) private var lastSweep = 0
    @safe @exclusivity(unchecked) private var running = OrderedObjects<CarriedSession>()
    @safe @exclusivity(unchecked) private(set) var touched: [CarriedSession] = []

    /// The conversation of a network has this name.
    private static func name(_ key: FlowKey) -> [UInt8] {
        var name = CarrierName()
        name.append(0x888E, bytes: 2)
        name.append(key.domainNumber, bytes: 8)
        return name.bytes
    }

    static func mayBegin(_ header: UInt64, _ length: Int, _ known: CarrierDirectory) -> Bool {
        header >> 48 & 0xFF <= 2
    }

    static func recognize(
        _ datagram: Datagram,
        _ payload: Span<UInt8>,
        _ known: CarrierDirectory
    ) -> Recognition {
        guard datagram.key.isOfLink, payload.count >= 4 else { return .no }
        switch payload[1] {
        case 1, 2: break
        case 0:
            guard EAPPacket(payload.extracting(4...), missing: datagram.missingLength) != nil else {
                return .no
            }
        default: return .no
        }
        if let key = known[name(datagram.key)] { return .belongs(to: key) }
        return .begins(payload[1] == 0 && payload.count > 4 && payload[4] == 1 ? .server : .client)
    }

    init(_ opening: CarrierOpening) {
        self.opening = opening
        name = Self.name(opening.key)
        opening.directory.add(name, opening.key)
    }

    func receive(_ datagram: Datagram, _ payload: Span<UInt8>, at packet: PacketReference) -> CarrierState {
        if !touched.isEmpty { touched = [] }
        sweep(at: packet)
        guard payload.count >= 4 else { return .following }
        let (source, destination) = (datagram.source.address, datagram.destination.address)
        switch payload[1] {
        case 0:
            let bytes = payload.extracting(4...)
            guard let eap = EAPPacket(bytes, missing: datagram.missingLength) else { return .following }
            receive(eap, bytes, source, destination, datagram, at: packet)
        case 1: end(of: source, .eapolStart, at: packet)
        case 2: end(of: source, .eapolLogoff, at: packet)
        default: break
        }
        return .following
    }

    func conclude() {
        for dialogue in dialogues.elements {
            dialogue.eap.conclude()
            opening.budget.release(EAPDialogue.cost)
        }
        (dialogues, byStation) = (OrderedObjects(), EAPOLParties())
        opening.directory.remove(name)
    }

    var sessions: [CarriedSession] { running.elements }
    var hasSessions: Bool { !running.isEmpty || !dialogues.isEmpty }

    var patience: Int { EAPDialogue.patience }

    func end(_ session: CarriedSession) { running.remove(session) }

    // MARK: Whose it is

    private func receive(
        _ eap: EAPPacket,
        _ bytes: Span<UInt8>,
        _ source: IPAddress,
        _ destination: IPAddress,
        _ datagram: Datagram,
        at packet: PacketReference
    ) {
        let isResponse = eap.code == .response
        var found =
            isResponse
            ? dialogue(of: source, destination.unlessGroup, eap)
            : dialogue(ofAsker: source, destination.unlessGroup)
        // A server that asks for the identity begins anew.
        if let earlier = found, eap.code == .request, eap.type == EAPPacket.identity, earlier.eap.hasTLS {
            finish(earlier)
            found = nil
        }
        if found == nil {
            guard eap.code == .request || isResponse else { return }
            found = begin(
                isResponse ? source : destination.unlessGroup,
                isResponse ? destination.unlessGroup : source,
                datagram,
                at: packet
            )
        }
        guard let dialogue = found else { return }
        if isResponse {
            set(source, dialogue)
        } else {
            dialogue.authenticator = source
            if let station = destination.unlessGroup { set(station, dialogue) }
        }
        dialogue.eap.setEnds(
            client: Self.end(dialogue.station),
            server: Self.end(dialogue.authenticator)
        )
        dialogue.eap.receive(eap, bytes, at: packet)
        touch(dialogue)
    }

    private func set(_ station: IPAddress, _ dialogue: EAPOLParty) {
        let isListed = dialogue.name == station.low
        if !isListed { byStation.remove(dialogue) }
        dialogue.station = station
        if !isListed { byStation.add(dialogue) }
    }

    /// Whose response it is: of the station, where its authenticator may be this one.
    private func dialogue(
        of station: IPAddress,
        _ authenticator: IPAddress?,
        _ eap: EAPPacket
    ) -> EAPOLParty? {
        let own = byStation.last(of: station.low, among: Self.mostGuessed) {
            $0.authenticator == nil || authenticator == nil || $0.authenticator == authenticator
        }
        return own
            ?? byStation.last(of: 0, among: Self.mostGuessed) {
                $0.eap.identifier == eap.identifier && $0.eap.awaitsResponse
            } ?? byStation.last(of: 0, among: Self.mostGuessed) { $0.eap.turns.hadAsked(eap.identifier) }
    }

    /// Who is asked, or told: one station, or whoever was last in a dialogue with this authenticator.
    private func dialogue(ofAsker authenticator: IPAddress, _ station: IPAddress?) -> EAPOLParty? {
        if let station {
            return byStation.last(of: station.low, among: Self.mostGuessed) {
                $0.authenticator == nil || $0.authenticator == authenticator
            }
        }
        var last: EAPOLParty?
        let answered = dialogues.last(of: Self.mostGuessed) { dialogue in
            guard dialogue.authenticator == authenticator else { return false }
            last = last ?? dialogue
            return !dialogue.eap.awaitsResponse
        }
        return answered ?? last ?? dialogues.last(of: Self.mostGuessed) { $0.authenticator == nil }
    }

    private func begin(
        _ station: IPAddress?,
        _ authenticator: IPAddress?,
        _ datagram: Datagram,
        at packet: PacketReference
    ) -> EAPOLParty? {
        if dialogues.count >= EAPDialogue.mostTogether { makeRoom() }
        guard opening.budget.reserve(EAPDialogue.cost) else { return nil }
        let eap = EAPDialogue(
            opening.of(datagram, at: packet),
            carrier: "eapol",
            client: Self.end(station),
            server: Self.end(authenticator)
        )
        begunCount += 1
        let dialogue = EAPOLParty(eap, station: station, authenticator: authenticator, number: begunCount)
        dialogues.append(dialogue)
        byStation.add(dialogue)
        return dialogue
    }

    /// An end that is not known has the group address, to which frames for it go.
    private static func end(_ station: IPAddress?) -> SocketAddress {
        SocketAddress(address: station ?? .portAccessEntities, port: 0)
    }

    // MARK: Ends

    private func end(of station: IPAddress, _ word: CarrierOutcome.Word, at packet: PacketReference) {
        guard let dialogue = byStation.last(of: station.low, among: 1, where: { _ in true }),
            dialogue.eap.hasTLS
        else { return }
        dialogue.eap.leave(word, at: packet)
        touch(dialogue)
    }

    private func finish(_ dialogue: EAPOLParty) {
        dialogue.eap.conclude()
        touch(dialogue)
    }

    /// Takes over what began, and lets go of what is over.
    private func touch(_ dialogue: EAPOLParty) {
        let eap = dialogue.eap
        for session in eap.takeBegun() { running.append(session) }
        let ended = eap.takeEnded()
        if !ended.isEmpty { touched += ended }
        guard eap.isOver else {
            if let session = eap.session { touched.append(session) }
            return
        }
        opening.budget.release(EAPDialogue.cost)
        dialogues.remove(dialogue)
        byStation.remove(dialogue)
    }

    private func makeRoom() {
        // Those that began last end first.
        for dialogue in dialogues.givenUpFirst.sorted(by: { $0.number > $1.number }) {
            dialogue.eap.giveUp()
            touch(dialogue)
        }
    }

    /// Gives up, once in a while, what has been silent for long while others went on.
    private func sweep(at packet: PacketReference) {
        let now = CarrierTable.second(of: packet.time)
        guard now - lastSweep >= 10 else { return }
        lastSweep = now
        for dialogue in dialogues.elements.reversed()
        where now - dialogue.eap.lastSecond > EAPDialogue.patience {
            finish(dialogue)
        }
    }
}

extension IPAddress {
    /// The group address of port access entities (IEEE 802.1X, table 11-1).
    static let portAccessEntities = IPAddress(link: 0x0180_C200_0003)

    /// `nil` of a group address, which is nobody's own.
    fileprivate var unlessGroup: IPAddress? { low >> 40 & 1 == 1 ? nil : self }
}

extension CarrierOpening {
    /// The same for a session that begins with this datagram.
    func of(_ datagram: Datagram, at packet: PacketReference) -> CarrierOpening {
        CarrierOpening(
            key: key,
            clientDirection: clientDirection,
            first: packet,
            tunnels: datagram.tunnels,
            shared: shared,
            budget: budget,
            directory: directory
        )
    }
}

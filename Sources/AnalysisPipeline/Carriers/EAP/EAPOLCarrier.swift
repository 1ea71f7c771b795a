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

    private struct Dialogue {
        /// `nil` while it is known only that somebody was asked.
        var station: IPAddress?
        var authenticator: IPAddress?
        let eap: EAPDialogue
    }

    private let opening: CarrierOpening
    private let name: [UInt8]
    private var dialogues: [Dialogue] = []
    /// The station of each of them, to look through quickly; 0 of one that is not known.
    private var stations: [UInt64] = []
    private var lastSweep = 0
    var sessions: [CarriedSession] = []
    private(set) var touched: [CarriedSession] = []

    /// The conversation of a network has this name.
    private static func name(_ key: FlowKey) -> [UInt8] { [0x88, 0x8E] + key.domainBytes }

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
        touched = []
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
        for dialogue in dialogues {
            dialogue.eap.conclude()
            opening.budget.release(EAPDialogue.cost)
        }
        (dialogues, stations) = ([], [])
        opening.directory.remove(name)
    }

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
        var place =
            isResponse
            ? place(of: source, destination.unlessGroup, eap)
            : place(ofAsker: source, destination.unlessGroup)
        // A server that asks for the identity begins anew.
        if let found = place, eap.code == .request, eap.type == EAPPacket.identity,
            dialogues[found].eap.hasTLS
        {
            finish(found)
            place = nil
        }
        if place == nil {
            guard eap.code == .request || isResponse else { return }
            place = begin(
                isResponse ? source : destination.unlessGroup,
                isResponse ? destination.unlessGroup : source,
                datagram,
                at: packet
            )
        }
        guard let place else { return }
        if isResponse {
            set(source, place)
        } else {
            dialogues[place].authenticator = source
            if let station = destination.unlessGroup { set(station, place) }
        }
        name(place)
        dialogues[place].eap.receive(eap, bytes, at: packet)
        touch(place)
    }

    private func set(_ station: IPAddress, _ place: Int) {
        dialogues[place].station = station
        stations[place] = station.low
    }

    /// The last dialogue of a station, 0 for none, of which something holds.
    private func lastPlace(of station: UInt64, where isIt: (Dialogue) -> Bool) -> Int? {
        var place = stations.count
        while let found = stations[..<place].lastIndex(of: station) {
            if isIt(dialogues[found]) { return found }
            place = found
        }
        return nil
    }

    /// Whose response it is: of the station, where its authenticator may be this one.
    private func place(of station: IPAddress, _ authenticator: IPAddress?, _ eap: EAPPacket) -> Int? {
        let own = lastPlace(of: station.low) {
            $0.authenticator == nil || authenticator == nil || $0.authenticator == authenticator
        }
        return own
            ?? lastPlace(of: 0) { $0.eap.identifier == eap.identifier && $0.eap.awaitsResponse }
    }

    /// Who is asked, or told: one station, or whoever was last in a dialogue with this authenticator.
    private func place(ofAsker authenticator: IPAddress, _ station: IPAddress?) -> Int? {
        if let station {
            return lastPlace(of: station.low) {
                $0.authenticator == nil || $0.authenticator == authenticator
            }
        }
        var last: Int?
        for place in dialogues.indices.reversed() where dialogues[place].authenticator == authenticator {
            if !dialogues[place].eap.awaitsResponse { return place }
            last = last ?? place
        }
        return last ?? dialogues.lastIndex { $0.authenticator == nil }
    }

    private func begin(
        _ station: IPAddress?,
        _ authenticator: IPAddress?,
        _ datagram: Datagram,
        at packet: PacketReference
    ) -> Int? {
        if dialogues.count >= EAPDialogue.mostTogether { makeRoom() }
        guard opening.budget.reserve(EAPDialogue.cost) else { return nil }
        let eap = EAPDialogue(
            opening.of(datagram, at: packet),
            carrier: "eapol",
            client: Self.end(station),
            server: Self.end(authenticator)
        )
        dialogues.append(Dialogue(station: station, authenticator: authenticator, eap: eap))
        stations.append(station?.low ?? 0)
        return dialogues.count - 1
    }

    /// An end that is not known has the group address, to which frames for it go.
    private static func end(_ station: IPAddress?) -> SocketAddress {
        SocketAddress(address: station ?? .portAccessEntities, port: 0)
    }

    private func name(_ place: Int) {
        dialogues[place].eap.session.client = Self.end(dialogues[place].station)
        dialogues[place].eap.session.server = Self.end(dialogues[place].authenticator)
    }

    // MARK: Ends

    private func end(of station: IPAddress, _ word: CarrierOutcome.Word, at packet: PacketReference) {
        guard let place = lastPlace(of: station.low, where: { _ in true }), dialogues[place].eap.hasTLS
        else {
            return
        }
        dialogues[place].eap.leave(word, at: packet)
        touch(place)
    }

    private func finish(_ place: Int) {
        dialogues[place].eap.conclude()
        touch(place)
    }

    /// Takes over what began, and lets go of what is over.
    private func touch(_ place: Int) {
        let eap = dialogues[place].eap
        sessions += eap.takeBegun()
        touched += eap.takeEnded()
        guard eap.isOver else { return touched.append(eap.session) }
        opening.budget.release(EAPDialogue.cost)
        dialogues.remove(at: place)
        stations.remove(at: place)
    }

    /// Gives up some dialogues for others; an eighth at a time, so that looking at all of them pays.
    private func makeRoom() {
        let places = dialogues.indices.sorted { EAPDialogue.comesFirst(dialogues[$0].eap, dialogues[$1].eap) }
        for place in places.prefix(EAPDialogue.mostTogether / 8).sorted(by: >) {
            dialogues[place].eap.giveUp()
            touch(place)
        }
    }

    /// Gives up, once in a while, what has been silent for long while others went on.
    private func sweep(at packet: PacketReference) {
        let now = CarrierTable.second(of: packet.time)
        guard now - lastSweep >= 10 else { return }
        lastSweep = now
        for place in dialogues.indices.reversed()
        where now - dialogues[place].eap.lastSecond > EAPDialogue.patience {
            finish(place)
        }
    }
}

extension IPAddress {
    /// The group address of port access entities (IEEE 802.1X, table 11-1).
    static let portAccessEntities = IPAddress(link: 0x0180_C200_0003)

    /// `nil` of a group address, which is nobody's own.
    fileprivate var unlessGroup: IPAddress? { low >> 40 & 1 == 1 ? nil : self }
}

extension FlowKey {
    /// Which network the flow is of, as a part of a name in the directory.
    var domainBytes: [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: domainNumber >> UInt64($0)) }
    }
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

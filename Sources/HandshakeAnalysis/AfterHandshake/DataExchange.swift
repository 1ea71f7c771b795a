import ByteParsing
import TLSWire

/// What both sides did once the handshake was over: the application's data by sizes, turns and times, and how each left.
///
/// The same for all versions, with keys and without. Tickets are told from data: read, or, in TLS 1.3 without keys, by
/// their sizes and places (``TicketRecords``).
struct DataExchange: Sendable {
    /// A record of data; up to TLS 1.2 a block cipher leaves open how much of it is padding.
    struct Record: Hashable, Sendable {
        /// What it holds, in bytes.
        let bytes: ClosedRange<Int>
        let sender: Role
        let packet: PacketReference
    }

    /// The first sign that a side leaves: a close_notify or what may be one, FIN, or RST.
    struct Leave: Hashable, Sendable {
        enum Kind: Hashable, Sendable { case alert, closed, reset }

        let kind: Kind
        let packet: PacketReference
        let reach: Reach

        /// Whether its sender had received the other's leave when it left; a RST is never acknowledged.
        func answers(_ other: Leave) -> Bool {
            other.kind != .reset && reach.hasHeard(other.reach, andClose: other.kind == .closed)
        }
    }

    /// What one side sends until the other sends something.
    struct Turn: Hashable, Sendable {
        let sender: Role
        var bytes: ClosedRange<Int>
        /// Of the first record alone, at most.
        let firstBytes: Int
        var records: Int
        let first: PacketReference
        var last: PacketReference
        /// The first record that came so long after the first that the other side had let it go on: a refusal answers what comes
        /// at once.
        var resumed: PacketReference?
    }

    /// More than any refusal that was seen takes; so many bytes of a server show that it serves.
    static let proofBytes = 4 << 10
    /// What protection adds at most to as many records as are kept.
    static let largestOverhead = EncryptedRecords.limit * largestRecordOverhead
    private static let largestRecordOverhead = 64

    /// When both sides had finished.
    let finished: PacketReference
    /// Who finished last.
    let finisher: Role
    /// Nanoseconds by which the server's packets are late beside the client's: two taps' clocks differ.
    let serverDelay: Int64
    /// What a message takes to the other side and its answer back, in nanoseconds, as far as the hellos tell.
    let roundTrip: Int64
    /// Of TLS 1.3 without keys: the sizes that the server's tickets have as messages; otherwise empty.
    let tickets: [Int]
    /// The one ticket may as well be the server's answer.
    let isTicketGuessed: Bool
    let turns: [Turn]
    private(set) var leaves = HandshakeFacts.PerRole<Leave?>(nil)
    /// A FIN or RST was seen, or records that come after the server's close prove it to be the first; without either, a close_notify
    /// may answer a leave that shows nowhere.
    private(set) var isTransportClosed = false
    /// The protocol is HTTP/2; `nil` if that is not known.
    let isHTTP2: Bool?

    /// Up to TLS 1.2, and of whatever was decrypted; fails where the handshake did not finish.
    init?(_ concluded: ConcludedFacts) {
        guard concluded.isComplete,
            let (finished, finisher) = Self.lastFinished(concluded)
        else { return nil }
        (self.finished, self.finisher) = (finished, finisher)
        serverDelay = concluded.facts.serverDelay
        roundTrip = Self.roundTrip(concluded)
        (tickets, isTicketGuessed) = ([], false)
        let records = concluded.facts.dataRecords
        let isDecrypted = concluded.facts.isDecrypted
        let overhead =
            isDecrypted ? nil : concluded.facts.serverHello.flatMap { RecordOverhead($0.message) }
        // Where the suite is not known, so is what protection adds.
        let mostAdded = isDecrypted ? 0 : Self.largestRecordOverhead
        let data =
            records.count == 0
            ? Self.firstData(concluded)
            : (0..<records.count).map { place in
                let length = records.length(at: place)
                return Record(
                    bytes: overhead?.messages(in: length) ?? max(0, length - mostAdded)...length,
                    sender: records.sender(at: place),
                    packet: records.packet(at: place)
                )
            }
        turns = Self.turns(data, withoutFirstOfServer: 0)
        isTransportClosed = concluded.facts.isServerCloseProven
        let settled =
            concluded.facts.encryptedExtensions?.message.applicationProtocol
            ?? concluded.facts.serverHello?.message.applicationProtocol
        let isUnknown =
            settled == nil && concluded.facts.serverHello == nil && !isDecrypted
            && concluded.facts.clientHello?.message.applicationProtocols.contains("h2") != false
        isHTTP2 = isUnknown ? nil : settled == "h2"
        for sighting in concluded.facts.alerts where sighting.isAfterHandshake {
            note(
                Leave(kind: .alert, packet: sighting.fact.packet, reach: sighting.reach),
                of: sighting.fact.sender
            )
        }
        note(concluded.facts.departures)
    }

    /// Of TLS 1.3 without keys: what follows a client's flight whose first and last records have these places.
    init(
        _ concluded: ConcludedFacts,
        after start: Int,
        _ end: Int,
        _ arithmetic: RecordArithmetic,
        padding: HandshakeFacts.PerRole<RecordPadding>,
        tickets setting: TicketRecords.Setting,
        isHTTP2: Bool?
    ) {
        let all = concluded.facts.encryptedRecords
        (finished, finisher) = (all.packet(at: end), .client)
        serverDelay = concluded.facts.serverDelay
        roundTrip = Self.roundTrip(concluded)
        self.isHTTP2 = isHTTP2
        var rest = PlaceSet()
        for place in (start + 1)..<max(start + 1, all.count)
        where all.sender(at: place) == .server || place > end {
            rest.insert(place)
        }
        // What looks like an alert is one only if nothing of its sender follows.
        var alerts = HandshakeFacts.PerRole<Leave?>(nil)
        for role in [Role.client, .server] {
            while let place = rest.last(where: { all.sender(at: $0) == role }),
                arithmetic.holds(all.length(at: place), RecordArithmetic.alert, padding[role])
            {
                rest.remove(place)
                Self.note(
                    Leave(kind: .alert, packet: all.packet(at: place), reach: all.reach(at: place)),
                    of: role,
                    in: &alerts
                )
            }
        }
        var records: [Record] = []
        records.reserveCapacity(rest.count)
        // Where the client's first request ends, once that was seen.
        var end: Int?
        var (unasked, isAsked) = (0, false)
        rest.forEach { place in
            if all.sender(at: place) == .client {
                end = end ?? all.end(at: place)
            } else if !isAsked {
                isAsked = end.map { all.reach(at: place).mayAnswer($0) } ?? false
                if !isAsked { unasked += 1 }
            }
            let sender = all.sender(at: place)
            let length = all.length(at: place)
            records.append(
                Record(
                    bytes: arithmetic.messages(in: length, padding[sender]) ?? 0...max(0, length),
                    sender: sender,
                    packet: all.packet(at: place)
                )
            )
        }
        let ticketCount = TicketRecords.count(in: records, unasked: unasked, setting)
        tickets = TicketRecords.sizes(in: records, ticketCount)
        isTicketGuessed =
            unasked == 0 && tickets.count == 1 && setting.mayBeEmptyTicket(tickets[0])
            && records.count(where: { $0.sender == .server }) == 1
        turns = Self.turns(records, withoutFirstOfServer: ticketCount)
        leaves = alerts
        note(concluded.facts.departures)
    }

    // MARK: Parts

    /// Where nobody was asked, sizes are not kept: who spoke, and when, is.
    private static func firstData(_ concluded: ConcludedFacts) -> [Record] {
        let first = concluded.facts.applicationData
        var data: [Record] = []
        for role in [Role.client, .server] {
            guard let packet = first[role] else { continue }
            data.append(Record(bytes: 0...unknownSize, sender: role, packet: packet))
        }
        if data.count == 2, data[1].packet.comes(before: data[0].packet) { data.swapAt(0, 1) }
        return data
    }

    static let unknownSize = 1 << 24
    /// A request and all its records are sent within that, in nanoseconds, and a refusal is under way.
    private static let longestBurst: Int64 = 300_000_000

    /// `skipped` records of the server, the first, are no data.
    private static func turns(_ records: [Record], withoutFirstOfServer skipped: Int) -> [Turn] {
        var turns: [Turn] = []
        // Mostly a question and its answer.
        if records.count > skipped { turns.reserveCapacity(2) }
        var skipped = skipped
        for record in records {
            if skipped > 0, record.sender == .server {
                skipped -= 1
                continue
            }
            guard let last = turns.last, last.sender == record.sender else {
                turns.append(
                    Turn(
                        sender: record.sender,
                        bytes: record.bytes,
                        firstBytes: record.bytes.upperBound,
                        records: 1,
                        first: record.packet,
                        last: record.packet
                    )
                )
                continue
            }
            let place = turns.count - 1
            turns[place].bytes =
                last.bytes.lowerBound + record.bytes.lowerBound...last.bytes.upperBound
                + record.bytes.upperBound
            turns[place].records += 1
            turns[place].last = record.packet
            if turns[place].resumed == nil,
                record.packet.nanoseconds(after: turns[place].first) > longestBurst
            {
                turns[place].resumed = record.packet
            }
        }
        return turns
    }

    private mutating func note(_ departures: [HandshakeFacts.Departure]) {
        if !departures.isEmpty { isTransportClosed = true }
        for departure in departures {
            note(
                Leave(
                    kind: departure.isReset ? .reset : .closed,
                    packet: departure.packet,
                    reach: departure.reach
                ),
                of: departure.role
            )
        }
    }

    private mutating func note(_ leave: Leave, of role: Role) { Self.note(leave, of: role, in: &leaves) }

    private static func note(_ leave: Leave, of role: Role, in leaves: inout HandshakeFacts.PerRole<Leave?>) {
        guard let known = leaves[role] else { return leaves[role] = leave }
        if leave.packet.comes(before: known.packet) { leaves[role] = leave }
    }
}

extension DataExchange {
    /// Who left first, by what each had received, or else by the order of packets; `nil` while nobody has.
    var firstToLeave: Role? {
        guard let server = leaves.server else { return leaves.client == nil ? nil : .client }
        guard let client = leaves.client else { return .server }
        switch (client.answers(server), server.answers(client)) {
        case (true, false): return .server
        case (false, true): return .client
        default: return client.packet.comes(before: server.packet) ? .client : .server
        }
    }

    func turns(of role: Role) -> [Turn] { turns.filter { $0.sender == role } }

    /// What a side sent, in bytes.
    func bytes(of role: Role) -> ClosedRange<Int> {
        turns(of: role).reduce(0...0) { sum, turn in
            sum.lowerBound + turn.bytes.lowerBound...sum.upperBound + turn.bytes.upperBound
        }
    }

    /// Of TLS 1.3 without keys: all that the server sent is one record, which may be a ticket.
    var mayBeTicketAlone: Bool {
        guard tickets.isEmpty, let answer = onlyAnswer, answer.records == 1 else { return false }
        return TicketRecords.mayBeOneOfPair(answer.firstBytes)
    }

    func isSilent(_ role: Role) -> Bool { !turns.contains { $0.sender == role } }
}

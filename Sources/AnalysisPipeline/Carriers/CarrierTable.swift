import ByteParsing
import CPrefetch
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

/// The conversations that carry TLS and are no TCP streams: those that are followed, and a few bytes of those that were
/// reported, so that what comes of them later begins nothing anew.
///
/// A datagram that is nobody's costs one look-up and a test of its first byte, and nothing is kept of it.
struct CarrierTable: ~Copyable {
    /// Conversations followed at one time; beyond it a new one is not followed, and counted.
    static let maximumFollowed = 1 << 16
    /// Of those, such as may still turn out to be something else.
    static let maximumUndecided = 1 << 12
    /// With those that were reported, as far as there is memory for so many.
    static let maximumKnown = 1 << 20
    /// Bytes that any conversation takes: its place here, its carrier, and what names it.
    static let bytesOfConversation = 1_024
    /// Flows on which one conversation goes on, by a name that it has.
    static let maximumAliases = 8
    /// Seconds after which what was undecided for so long is let go.
    static let undecidedPatience = 30

    struct Places {
        var conversation: UInt = 0
        var carrier: UInt = 0
        var session: UInt = 0
    }

    private let kinds: [any Carrier.Type]
    /// For each first byte, a bit for each of the kinds that it may begin.
    private var kindsByFirstByte = [UInt32](repeating: 0, count: 256)
    /// A flow is `tracked` while its conversation is followed, and its link the conversation's slot; then `settled`, and
    /// its link the token of what began.
    var flows: FlowTable
    var conversations: [FollowedConversation?] = []
    var generations: [UInt32] = []
    /// Where the objects of the conversation in each slot lie, or lay: they are fetched ahead, and nothing is read there.
    var places: [Places] = []
    private var freeSlots: [Int] = []
    private var undecidedCount = 0
    var wheel = DeadlineWheel()
    let budget: CarrierBudget
    let directory = CarrierDirectory()
    private let maximumFollowed: Int
    private(set) var refusals: UInt64 = 0
    /// Conversations that were let go with no more than what a client asked, until somebody takes them.
    var unanswered: [(key: FlowKey, clientDirection: Direction, first: PacketReference)] = []

    /// A table for these kinds of carriers, which are asked in this order; `seed` is that of the hashes that it is given.
    init(
        _ kinds: [any Carrier.Type],
        seed: HashKey,
        memory: MemoryPlan = MemoryPlan(),
        maximumFollowed: Int = Self.maximumFollowed
    ) {
        self.kinds = kinds
        self.maximumFollowed = maximumFollowed
        for (index, kind) in kinds.enumerated() {
            let firstBytes = kind.firstBytes
            for byte in UInt8.min...UInt8.max where firstBytes.contains(byte) {
                kindsByFirstByte[Int(byte)] |= 1 << UInt32(index)
            }
        }
        flows = FlowTable(
            initialCapacity: kinds.isEmpty ? 16 : 1_024,
            maximumCount: kinds.isEmpty ? 16 : Self.maximumKnown,
            maximumBytes: memory.carrierFlows,
            seed: seed
        )
        budget = CarrierBudget(limit: memory.carriers)
    }

    /// No kind of carrier is looked for.
    var isUnused: Bool { kinds.isEmpty }

    var followedCount: Int { conversations.count - freeSlots.count }

    // MARK: Datagrams

    /// Begins to fetch what ``mayWant(_:hash:_:)`` will ask for.
    @inline(__always)
    mutating func prefetch(_ hash: UInt64) { flows.prefetch(hash) }

    /// Begins to fetch the conversation itself, once ``prefetch(_:)`` has had time.
    ///
    /// Unsafe, because a processor is told addresses of objects that may be gone: nothing is read there.
    @inline(__always)
    mutating func prefetchConversation(_ hash: UInt64) {
        if freeSlots.count < conversations.count { fetchConversation(hash) }
    }

    @inline(never)
    private mutating func fetchConversation(_ hash: UInt64) {
        let places = places
        flows.trackedLinks(near: hash) { link in
            guard link < places.count else { return }
            Self.fetchStart(of: places[Int(link)].conversation)
            Self.fetchStart(of: places[Int(link)].carrier)
            Self.fetchStart(of: places[Int(link)].session)
        }
    }

    /// Two lines: the counts of references, and what is asked for first.
    @inline(__always)
    private static func fetchStart(of object: UInt) {
        unsafe cprefetch_line(UnsafeRawPointer(bitPattern: object))
        unsafe cprefetch_line(UnsafeRawPointer(bitPattern: object &+ 64))
    }

    /// Whether a plain datagram belongs to a conversation that is followed, or may begin one.
    ///
    /// A short cut and nothing else: what it does not want, `receive` would not have taken.
    @inline(__always)
    mutating func mayWant(_ datagram: PlainDatagram, hash: UInt64, _ clock: UInt32) -> Bool {
        if flows.count > 0,
            let flow = flows.find(ipv4Ends: datagram.flow.ends, ports: datagram.flow.ports, hash: hash)
        {
            flows[flow].lastSeen = clock
            if flows[flow].state == .tracked { return true }
        }
        let length = datagram.flow.payloadLength
        guard length >= 8 else { return length > 0 }
        var candidates = kindsByFirstByte[Int(datagram.header >> 56)]
        while candidates != 0 {
            let kind = kinds[candidates.trailingZeroBitCount]
            if kind.mayBegin(datagram.header, length, directory) { return true }
            candidates &= candidates - 1
        }
        return false
    }

    /// Takes a datagram, and says in which slot the conversation is whose carrier got it; `nil` if none did.
    mutating func receive(
        _ datagram: Datagram,
        hash: UInt64,
        _ payload: Span<UInt8>,
        at packet: PacketReference,
        _ clock: UInt32,
        _ shared: SharedState
    ) -> Int? {
        let known = flows.find(datagram.key, hash: hash)
        if let flow = known {
            flows[flow].lastSeen = clock
            if flows[flow].state == .tracked {
                return give(datagram, payload, at: packet, to: flows[flow].follower)
            }
        }
        var unread: UnreadProtocol?
        var candidates = payload.isEmpty ? 0 : kindsByFirstByte[Int(payload[0])]
        while candidates != 0 {
            let kind = kinds[candidates.trailingZeroBitCount]
            candidates &= candidates - 1
            switch kind.recognize(datagram, payload, directory) {
            case .no: continue
            // What comes after a report is of the conversation that was reported.
            case .unread(let what): if known == nil { unread = what }
            case .undecided:
                guard undecidedCount < Self.maximumUndecided else {
                    refusals += 1
                    return nil
                }
                let begun = begin(kind, datagram, .client, token: 0, true, at: packet, clock, shared)
                return begun.flatMap { give(datagram, payload, at: packet, to: $0) }
            case .begins(let sender, let token):
                let begun = begin(kind, datagram, sender, token: token, false, at: packet, clock, shared)
                return begun.flatMap { give(datagram, payload, at: packet, to: $0) }
            case .goesOn(let sender):
                // A flight that comes once more: the other side has gone on.
                guard known == nil else { return nil }
                let begun = begin(kind, datagram, sender, token: 0, false, at: packet, clock, shared)
                return begun.flatMap { give(datagram, payload, at: packet, to: $0) }
            case .belongs(let key):
                guard let flow = flows.find(key), flows[flow].state == .tracked else { return nil }
                flows[flow].lastSeen = clock
                let slot = flows[flow].follower
                addAlias(datagram.key, of: slot, at: packet, clock)
                return give(datagram, payload, at: packet, to: slot)
            }
        }
        if let unread {
            shared.passedOver.note(
                .unread(unread),
                at: packet,
                from: datagram.source,
                to: datagram.destination
            )
        }
        return nil
    }

    mutating func give(
        _ datagram: Datagram,
        _ payload: Span<UInt8>,
        at packet: PacketReference,
        to slot: Int
    ) -> Int? {
        guard let conversation = conversations[slot] else { return nil }
        switch conversation.carrier.receive(datagram, payload, at: packet) {
        case .undecided: break
        case .following:
            if conversation.isUndecided {
                conversation.isUndecided = false
                undecidedCount -= 1
            }
        case .refuted:
            conversation.carrier.conclude()
            remove(slot, isReported: false)
            return nil
        }
        return slot
    }

    /// Begins to follow a conversation, unless it only repeats how the last one on its ports began.
    mutating func begin(
        _ kind: any Carrier.Type,
        _ datagram: Datagram,
        _ sender: Role,
        token: UInt32,
        _ isUndecided: Bool,
        at packet: PacketReference,
        _ clock: UInt32,
        _ shared: SharedState
    ) -> Int? {
        let known = flows.find(datagram.key)
        if let known, isUndecided || (token != 0 && flows[known].name == token) { return nil }
        guard followedCount < maximumFollowed,
            let flow = known ?? flows.insert(datagram.key, start: packet)
        else {
            refusals += 1
            return nil
        }
        let part = CarrierBudget(of: budget)
        part.hold(Self.bytesOfConversation)
        var opening = CarrierOpening(
            key: datagram.key,
            clientDirection: sender == .client ? datagram.direction : datagram.direction.opposite,
            first: packet,
            tunnels: datagram.tunnels,
            shared: shared,
            budget: part,
            directory: directory
        )
        opening.followsReport = known != nil
        let conversation = FollowedConversation(
            kind.init(opening),
            opening,
            token: token,
            isUndecided: isUndecided
        )
        if isUndecided { undecidedCount += 1 }
        let slot = freeSlots.popLast() ?? conversations.count
        if slot == conversations.count {
            conversations.append(conversation)
            generations.append(0)
            places.append(Places())
        } else {
            conversations[slot] = conversation
        }
        places[slot] = Places(
            conversation: UInt(bitPattern: ObjectIdentifier(conversation)),
            carrier: UInt(bitPattern: ObjectIdentifier(conversation.carrier))
        )
        flows[flow].beTracked(by: slot)
        flows[flow].lastSeen = clock
        putOff(slot, until: Self.second(of: packet.time) + Self.undecidedPatience)
        return slot
    }

    /// Lets a conversation go; if something of it was reported, its flow is remembered.
    mutating func remove(_ slot: Int, isReported: Bool) {
        guard let conversation = conversations[slot] else { return }
        if conversation.isUndecided { undecidedCount -= 1 }
        conversation.budget.close()
        conversations[slot] = nil
        generations[slot] &+= 1
        freeSlots.append(slot)
        letGo(of: conversation.key, conversation.token, isReported: isReported)
        for key in conversation.aliases { letGo(of: key, conversation.token, isReported: isReported) }
    }

    private mutating func letGo(of key: FlowKey, _ token: UInt32, isReported: Bool) {
        guard let flow = flows.find(key) else { return }
        if isReported {
            flows[flow].beSettled(as: token)
        } else {
            flows.remove(slot: flow)
        }
    }
}

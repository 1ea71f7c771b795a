import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly

// One conversation in several networks: each direction in a tunnel of its own, or a bare and an encapsulated copy.

extension PacketEngine {
    /// How far a sequence number may be from what comes next in the same conversation.
    private static let nearby = 1 << 16

    /// Where the flow is of which a segment is a part that came in another network; `nil` if there is none.
    ///
    /// Asked of segments whose own flow is not in the table. Sequence numbers tell it: those of another conversation with
    /// the same addresses and ports are near by chance once in 30,000 times, and both of them once in 10^9.
    mutating func slotInOtherDomain(_ segment: TCPSegment) -> Int? {
        let key = segment.key
        guard key.domain != .none || !domains.isUnused else { return nil }
        let isStart = segment.flags.contains(.syn)
        if !isStart, let original = domains.original(of: key), let slot = table.find(original) { return slot }
        if let slot = slot(of: segment, in: .none) { return slot }
        for domain in domains.networks(of: key) {
            if let slot = slot(of: segment, in: domain) { return slot }
        }
        if isStart { domains.forgetAlias(key) }
        return nil
    }

    /// The same in one other network.
    private mutating func slot(of segment: TCPSegment, in domain: FlowDomain) -> Int? {
        guard domain != segment.key.domain, domain != .none || table.mayHoldPlain(segment.key) else {
            return nil
        }
        let other = segment.key.key(in: domain)
        guard let slot = table.find(other), goesOn(segment, slot) else { return nil }
        domains.alias(segment.key, of: other)
        return slot
    }

    /// Whether a segment's numbers are those of a flow's conversation.
    private mutating func goesOn(_ segment: TCPSegment, _ slot: Int) -> Bool {
        let entry = table[slot]
        let own: UInt32?
        let peer: UInt32?
        switch entry.state {
        case .vacant, .closed: return false
        case .quiet:
            own = entry.nextByte(segment.direction)
            peer = entry.nextByte(segment.direction.opposite)
        case .settled:
            own = entry.nextHeader(segment.direction)
            peer = entry.nextHeader(segment.direction.opposite)
        case .tracked:
            guard let tracker = trackers[entry.follower] else { return false }
            own = tracker.streams.nextSequenceNumber(segment.direction)
            peer = tracker.streams.nextSequenceNumber(segment.direction.opposite)
        }
        let isSYN = segment.flags.contains(.syn)
        let start = segment.sequenceNumber &+ (isSYN ? 1 : 0)
        let isOwn = own.map { Self.isNear(start, $0, within: isSYN ? 0 : Self.nearby) }
        var isPeers: Bool?
        if segment.flags.contains(.acknowledgment) {
            isPeers = peer.map {
                Self.isNear(segment.acknowledgmentNumber, $0, within: isSYN ? 0 : Self.nearby)
            }
        }
        return isOwn != false && isPeers != false && (isOwn ?? isPeers) == true
    }

    private static func isNear(_ number: UInt32, _ other: UInt32, within distance: Int) -> Bool {
        abs(Int(Int32(bitPattern: number &- other))) <= distance
    }

    // MARK: What is said of it

    /// Learns of stacks of tunnels, in the order of their numbers.
    mutating func learn(_ stacks: [[Tunnel]]) {
        for stack in stacks {
            encapsulations.append(
                Carriage(
                    encapsulation: stack.map { tunnel in
                        Encapsulation(
                            type: tunnel.kind.name,
                            id: tunnel.id,
                            source: tunnel.source?.description,
                            destination: tunnel.destination?.description
                        )
                    }
                )
            )
        }
    }

    /// What a stack of tunnels is in a report, by its number.
    private mutating func encapsulation(_ number: UInt32) -> Carriage? {
        guard number > 0 else { return nil }
        if let id = VLANTag.id(ofNumber: number) {
            return Carriage(encapsulation: [Encapsulation(type: Tunnel.Kind.vlan.name, id: id)])
        }
        if decoder.hasTunnelStacks { learn(decoder.takeTunnelStacks()) }
        return Int(number) <= encapsulations.count ? encapsulations[Int(number) - 1] : nil
    }

    /// What is to be said of the way on which a connection of TCP came.
    mutating func carriage(
        of tracker: ConnectionTracker,
        _ concluded: borrowing ConcludedStreams
    ) -> Carriage? {
        if let earlier = tracker.earlier { return earlier.report.carriage }
        let tunnels = encapsulation(tracker.tunnels)
        let preambles = tracker.preambles(concluded)
        guard concluded.carrier != nil || !preambles.isEmpty else { return tunnels }
        return Carriage(
            carrier: concluded.carrier,
            preambles: preambles,
            encapsulation: tunnels?.encapsulation ?? []
        )
    }

    /// The same of a connection that was carried otherwise.
    mutating func carriage(of session: CarriedSession) -> Carriage? {
        let tunnels = encapsulation(session.tunnels)
        guard let own = session.describeCarriage() else { return tunnels }
        guard let tunnels else { return own }
        return Carriage(
            carrier: own.carrier,
            preambles: own.preambles,
            encapsulation: tunnels.encapsulation,
            details: own.details,
            identity: own.identity,
            serverIDs: own.serverIDs
        )
    }
}

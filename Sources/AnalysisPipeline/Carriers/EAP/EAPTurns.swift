/// The turns of an authentication: each request has an identifier, which its response repeats (RFC 3748, section 4.1).
///
/// So the identifiers tell what comes twice, what comes late, and of which end a packet is not in the capture.
struct EAPTurns {
    struct Turn {
        let identifier: UInt8
        var isAnswered: Bool
        /// The method of the request: its number and, of an expanded one, its vendor's.
        let type: UInt8
        var expanded: ExpandedEAPType? = nil
    }

    /// What of both ends is not in the capture before the packet that came.
    struct Lost {
        var request = false
        var response = false
        /// Turns of which neither is there, nor anything that would tell whose they are.
        var turns = false
    }

    /// Identifiers that are remembered to know what comes late.
    private static let remembered = 8

    private(set) var last: Turn?
    /// Packets of either end are there.
    private(set) var isSeen = (request: false, response: false)
    private var earlier: [UInt8] = []
    /// How often the last request, and the last response, came again.
    private(set) var requestRepeats = 0
    private(set) var responseRepeats = 0
    /// Packets of either end that came again.
    private(set) var retransmissions = 0

    /// Takes a request; `nil` if it says nothing new.
    mutating func receive(request eap: EAPPacket) -> Lost? {
        isSeen.request = true
        var lost = Lost()
        if let last {
            if last.identifier == eap.identifier {
                retransmissions += 1
                if !last.isAnswered { requestRepeats += 1 }
                return nil
            }
            guard !isStale(eap) else { return nil }
            lost.response = !last.isAnswered
            lost.turns = isSkipping(to: eap.identifier, last)
        }
        begin(Turn(identifier: eap.identifier, isAnswered: false, type: eap.type, expanded: eap.expanded))
        return lost
    }

    /// Takes a response; `nil` if it says nothing new.
    mutating func receive(response eap: EAPPacket) -> Lost? {
        isSeen.response = true
        guard let known = last else {
            last = Turn(identifier: eap.identifier, isAnswered: true, type: eap.type)
            return Lost()
        }
        if known.identifier == eap.identifier {
            guard known.isAnswered else {
                last?.isAnswered = true
                return Lost()
            }
            retransmissions += 1
            responseRepeats += 1
            return nil
        }
        guard !isStale(eap) else { return nil }
        begin(Turn(identifier: eap.identifier, isAnswered: true, type: eap.type))
        return Lost(request: true, response: !known.isAnswered)
    }

    /// Whether a request before the last one had this identifier: an authenticator that is told twice to start asks twice, before
    /// either is answered.
    func hadAsked(_ identifier: UInt8) -> Bool {
        last?.identifier != identifier && earlier.contains(identifier)
    }

    private mutating func begin(_ turn: Turn) {
        if let last {
            if earlier.count == Self.remembered { earlier.removeFirst() }
            earlier.append(last.identifier)
        }
        last = turn
        (requestRepeats, responseRepeats) = (0, 0)
    }

    /// Whether a server that has counted its requests one by one leaves some out.
    private func isSkipping(to identifier: UInt8, _ last: Turn) -> Bool {
        guard let before = earlier.last else { return false }
        return last.identifier &- before == 1 && identifier &- last.identifier != 1
    }

    private mutating func isStale(_ eap: EAPPacket) -> Bool {
        guard earlier.contains(eap.identifier) else { return false }
        retransmissions += 1
        return true
    }
}

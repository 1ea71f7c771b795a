import ByteParsing
import HandshakeAnalysis
import TLSWire

// Which of many dialogues are given up.

extension EAPDialogue {
    /// Gives it up before its time, since there are too many.
    func giveUp() {
        session?.notes.isLimitHit = true
        opening.budget.all.noteRefusal()
        conclude()
    }
}

extension OrderedObjects where Element: EAPParty {
    /// Those that are given up for others: what has shown least, then what has been silent for longest.
    ///
    /// An eighth of them at a time, so that looking at all of them pays.
    var givenUpFirst: [Element] {
        let elements = elements
        // Sorted by places, since sorting moves what it sorts, and moving objects counts references.
        typealias Standing = (stage: HeldConnection.Stage, second: Int, place: Int)
        let standings: [Standing] = elements.enumerated().map {
            ($1.eap.session?.stage ?? .nothing, $1.eap.lastSecond, $0)
        }
        return standings.sorted { ($0.stage, $0.second) < ($1.stage, $1.second) }
            .prefix(EAPDialogue.mostTogether / 8).map { elements[$0.place] }
    }
}

// What is said of one.

extension EAPDialogue {
    /// The client answered the server's flight.
    var hasAnswer: Bool {
        guard let session else { return false }
        let facts = session.stream.records.handshake.facts
        return facts.hasSealedAnswer || facts.clientKeyExchange != nil || facts.finished.client != nil
            || facts.alerts.contains { $0.fact.sender == .client }
    }

    func say(_ kind: CarrierOutcome.Kind, at packet: PacketReference) {
        let sender: Role =
            switch kind {
            case .accepted, .rejected: .server
            case .left(let role, _), .silent(let role, _, _), .owing(let role): role
            }
        session?.stream.records.handshake.receive(
            CarrierOutcome(kind, method: method?.name, at: packet),
            from: sender
        )
    }

    static func isAccepted(_ word: CarrierOutcome.Word) -> Bool {
        word == .eapSuccess || word == .accessAccept
    }
}

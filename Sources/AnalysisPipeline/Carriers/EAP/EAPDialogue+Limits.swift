import ByteParsing
import HandshakeAnalysis
import TLSWire

// Which of many dialogues are given up.

extension EAPDialogue {
    /// Gives it up before its time, since there are too many.
    func giveUp() {
        session.notes.isLimitHit = true
        opening.budget.all.noteRefusal()
        conclude()
    }

    /// Of two, the one that is given up first: what has shown least, then what has been silent for longest.
    static func comesFirst(_ one: EAPDialogue, _ other: EAPDialogue) -> Bool {
        (one.session.stage, one.lastSecond) < (other.session.stage, other.lastSecond)
    }
}

// What is said of one.

extension EAPDialogue {
    /// The client answered the server's flight.
    var hasAnswer: Bool {
        let facts = session.handshake.facts
        return facts.hasSealedAnswer || facts.clientKeyExchange != nil || facts.finished.client != nil
            || facts.alerts.contains { $0.fact.sender == .client }
    }

    func say(_ kind: CarrierOutcome.Kind, at packet: PacketReference) {
        let sender: Role =
            switch kind {
            case .accepted, .rejected: .server
            case .left(let role, _), .silent(let role, _, _): role
            }
        session.handshake.receive(CarrierOutcome(kind, method: method?.name, at: packet), from: sender)
    }

    static func isAccepted(_ word: CarrierOutcome.Word) -> Bool {
        word == .eapSuccess || word == .accessAccept
    }

    /// What an end claims, up to a zero behind which options may follow (RFC 3748, section 5.1); `nil` if it is empty.
    static func text(_ bytes: Span<UInt8>) -> String? {
        var kept: [UInt8] = []
        for index in 0..<min(bytes.count, longestText) {
            guard bytes[index] != 0 else { break }
            kept.append(bytes[index])
        }
        return kept.isEmpty ? nil : String(decoding: kept, as: UTF8.self)
    }
}

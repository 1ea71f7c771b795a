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
        session?.handshake.receive(CarrierOutcome(kind, method: method?.name, at: packet), from: sender)
    }

    static func isAccepted(_ word: CarrierOutcome.Word) -> Bool {
        word == .eapSuccess || word == .accessAccept
    }

    /// What an end claims, up to a zero behind which options may follow (RFC 3748, section 5.1); `nil` if it is empty.
    static func text(_ bytes: Span<UInt8>) -> String? {
        let most = min(bytes.count, longestText)
        var end = 0
        // Eight at a time, where none of them is 0: in none a subtraction of 1 borrows.
        while most - end >= 8 {
            let word = bytes.bigEndianUInt64(at: end)
            guard (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 == 0 else { break }
            end += 8
        }
        while end < most, bytes[end] != 0 { end += 1 }
        guard end > 0 else { return nil }
        let text = bytes.extracting(0..<end)
        if let valid = try? UTF8Span(validating: text) { return String(copying: valid) }
        return String(decoding: [UInt8](copying: text), as: UTF8.self)
    }
}

import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

// How an authentication ends: by what EAP or the carrier below says, or in silence.

extension EAPDialogue {
    /// Takes in how it ended; `identifier` is that of the success or failure, if EAP said it.
    func end(
        _ word: CarrierOutcome.Word,
        _ identifier: UInt8?,
        isAccepted: Bool,
        at packet: PacketReference
    ) {
        guard !isOver else { return }
        isOver = true
        result = word
        var kind = isAccepted ? CarrierOutcome.Kind.accepted(word) : .rejected(word)
        if !isAccepted, let turn = turns.last {
            if !turn.isAnswered, turns.requestRepeats > 0, turns.isSeen.response {
                kind = .silent(.client, repetitions: turns.requestRepeats, heardPart: false)
            } else if !turn.isAnswered {
                lose(.client)
            }
            if case .rejected = kind, isHoled(before: identifier, turn) {
                for role in [Role.client, .server] where hasTLS { streams[role].isHoled = true }
            }
            for role in [Role.client, .server] where streams[role].isHoled {
                session?.stream.receiveGap(1, from: role, at: packet)
            }
        }
        say(kind, at: packet)
        describe()
        session?.isOver = true
    }

    /// Whether requests and responses are missing between the last that is there and a failure with this identifier.
    ///
    /// It has the identifier of the last response (RFC 3748, section 4.2); some servers count on, after the client's answer.
    func isHoled(before identifier: UInt8?, _ last: EAPTurns.Turn) -> Bool {
        // The last piece said that more of its message would come.
        if streams[.server].isOpen { return !last.isAnswered || identifier != last.identifier }
        guard let identifier, identifier != last.identifier else { return false }
        return identifier != last.identifier &+ 1 || !hasAnswer
    }

    /// An end leaves in the middle of it: with what is said by the carrier below.
    func leave(_ word: CarrierOutcome.Word, at packet: PacketReference) {
        guard !isOver else { return }
        isOver = true
        if session?.isConfirmed == true { say(.left(.client, word), at: packet) }
        describe()
        session?.isOver = true
    }

    /// Nothing more will come.
    func conclude() {
        guard !isOver else { return }
        isOver = true
        let least = 2
        if let turn = turns.last, let session, session.isConfirmed {
            // An end of which there is nothing at all was not silent: the capture lacks its direction.
            if !turn.isAnswered, turns.requestRepeats >= least, turns.isSeen.response {
                say(.silent(.client, repetitions: turns.requestRepeats, heardPart: false), at: session.last)
            } else if turn.isAnswered, turns.responseRepeats >= least, turns.isSeen.request {
                say(.silent(.server, repetitions: turns.responseRepeats, heardPart: false), at: session.last)
            }
        }
        describe()
        session?.isOver = true
    }
}

import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

/// What is spoken on a stream before TLS: dialogue after dialogue, the outermost first.
///
///     PROXY header ─▶ CONNECT, 200 ─▶ EHLO … 220 ─▶ ClientHello
///
/// It is fed the bytes of both directions in order, as long as TLS has not begun, and says where it does. All that it holds
/// is the message that is not whole yet.
final class LeadIn {
    /// Dialogues inside each other, at most.
    static let maximumDialogues = 8
    /// Bytes of both directions after which TLS is not waited for any more.
    static let maximumBytes = 65_536
    /// Bytes that are held of a direction, at most.
    static let maximumHeld = DialogueText.longestLine

    enum Step {
        case goesOn
        /// TLS begins with what is held of this direction.
        case begins(Direction)
        /// The same, in a framing.
        case framed(any StreamUnwrapper.Type, client: Direction, Direction)
        /// It is not TLS, as far as one can tell from here.
        case over
    }

    /// What the server says after the ClientHello, while the dialogue still waits for its answer.
    enum Tail {
        case dialogue
        case tls([UInt8])
        case refused
    }

    /// Framings that may begin where no dialogue does.
    private let framings: [any StreamUnwrapper.Type]
    private(set) var isOver = false
    /// Where the refusal that stands was said, or what else ended it.
    var refusedAt: PacketReference?

    private var ended: [Preamble] = []
    var dialogue: (any Dialogue)?
    var client = Direction.forward
    var held = Both<Direction, [UInt8]> { _ in [] }
    var hasSpoken = Both<Direction, Bool> { _ in false }
    /// A side said what its protocol does not have: only a hello at a segment's start counts from there on.
    private var isLost = Both<Direction, Bool> { _ in false }
    private var received = 0
    var cause: StartRefusal.Cause?
    var firstToLeave: Direction?
    var isSilent = false
    private var isTailOver = false

    /// A direction of which nothing had come: where it begins is known by what the other one acknowledged.
    let unheard: Direction?

    init(_ framings: [any StreamUnwrapper.Type], unheard: Direction? = nil) {
        self.framings = framings
        self.unheard = unheard
    }

    // MARK: State

    /// What was spoken, the outermost first.
    var preambles: [Preamble] {
        guard let dialogue else { return ended }
        return ended + [dialogue.preamble]
    }

    var hasPreamble: Bool { hasSpoken[.forward] || hasSpoken[.backward] }

    func hasSpoken(_ direction: Direction) -> Bool { hasSpoken[direction] }

    var heldBytes: Int { held[.forward].count + held[.backward].count }

    /// Whether the client's hello came before the answer to what it had asked.
    func awaitsAnswer(of server: Direction) -> Bool {
        !isTailOver && client != server && dialogue?.stage == .asked
    }

    /// The server has begun to speak TLS.
    func endTail() { isTailOver = true }

    // MARK: Receiving

    /// Takes bytes of a direction, which begin with a segment's.
    func receive(_ bytes: Span<UInt8>, _ direction: Direction, at packet: PacketReference) -> Step {
        received += bytes.count
        // A hello at a segment's start is one, whatever the message before it lacks.
        if !held[direction].isEmpty, isHello(bytes) {
            notePostgreSQL(saidIn: direction)
            noteUnknown(saidIn: direction)
            held[direction] = []
        }
        held[direction].append(copying: bytes)
        guard received <= Self.maximumBytes else { return end() }
        let step = advance(direction, at: packet)
        // What the other side sent may have waited for this.
        guard case .goesOn = step, dialogue?.stage == .handedOver, !held[direction.opposite].isEmpty else {
            return step
        }
        return advance(direction.opposite, at: packet)
    }

    /// Bytes of a direction will not come: with the next segment, a message begins.
    func receiveGap(_ direction: Direction) { held[direction] = [] }

    func noteLeave(_ direction: Direction, at packet: PacketReference) {
        guard firstToLeave == nil else { return }
        firstToLeave = direction
        if refusedAt == nil { refusedAt = packet }
    }

    /// Nothing came any more.
    func noteSilence(after packet: PacketReference) {
        isSilent = true
        if refusedAt == nil { refusedAt = packet }
    }

    /// What is held of a direction, which is held no longer.
    func take(_ direction: Direction) -> [UInt8] {
        var bytes: [UInt8] = []
        swap(&bytes, &held[direction])
        return bytes
    }

    private func isHello(_ bytes: Span<UInt8>) -> Bool {
        switch StreamStart(bytes) {
        case .clientHello, .serverHello: true
        default: false
        }
    }

    private func advance(_ direction: Direction, at packet: PacketReference) -> Step {
        while !held[direction].isEmpty {
            let bytes = held[direction]
            switch StreamStart(bytes.span) {
            case .clientHello, .serverHello, .ssl2ClientHello:
                notePostgreSQL(saidIn: direction.opposite)
                return .begins(direction)
            case .undecided: return .goesOn
            case .notTLS: break
            }
            if let dialogue, dialogue.stage == .handedOver {
                if let framing = dialogue.framing { return .framed(framing, client: client, direction) }
                ended.append(dialogue.preamble)
                self.dialogue = nil
                isLost = Both { _ in false }
            }
            if let step = dialogue == nil ? recognize(direction) : read(direction, at: packet) { return step }
        }
        return .goesOn
    }

    /// Looks for the dialogue that a side begins; `nil` if there is one.
    private func recognize(_ direction: Direction) -> Step? {
        guard ended.count < Self.maximumDialogues else { return end() }
        var isUndecided = false
        let bytes = held[direction]
        switch Dialogues.recognize(bytes.span) {
        case .begins(let type, let sender):
            dialogue = type.init()
            client = sender == .client ? direction : direction.opposite
            cause = nil
            refusedAt = nil
            return nil
        case .undecided: isUndecided = true
        case .no: break
        }
        for framing in framings {
            switch framing.recognize(bytes.span) {
            case .begins(let sender, _):
                client = sender == .client ? direction : direction.opposite
                return .framed(framing, client: client, direction)
            case .undecided: isUndecided = true
            case .no, .goesOn, .belongs, .unread: continue
            }
        }
        if isUndecided, held[direction].count < Self.maximumHeld { return .goesOn }
        return findWithin(direction) ?? end()
    }

    /// Reads a message; `nil` if there was one.
    private func read(_ direction: Direction, at packet: PacketReference) -> Step? {
        guard let dialogue else { return end() }
        let before = dialogue.stage
        let sender: Role = direction == client ? .client : .server
        let bytes = held[direction]
        switch isLost[direction] ? .foreign : dialogue.read(bytes.span, from: sender) {
        case .more:
            hasSpoken[direction] = true
            return held[direction].count < Self.maximumHeld ? .goesOn : loseTrack(direction)
        case .message(let count):
            hasSpoken[direction] = true
            held[direction].removeFirst(min(count, held[direction].count))
            note(dialogue.stage, before, at: packet)
            return dialogue.stage == .declined ? end() : nil
        case .foreign:
            hasSpoken[direction] = true
            if let step = findWithin(direction) { return step }
            // The client goes on before the answer has come.
            if dialogue.stage == .asked, sender == .client, held[direction].count < Self.maximumHeld {
                return .goesOn
            }
            return loseTrack(direction)
        }
    }

    private func note(_ stage: DialogueStage, _ before: DialogueStage, at packet: PacketReference) {
        guard stage != before else { return }
        switch stage {
        case .refused(let cause):
            self.cause = cause
            refusedAt = packet
        case .asked, .handedOver:
            cause = nil
            refusedAt = nil
        case .open, .declined: break
        }
    }

    /// What a side says is not understood any more.
    private func loseTrack(_ direction: Direction) -> Step {
        held[direction] = []
        isLost[direction] = true
        return isLost[direction.opposite] || dialogue?.stage != .asked ? end() : .goesOn
    }

    /// Looks for a ClientHello inside of what is neither TLS nor a dialogue.
    private func findWithin(_ direction: Direction) -> Step? {
        let bytes = held[direction]
        guard let place = StreamStart.clientHello(in: bytes.span) else { return nil }
        held[direction].removeFirst(place)
        if dialogue == nil {
            ended.append(Preamble(.unknown))
            hasSpoken[direction] = true
        }
        return .begins(direction)
    }

    private func end() -> Step {
        if dialogue == nil, heldBytes > 0, hasPreamble { ended.append(Preamble(.unknown)) }
        held = Both { _ in [] }
        isOver = true
        return .over
    }

    /// One letter is all that a PostgreSQL server says before TLS, and all of it that is known where the client's request is
    /// not in the capture.
    private func notePostgreSQL(saidIn direction: Direction) {
        guard dialogue == nil, ended.isEmpty, held[direction] == [UInt8(ascii: "S")] else { return }
        held[direction] = []
        hasSpoken[direction] = true
        ended.append(Preamble(.postgresql))
    }

    /// What was said was too little to tell what it is of.
    private func noteUnknown(saidIn direction: Direction) {
        guard dialogue == nil, ended.isEmpty, !held[direction].isEmpty else { return }
        hasSpoken[direction] = true
        ended.append(Preamble(.unknown))
    }
}

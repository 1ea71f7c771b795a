import ByteParsing
import TLSWire

/// The messages of two handshakes in two columns, like with like.
public struct Lineup: Sendable {
    /// Messages of one handshake that are lined up, at most: a hostile log has thousands.
    public static let maximumMessages = 400

    public struct Row: Sendable {
        public let good: HandshakeEvent?
        public let bad: HandshakeEvent?
        public internal(set) var mark: Mark
    }

    public enum Mark: String, CaseIterable, Hashable, Sendable {
        case alike
        /// The same message with another content that is not without consequence.
        case differing
        /// Another message, or none.
        case parted
    }

    public private(set) var rows: [Row]
    /// The first row that is not of the same message on both sides.
    public let parting: Int?
    /// Messages beyond ``maximumMessages`` that are not lined up.
    public let omitted: Int

    init(_ good: ComparedHandshake, _ bad: ComparedHandshake, _ differences: [Difference]) {
        rows = Self.rows(of: good.events, bad.events)
        parting = rows.firstIndex { $0.mark == .parted }
        omitted =
            max(0, good.events.count - Self.maximumMessages)
            + max(0, bad.events.count - Self.maximumMessages)
        let known = differences.filter { $0.consequence < .incidental }
        for index in rows.indices where rows[index].mark == .alike {
            if known.contains(where: { rows[index].shows($0) }) { rows[index].mark = .differing }
        }
    }

    /// Messages that only one side has although a later one is on both: the other capture lost them.
    public func lostMessages(of side: ComparedSide) -> [HandshakeEvent] {
        messages(of: side.other, isLast: false)
    }

    /// Messages that only one side has, after all that both have.
    public func lastMessages(of side: ComparedSide) -> [HandshakeEvent] { messages(of: side, isLast: true) }

    private func messages(of side: ComparedSide, isLast: Bool) -> [HandshakeEvent] {
        let end = rows.lastIndex { $0.mark != .parted && $0.good?.hasContent ?? false } ?? rows.startIndex
        return (isLast ? rows[end...] : rows[..<end]).filter { $0.mark == .parted }.compactMap {
            side == .good ? $0.good : $0.bad
        }
    }

    /// Pairs what is alike; what stands between two pairs on either side shares rows, and is marked as parted.
    static func rows(of good: [HandshakeEvent], _ bad: [HandshakeEvent]) -> [Row] {
        let left = LinedUpMessage.list(of: good)
        let right = LinedUpMessage.list(of: bad)
        var rows: [Row] = []
        var (next, nextOther) = (0, 0)
        func part(upTo end: Int, _ otherEnd: Int) {
            let count = max(end - next, otherEnd - nextOther)
            for step in 0..<count {
                rows.append(
                    Row(
                        good: next + step < end ? left[next + step].event : nil,
                        bad: nextOther + step < otherEnd ? right[nextOther + step].event : nil,
                        mark: .parted
                    )
                )
            }
        }
        for (index, other) in pairs(left.map(\.kind), right.map(\.kind)) {
            part(upTo: index, other)
            rows.append(Row(good: left[index].event, bad: right[other].event, mark: .alike))
            (next, nextOther) = (index + 1, other + 1)
        }
        part(upTo: left.count, right.count)
        return rows
    }

    /// A longest common subsequence, as pairs of indices.
    private static func pairs(_ left: [LinedUpMessage.Kind], _ right: [LinedUpMessage.Kind]) -> [(Int, Int)] {
        var lengths = [[Int]](
            repeating: [Int](repeating: 0, count: right.count + 1),
            count: left.count + 1
        )
        for row in left.indices.reversed() {
            for column in right.indices.reversed() {
                lengths[row][column] =
                    left[row] == right[column]
                    ? lengths[row + 1][column + 1] + 1
                    : max(lengths[row + 1][column], lengths[row][column + 1])
            }
        }
        var pairs: [(Int, Int)] = []
        var (row, column) = (0, 0)
        while row < left.count, column < right.count {
            if left[row] == right[column] {
                pairs.append((row, column))
                (row, column) = (row + 1, column + 1)
            } else if lengths[row + 1][column] >= lengths[row][column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        return pairs
    }
}

extension Lineup.Row {
    /// Whether a difference was seen in these messages.
    fileprivate func shows(_ difference: Difference) -> Bool {
        guard let good, let bad else { return false }
        guard difference.aspect.belongs(to: good) else { return false }
        return (difference.good.value == .absent || Self.isSame(difference.good.packet, good.packet))
            && (difference.bad.value == .absent || Self.isSame(difference.bad.packet, bad.packet))
    }

    private static func isSame(_ packet: PacketReference?, _ other: PacketReference) -> Bool {
        packet?.frame == other.frame && packet?.input == other.input
    }
}

/// An event with what makes it alike to another one.
struct LinedUpMessage {
    enum Kind: Hashable {
        case message(Role, HandshakeType)
        case helloRetryRequest
        case emptyCertificate(Role)
        case flight(InferredMessage)
        case malformed(Role, HandshakeType)
        case changeCipherSpec(Role)
        case encryptedHandshake(Role)
        case alert(Role, AlertDescription?)
        case data(Role)
        case refusal
        case secretsRefused
        case gap(Role)
        case lost(Role)
        case closed(Role)
        case reset(Role)
    }

    let event: HandshakeEvent
    let kind: Kind

    /// The log without what is noise in a comparison: repeated data, and TLS 1.3's pretence of ChangeCipherSpec.
    static func list(of events: [HandshakeEvent]) -> [LinedUpMessage] {
        var list: [LinedUpMessage] = []
        var hasChangedCipherSpec: Set<Role> = []
        var isTLS13 = false
        for event in events where list.count < Lineup.maximumMessages {
            // What a check came to is no message.
            if case .proof = event.kind { continue }
            // How often something was sent is a matter of the network.
            if case .flightAgain = event.kind { continue }
            if case .message(.serverHello(let hello)) = event.kind {
                isTLS13 = hello.negotiatedVersion.isTLS13
            }
            var event = event
            var kind = Self.kind(of: event)
            switch kind {
            case .changeCipherSpec(let role):
                if isTLS13 { continue }
                hasChangedCipherSpec.insert(role)
            case .encryptedHandshake(let role):
                // The first after ChangeCipherSpec is Finished.
                if hasChangedCipherSpec.remove(role) != nil {
                    kind = .message(role, .finished)
                    event = event.asFinished
                }
            case .data:
                if let last = list.last, last.kind == kind { continue }
            default: break
            }
            list.append(LinedUpMessage(event: event, kind: kind))
        }
        return list
    }

    private static func kind(of event: HandshakeEvent) -> Kind {
        let sender = event.sender
        switch event.kind {
        case .message(.serverHello(let hello)):
            return hello.isHelloRetryRequest ? .helloRetryRequest : .message(sender, .serverHello)
        case .message(let message): return .message(sender, message.handshakeType)
        case .certificate(let chain):
            return chain.isEmpty ? .emptyCertificate(sender) : .message(sender, .certificate)
        case .malformed(let type, _): return .malformed(sender, type)
        case .changeCipherSpec: return .changeCipherSpec(sender)
        case .proof: return .message(sender, .certificateVerify)
        case .encryptedHandshake: return .encryptedHandshake(sender)
        case .alert(let alert): return .alert(sender, alert.description)
        case .encryptedAlert: return .alert(sender, nil)
        case .applicationData, .answeredByApplication, .tunnelsTLS, .sealedPacket, .handshakeDone:
            return .data(sender)
        case .refusedByApplication: return .refusal
        case .secretsRefused: return .secretsRefused
        case .inferred(let message, _): return Self.kind(of: message, sender)
        case .gap, .cut, .flightAgain: return .gap(sender)
        case .lostSynchronization, .foreignSpeech: return .lost(sender)
        case .closed, .connectionClose, .carrier: return .closed(sender)
        case .reset: return .reset(sender)
        }
    }

    private static func kind(of message: InferredMessage, _ sender: Role) -> Kind {
        switch message {
        case .encryptedExtensions: .message(sender, .encryptedExtensions)
        case .certificateRequest: .message(sender, .certificateRequest)
        case .certificate: .message(sender, .certificate)
        case .emptyCertificate: .emptyCertificate(sender)
        case .certificateVerify: .message(sender, .certificateVerify)
        case .finished: .message(sender, .finished)
        case .serverFlight, .presentingFlight, .decliningFlight: .flight(message)
        case .alert: .alert(sender, nil)
        }
    }
}

extension HandshakeEvent {
    /// The same event under the name that its place gives it.
    fileprivate var asFinished: HandshakeEvent {
        guard case .encryptedHandshake(let length) = kind else { return self }
        return HandshakeEvent(.inferred(.finished, length: length), from: sender, at: packet, basis: basis)
    }
}

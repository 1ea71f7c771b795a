import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

/// A protocol that is spoken on a stream until TLS begins, or something else inside of it.
///
/// One object for each conversation. It is given what a side has sent from a message's beginning on, takes message after
/// message, and says how far the two have come. It need not see all: messages may be lost, and a side may never have been
/// captured. A ClientHello where a message could begin ends it, whatever it waits for.
protocol Dialogue: AnyObject, SendableMetatype {
    /// What the first bytes of a side say; ``Recognition/belongs(to:)`` is no answer.
    ///
    /// What is ``Recognition/no`` of one byte is so of all that begins with it.
    static func recognize(_ bytes: Span<UInt8>) -> Recognition

    init()

    var kind: PreambleKind { get }
    /// What a report says of it.
    var preamble: Preamble { get }
    var stage: DialogueStage { get }
    /// The framing that TLS's records go in once it is handed over; `nil` for none.
    var framing: (any StreamUnwrapper.Type)? { get }

    /// Takes a message from the front of what a side has sent; there is at least one byte.
    func read(_ bytes: Span<UInt8>, from sender: Role) -> DialogueRead

    /// Why there is no TLS, if the client, which sent nothing, was the first to leave.
    var causeOfLeaving: StartRefusal.Cause? { get }

    /// Why there is no TLS, if nothing more comes although the client has asked: an answer that need not have been to that.
    var otherAnswer: StartRefusal.Cause? { get }
}

extension Dialogue {
    var preamble: Preamble { Preamble(kind) }
    var framing: (any StreamUnwrapper.Type)? { nil }
    var causeOfLeaving: StartRefusal.Cause? { nil }
    var otherAnswer: StartRefusal.Cause? { nil }
}

/// How far a dialogue has come.
enum DialogueStage: Hashable {
    /// Nobody has asked for TLS.
    case open
    /// The client has asked, and the answer is to come.
    case asked
    /// What follows in both directions is not of this dialogue: TLS, or what a tunnel carries.
    case handedOver
    /// The server will not; the client may ask again.
    case refused(StartRefusal.Cause)
    /// It goes on without TLS.
    case declined
}

enum DialogueRead: Hashable {
    /// The message is not whole.
    case more
    /// So many bytes are a message.
    case message(Int)
    /// These are not of this protocol.
    case foreign
}

/// The dialogues that are known.
enum Dialogues {
    enum Found {
        case no, undecided
        case begins(any Dialogue.Type, Role)
    }

    /// All of them, in one constant: each flow that is no TLS asks for it, and each constant that is asked for costs a call.
    private struct Known {
        /// What is surest of itself comes first.
        let all: [any Dialogue.Type] = [
            PROXYHeader.self, HTTPDialogue.self, TDSDialogue.self, SOCKSDialogue.self, ReplyDialogue.self,
            IMAPDialogue.self, POP3Dialogue.self, SieveDialogue.self, IRCDialogue.self, XMPPDialogue.self,
            LDAPDialogue.self, PostgreSQLDialogue.self, RDPDialogue.self, AMQPDialogue.self,
            OracleDialogue.self, MySQLDialogue.self,
        ]

        /// A bit for each of them that may begin with a byte.
        let beginningWith: [UInt32]

        init() {
            let all = all
            beginningWith = (0...UInt8.max).map { byte in
                let bytes = [byte]
                return all.indices.reduce(0) { set, index in
                    all[index].recognize(bytes.span) == .no ? set : set | 1 << UInt32(index)
                }
            }
        }
    }

    private static let known = Known()

    /// Which dialogue begins with the first bytes of a side.
    static func recognize(_ bytes: Span<UInt8>) -> Found {
        guard bytes.count > 0 else { return .undecided }
        var found = Found.no
        let known = known
        var left = known.beginningWith[Int(bytes[0])]
        while left != 0 {
            let dialogue = known.all[left.trailingZeroBitCount]
            left &= left - 1
            switch dialogue.recognize(bytes) {
            case .no, .goesOn, .belongs, .unread: continue
            case .undecided: found = .undecided
            case .begins(let sender, _): return .begins(dialogue, sender)
            }
        }
        return found
    }
}

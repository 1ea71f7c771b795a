import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

/// Something that carries TLS and is no TCP stream; one object for each conversation.
///
///     Datagram ─▶ CarrierTable ─▶ Carrier ─▶ CarriedSession ─▶ HandshakeConsumer
///                 whose is it?    order,      one TLS
///                                 loss, keys  connection
///
/// Off the hot path, hence a class. What it holds back it takes from the ``CarrierBudget``, and gives back. It knows no
/// other conversation and no clock but its packets', and judges nothing.
protocol Carrier: AnyObject {
    /// With which bytes the datagrams may begin that ``recognize(_:_:_:)`` is asked about.
    static var firstBytes: FirstBytes { get }

    /// Whether ``recognize(_:_:_:)`` may say anything but no of a payload of so many bytes, eight at least, with these
    /// as the first, as one number.
    ///
    /// A short cut: saying yes costs the longer way, and no more.
    static func mayBegin(_ header: UInt64, _ length: Int, _ known: CarrierDirectory) -> Bool

    /// What a datagram says that belongs to no conversation; its payload is not empty.
    static func recognize(
        _ datagram: Datagram,
        _ payload: Span<UInt8>,
        _ known: CarrierDirectory
    ) -> Recognition

    /// Begins a conversation; ``receive(_:_:at:)`` gets the datagram that began it next.
    init(_ opening: CarrierOpening)

    /// Takes a datagram of the conversation; what it means for TLS goes into ``sessions``.
    func receive(_ datagram: Datagram, _ payload: Span<UInt8>, at packet: PacketReference) -> CarrierState

    /// Gives up what is missing, since nothing more will come, and gives back what it held.
    func conclude()

    /// The TLS connections that are under way, in the order in which they began; mostly one.
    var sessions: [CarriedSession] { get }

    /// Whether there are any, or may still be.
    var hasSessions: Bool { get }

    /// Seconds of silence after which a conversation is let go in which none is under way.
    var patience: Int { get }

    /// Lets go of one that was concluded.
    func end(_ session: CarriedSession)

    /// Those that the last datagram may have changed.
    var touched: [CarriedSession] { get }

    /// A client asked, in a way that only this protocol has, and no server has said anything.
    var isUnanswered: Bool { get }
}

extension Carrier {
    var touched: [CarriedSession] { sessions }
    var hasSessions: Bool { !sessions.isEmpty }
    var isUnanswered: Bool { false }
    var patience: Int { CarrierTable.undecidedPatience }

    static func mayBegin(_ header: UInt64, _ length: Int, _ known: CarrierDirectory) -> Bool { true }
}

/// How a conversation stands.
enum CarrierState: Hashable {
    /// It may still turn out to be something else, and then nothing is reported.
    case undecided
    case following
    /// It is something else.
    case refuted
}

/// What a conversation begins with.
struct CarrierOpening {
    let key: FlowKey
    /// The direction in which the client sends, as far as recognition told.
    let clientDirection: Direction
    let first: PacketReference
    /// The number of the stack of tunnels that the first packet came in; 0 for none.
    let tunnels: UInt32
    let shared: SharedState
    let budget: CarrierBudget
    let directory: CarrierDirectory
    /// Something else was reported of this flow before.
    var followsReport = false

    /// A direction's sender.
    func role(of direction: Direction) -> Role { direction == clientDirection ? .client : .server }

    var client: SocketAddress { key.sender(in: clientDirection) }
    var server: SocketAddress { key.sender(in: clientDirection.opposite) }
}

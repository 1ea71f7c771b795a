import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import TLSWire

/// Takes off a framing that goes inside a TCP stream and carries TLS's records: packets of TDS, or those of a VPN.
///
///     StreamReceiver ─ bytes in order ─▶ StreamUnwrapper ─ what is inside ─▶ RecordStream
///
/// There is one for each connection, from where its framing begins. Register the type in ``SharedState``; what it begins
/// with must not be refused by ``StreamStart/cannotBegin(_:)``, which the packets' short way asks of each first byte.
protocol StreamUnwrapper: AnyObject {
    /// The framing's name in reports, such as `tds`.
    static var carrier: String { get }

    /// What the first bytes of a sender say, from a segment's start on, where no record of TLS begins.
    static func recognize(_ bytes: Span<UInt8>) -> Recognition

    /// What the ends' behaviour is known by, if it is one of its own.
    static var kind: CarrierKind? { get }
    /// It begins with a ClientHello, and not with something of its own.
    static var beginsWithHello: Bool { get }

    init()

    /// Gives it the keys that the user has, before the first bytes.
    func prepare(_ keys: KeyMaterial)

    /// What only this framing has to say.
    var details: CarrierDetails? { get }

    /// What it turned out to be where it is not read, and in how many packets of its own.
    var unread: (what: UnreadProtocol, packets: UInt64)? { get }

    /// Takes a sender's next bytes, and lends what is inside of them, in order.
    func receive(_ bytes: Span<UInt8>, from sender: Role, deliver: (Span<UInt8>) -> Void)

    /// So many bytes of a sender will not come; what was inside of them is taken for as many.
    func receiveGap(_ count: Int, from sender: Role)
}

extension StreamUnwrapper {
    static var kind: CarrierKind? { nil }
    static var beginsWithHello: Bool { true }
    func prepare(_ keys: KeyMaterial) {}
    var details: CarrierDetails? { nil }
    var unread: (what: UnreadProtocol, packets: UInt64)? { nil }
}

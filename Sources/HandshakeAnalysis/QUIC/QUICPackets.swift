public import ByteParsing
public import TLSWire

/// A QUIC packet that nobody opened: what anybody can see of it.
public struct SealedPacket: Hashable, Sendable {
    public let packet: PacketReference
    public let sender: Role
    public let type: QUICPacketType
    /// The datagram that it came in, counted from the conversation's first; with segmentation offload, one packet of the
    /// capture holds several.
    public let datagram: UInt32
    /// Bytes of its packet number and its frames: all but its header and its tag.
    public let content: Int
    /// Its datagram was filled up, as one with an Initial packet has to be, so part of it may be padding
    /// (RFC 9000, section 14.1).
    public let mayBePadded: Bool

    /// It holds more than an acknowledgment or an error takes: in 1-RTT packets of a server, tickets or data.
    public var isAmple: Bool { content >= 180 }

    public init(
        _ type: QUICPacketType,
        content: Int,
        datagram: UInt32,
        mayBePadded: Bool,
        from sender: Role,
        at packet: PacketReference
    ) {
        self.packet = packet
        self.sender = sender
        self.type = type
        self.datagram = datagram
        self.content = content
        self.mayBePadded = mayBePadded
    }
}

/// The first packets of a connection that nobody opened, in the capture's order, but for Initial packets.
public struct SealedPackets: Sendable {
    /// Packets that are kept of each side: a flight with a long chain, sent twice, still fits.
    public static let limit = 40

    public private(set) var all: [SealedPacket] = []
    private var counts = HandshakeFacts.PerRole<Int>(0)

    public init() {}

    public func hasRoom(for sender: Role) -> Bool { counts[sender] < Self.limit }

    mutating func append(_ packet: SealedPacket) {
        guard hasRoom(for: packet.sender) else { return }
        if all.isEmpty { all.reserveCapacity(8) }
        all.append(packet)
        counts[packet.sender] += 1
    }
}

/// What only QUIC has.
struct QUICFacts: Sendable {
    var sealed = SealedPackets()
    /// HANDSHAKE_DONE: the server has the client's Finished, and nothing against it (RFC 9001, section 4.1.2).
    var handshakeDone: PacketReference?
    /// A side ended the connection with an error of the transport that is no alert.
    var transportError: (sender: Role, code: UInt64)?
    /// Who ended the connection with an error of the application, and its code.
    var applicationError: (sender: Role, code: UInt64)?
    /// 0-RTT packets were seen.
    var hasEarlyData = false
    /// Numbers of the server's Initial packets are missing.
    var lacksServerInitials = false
    /// Numbers of the server's 1-RTT packets are missing, and nothing is there of what it answers.
    var lacksServerData = false
}

extension HandshakeFacts {
    mutating func noteSealed(_ packet: SealedPacket) {
        if packet.sender == .client { isSeen.client = true } else { isSeen.server = true }
        guard packet.type != .zeroRTT else {
            quic.hasEarlyData = true
            return
        }
        quic.sealed.append(packet)
    }

    /// Takes in the size of a packet that was opened, which may tell what others that are missing do not.
    public mutating func noteOpened(_ packet: SealedPacket) { noteSealed(packet) }

    public mutating func noteUnseenInitials() { quic.lacksServerInitials = true }

    public mutating func noteUnseenServerData() { quic.lacksServerData = true }

    public mutating func noteHandshakeDone(at packet: PacketReference) {
        if quic.handshakeDone == nil { quic.handshakeDone = packet }
    }

    mutating func noteConnectionClose(_ close: QUICClose, _ event: Sighting) {
        if !close.isApplication, close.code != 0, close.alert == nil, quic.transportError == nil {
            quic.transportError = (event.sender, close.code)
        }
        if close.isApplication, quic.applicationError == nil {
            quic.applicationError = (event.sender, close.code)
        }
    }

    /// The server closed since the client had not kept to HTTP/3, which is about no certificate.
    ///
    /// RFC 9114, section 8.1, and RFC 9204, section 8.3; H3_INTERNAL_ERROR and H3_REQUEST_REJECTED may be about one.
    var isHTTP3Violated: Bool {
        guard !rare.isEmpty, let error = quic.applicationError, error.sender == .server,
            encryptedExtensions?.message.applicationProtocol?.hasPrefix("h3") == true
        else { return false }
        return switch error.code {
        case 0x101, 0x103...0x10A, 0x10D...0x110, 0x200...0x202: true
        default: false
        }
    }
}

extension HandshakeFacts {
    /// Whether another packet of this side would be kept.
    ///
    /// Mutating in form only: who asks would get a copy of it all (docs/performance-diary.md#what-the-compiler-copies).
    public mutating func wantsSealedPacket(from sender: Role) -> Bool {
        rare.isEmpty || rare[0].quic.sealed.hasRoom(for: sender)
    }
}

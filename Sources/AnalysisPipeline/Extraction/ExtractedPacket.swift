public import ByteParsing
public import HandshakeAnalysis

/// How much of a packet's payload an extraction keeps.
public enum ExtractedPayload: String, CaseIterable, Sendable {
    /// None: headers up to TCP or UDP.
    case headers
    /// That of the handshake, up to the packet that decided.
    case handshake
    case all
}

/// A packet of a connection that was chosen; its bytes are lent beside it.
public struct ExtractedPacket: Sendable {
    public let reference: PacketReference
    public let connection: ConnectionID
    public let linkType: UInt32
    /// The interface that saw it, by its number in its capture.
    public let interface: UInt32
    /// What its capture calls that interface.
    public let interfaceName: String?
    /// On the wire.
    public let originalLength: Int
    /// Bytes that are kept.
    public let keptLength: Int
}

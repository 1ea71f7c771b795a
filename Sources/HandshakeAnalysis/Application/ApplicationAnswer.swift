public import ByteParsing

/// An application's first answer that refuses nothing: the client was served, or told of something else.
public struct ApplicationAnswer: Hashable, Sendable {
    /// The protocol's own code, such as `200`; empty where it has none.
    public let code: String
    public let packet: PacketReference

    public init(code: String, packet: PacketReference) {
        self.code = code
        self.packet = packet
    }
}

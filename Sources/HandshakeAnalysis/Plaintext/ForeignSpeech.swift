public import ByteParsing

/// What a server said instead of an answer in TLS.
public struct ForeignSpeech: Hashable, Sendable {
    public let spoken: SpokenProtocol
    public let packet: PacketReference
    /// It was said before the ClientHello came, and the client had said nothing: the server speaks first, without TLS.
    public let isGreeting: Bool

    public init(_ spoken: SpokenProtocol, at packet: PacketReference, isGreeting: Bool = false) {
        self.spoken = spoken
        self.packet = packet
        self.isGreeting = isGreeting
    }
}

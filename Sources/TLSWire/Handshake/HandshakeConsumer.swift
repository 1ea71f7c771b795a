public import ByteParsing

/// Takes what any carrier of TLS brings of a handshake: the seam between what carries TLS and what reads it.
///
///     TCP      records        ─┐
///     DTLS     flights        ─┤  HandshakeConsumer
///     QUIC     CRYPTO streams ─┤
///     EAP …    fragments      ─┘
///
/// A carrier puts bytes into order, takes its own protection off where secrets are at hand, and says who sent what. It
/// says what is missing as well, and never why: that is judged behind the seam. All that comes of one sender comes in the
/// order in which it was sent, as far as that is known.
public protocol HandshakeConsumer: ~Copyable {
    /// Bytes of a sender's handshake stream, in order: TLS records' fragments, or what QUIC's CRYPTO frames carry.
    ///
    /// Messages may be cut anywhere. `atBoundary` says that a record begins with the bytes, or a stream: after a loss, a
    /// message may begin there.
    mutating func receiveHandshake(
        _ bytes: Span<UInt8>,
        atBoundary: Bool,
        from sender: Role,
        _ level: ProtectionLevel,
        at packet: PacketReference
    )

    /// A whole handshake message, put together by the carrier, as DTLS does by `message_seq`.
    mutating func receiveMessage(
        _ type: HandshakeType,
        _ body: Span<UInt8>,
        sequence: UInt16,
        from sender: Role,
        _ level: ProtectionLevel,
        at packet: PacketReference
    )

    /// An alert; `nil` if it is sealed, and then `length` is that of what seals it.
    mutating func receiveAlert(
        _ alert: Alert?,
        length: Int,
        from sender: Role,
        _ level: ProtectionLevel,
        at packet: PacketReference
    )

    /// Application data that was opened.
    mutating func receiveData(_ content: Span<UInt8>, from sender: Role, at packet: PacketReference)

    /// Something that nobody opened, of which the length is known and, where the protocol says it, the type.
    mutating func receiveSealed(
        _ type: ContentType?,
        length: Int,
        from sender: Role,
        at packet: PacketReference
    )

    mutating func receiveChangeCipherSpec(from sender: Role, at packet: PacketReference)

    /// So many bytes of a sender are missing from the capture, and will not come: their packet is not there or, if it is
    /// cut, is there in part.
    mutating func receiveGap(_ count: Int, isCut: Bool, from sender: Role, at packet: PacketReference)

    /// Something of a sender cannot be read, though its bytes may be there.
    mutating func receiveLoss(_ loss: HandshakeLoss, from sender: Role, at packet: PacketReference)

    /// The sender sent its last flight again, for the `count`th time since it last heard anything of the other side.
    mutating func receiveRepetition(_ count: Int, from sender: Role, at packet: PacketReference)

    /// The sender ended the connection, or its direction of it.
    mutating func receiveClose(_ kind: CloseKind, from sender: Role, at packet: PacketReference)
}

/// Under which keys something came.
public enum ProtectionLevel: Hashable, Sendable, CaseIterable {
    /// Anybody can read it: nothing protects it, or keys that follow from what is in it, as QUIC's Initial packets have.
    case plaintext
    case earlyData
    case handshake
    /// Up to (D)TLS 1.2, everything after ChangeCipherSpec.
    case application
}

/// How an end left.
public enum CloseKind: Hashable, Sendable {
    /// It has said what it had to say: TCP's FIN, QUIC's CONNECTION_CLOSE without an error.
    case orderly
    /// From one moment to the next: TCP's RST.
    case abrupt
    /// With an error code of the carrier's own.
    case error(UInt64)
}

/// Why something that a sender sent cannot be read.
public enum HandshakeLoss: Hashable, Sendable {
    /// What comes does not parse as the carrier's framing any more.
    case synchronization
    /// A piece of the handshake stream is missing; ``HandshakeConsumer/receiveGap(_:isCut:from:at:)`` told how much.
    case message
    /// Secrets are at hand, and did not open this; a message may be in it.
    case sealed
    /// Secrets are at hand, and have failed so often that they are not this connection's.
    case secrets
}

public import ByteParsing
public import TLSWire

/// How a message, or the verdict that follows from it, came to be known.
public enum Basis: String, CaseIterable, Hashable, Sendable {
    /// Read in plaintext.
    case observed
    /// Decrypted with key material that the user gave or the capture carries.
    case decrypted
    /// Concluded from record sizes, order, direction, timing and how the connection closed.
    case inferred
}

/// One thing that happened on a connection: the unit of the log from which every verdict follows.
public struct HandshakeEvent: Sendable {
    /// The packet that carried the last byte of it.
    public let packet: PacketReference
    public let sender: Role
    public let basis: Basis
    public let kind: Kind
    public let reach: Reach

    public init(
        _ kind: Kind,
        from sender: Role,
        at packet: PacketReference,
        basis: Basis = .observed,
        reach: Reach = .unknown
    ) {
        self.kind = kind
        self.sender = sender
        self.packet = packet
        self.basis = basis
        self.reach = reach
    }

    public enum Kind: Sendable {
        /// A handshake message, but for Certificate, which has a case of its own.
        case message(HandshakeMessage)
        /// A Certificate message; an empty chain is the answer "I have none".
        case certificate(CertificateChain)
        /// A handshake message whose bytes are wrong.
        indirect case malformed(HandshakeType, ParseError)
        /// What a check of the sender's signature, in the message before it, came to.
        case proof(ProofOfPossession)
        case changeCipherSpec
        /// A handshake record under encryption: the first after ChangeCipherSpec is Finished.
        case encryptedHandshake(length: Int)
        case alert(Alert)
        /// An alert record under encryption: neither its level nor its name can be known.
        case encryptedAlert(length: Int)
        /// Logged for the first of a direction after a handshake; for some more where it may hide a handshake, or a client
        /// certificate was asked for.
        case applicationData(length: Int)
        /// The application's words, decrypted, when it would not serve the client; comes again if they become clearer.
        indirect case refusedByApplication(ApplicationRefusal)
        /// The application's first answer was read, and refuses nothing; its code, such as `200`, or nothing where its
        /// protocol has none.
        indirect case answeredByApplication(code: String)
        /// The server answers a ClientHello in another protocol, or greeted the client in one.
        indirect case foreignSpeech(ForeignSpeech)
        /// The decrypted data is another TLS connection, with whom the client had asked for.
        indirect case tunnelsTLS(target: String?)
        /// The carrier said, or showed, how the exchange ended.
        indirect case carrier(CarrierOutcome)
        /// Secrets are at hand, and do not open this direction's records: they are not this connection's.
        case secretsRefused
        /// What an encrypted record carries, by its size and place; its basis is ``Basis/inferred``.
        case inferred(InferredMessage, length: Int)
        /// A QUIC packet that nobody opened.
        indirect case sealedPacket(SealedPacket)
        /// QUIC's CONNECTION_CLOSE: the sender is gone.
        case connectionClose(QUICClose)
        /// QUIC's HANDSHAKE_DONE.
        case handshakeDone
        /// Over datagrams: the sender's last flight came again, for so many times since the other side was heard last.
        case flightAgain(count: Int)
        /// Bytes of this direction that the capture lacks; what they held is not known.
        case gap(bytes: Int)
        /// Bytes of this direction that the capture's snapshot length cut off.
        case cut(bytes: Int)
        /// Records no longer parse: what follows in this direction is not known.
        case lostSynchronization
        /// The sender closed its direction with FIN.
        case closed
        /// The sender reset the connection.
        case reset
    }
}

/// Whose event it was, where it was seen, and how it came to be known.
public struct Sighting: Hashable, Sendable {
    public let sender: Role
    public let packet: PacketReference
    public let basis: Basis
    public let reach: Reach

    public init(sender: Role, packet: PacketReference, basis: Basis, reach: Reach = .unknown) {
        self.sender = sender
        self.packet = packet
        self.basis = basis
        self.reach = reach
    }
}

/// Where in the two streams of its connection something stood: what its sender had said by then, and what it had heard.
///
/// Nobody judges what has not reached them.
public struct Reach: Hashable, Sendable {
    /// The offset in the sender's stream after it; 0 where that is not known.
    public let end: Int
    /// The offset in the other side's stream up to which the sender had acknowledged it; `nil` where that is not known.
    public let heard: Int?

    public static let unknown = Reach(end: 0, heard: nil)

    public init(end: Int, heard: Int?) {
        self.end = end
        self.heard = heard
    }

    /// Whether it may have been said in answer to something that ended at this offset of the other side's stream.
    func mayAnswer(_ end: Int) -> Bool { heard.map { $0 >= end } ?? true }
}

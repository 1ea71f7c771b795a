public import ByteParsing
public import CertificateInspection
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

    public init(_ kind: Kind, from sender: Role, at packet: PacketReference, basis: Basis = .observed) {
        self.kind = kind
        self.sender = sender
        self.packet = packet
        self.basis = basis
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
        /// Logged for the first of a direction after a handshake and, where it may hide a handshake, for some more.
        case applicationData(length: Int)
        /// The application's words, decrypted, when it would not serve the client; comes again if they become clearer.
        indirect case refusedByApplication(ApplicationRefusal)
        /// Secrets are at hand, and do not open this direction's records: they are not this connection's.
        case secretsRefused
        /// What an encrypted record carries, by its size and place; its basis is ``Basis/inferred``.
        case inferred(InferredMessage, length: Int)
        /// Bytes of this direction that the capture lacks; what they held is not known.
        case gap(bytes: Int)
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

    public init(sender: Role, packet: PacketReference, basis: Basis) {
        self.sender = sender
        self.packet = packet
        self.basis = basis
    }
}

/// The body of a Certificate message of any version.
///
/// Its content never changes and stands behind one reference: the same chain is in the facts, the report and the store
/// of chains that were read before.
public struct CertificateChain: Sendable {
    public enum Entries: Sendable {
        case x509([CertificateSummary])
        /// RFC 7250: a bare SubjectPublicKeyInfo in place of certificates, described by its key, such as `EC P-256`.
        case rawPublicKey(String)
        /// Encrypted: that there is something is all that is known.
        case hidden
    }

    private final class Content: Sendable {
        let entries: Entries
        let subject: String?

        init(_ entries: Entries, subject: String?) {
            self.entries = entries
            self.subject = subject
        }
    }

    private let content: Content

    public init(_ entries: Entries) {
        let subject: String? =
            if case .x509(let certificates) = entries { certificates.first?.subject } else { nil }
        content = Content(entries, subject: subject)
    }

    public var entries: Entries { content.entries }

    /// The subject of the peer's own certificate, put into words once: every report of a client names it.
    public var subject: String? { content.subject }

    public var isEmpty: Bool {
        switch entries {
        case .x509(let certificates): certificates.isEmpty
        case .rawPublicKey, .hidden: false
        }
    }

    /// The certificate of the peer itself; `nil` for an empty chain and for a raw public key.
    public var leaf: CertificateSummary? {
        if case .x509(let certificates) = entries { certificates.first } else { nil }
    }
}

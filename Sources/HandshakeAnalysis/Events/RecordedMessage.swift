public import TLSWire

/// Something that an end of a connection sent: what the facts learn of it, and how a log shows it.
///
/// A message is read once, into a value of its own type. The facts take that value; an event is made of it only where a
/// log is kept (docs/decisions/0019-one-way-to-read-a-message.md).
public protocol RecordedMessage: Sendable {
    /// Tells the facts what is new; called by ``HandshakeFacts/receive(_:_:)`` alone, which says what is common to all.
    consuming func record(in facts: inout HandshakeFacts, _ event: Sighting)

    /// The same, as the log has it.
    var logged: HandshakeEvent.Kind { get }
}

extension HandshakeFacts {
    /// Takes in the next message of a side.
    @inlinable
    public mutating func receive(_ message: consuming some RecordedMessage, _ event: Sighting) {
        receiveMessage(event)
        message.record(in: &self, event)
    }

    /// A message of any kind came: what was said before it was not the last word.
    @usableFromInline
    mutating func receiveMessage(_ event: Sighting) {
        if event.basis == .decrypted { isDecrypted = true }
        if event.sender == .client { isSeen.client = true } else { isSeen.server = true }
        guard !alerts.isEmpty else { return }
        for index in alerts.indices { alerts[index].isLastMessage = false }
    }
}

// MARK: - Handshake messages

/// Any message, for those that have no need of a way of their own.
extension HandshakeMessage: RecordedMessage {
    public consuming func record(in facts: inout HandshakeFacts, _ event: Sighting) {
        facts.recordMessage(self, event)
    }
    public var logged: HandshakeEvent.Kind { .message(self) }
}

extension ClientHello: RecordedMessage {
    public consuming func record(in facts: inout HandshakeFacts, _ event: Sighting) {
        facts.recordClientHello(self, event.packet)
    }
    public var logged: HandshakeEvent.Kind { .message(.clientHello(self)) }
}

extension ServerHello: RecordedMessage {
    public consuming func record(in facts: inout HandshakeFacts, _ event: Sighting) {
        facts.recordServerHello(self, event.packet)
    }
    public var logged: HandshakeEvent.Kind { .message(.serverHello(self)) }
}

extension CertificateChain: RecordedMessage {
    public consuming func record(in facts: inout HandshakeFacts, _ event: Sighting) {
        facts.recordCertificate(self, event)
    }
    public var logged: HandshakeEvent.Kind { .certificate(self) }
}

/// The CertificateRequest up to TLS 1.2.
extension RequestedCertificates: RecordedMessage {
    public consuming func record(in facts: inout HandshakeFacts, _ event: Sighting) {
        facts.recordRequest(self, event)
    }
    public var logged: HandshakeEvent.Kind {
        let request = TLS12.CertificateRequest(
            certificateTypes: certificateTypes,
            supportedSignatureAlgorithms: signatureAlgorithms,
            certificateAuthorities: certificateAuthorities,
            omittedAuthorities: omittedAuthorities
        )
        return .message(.certificateRequest(request))
    }
}

extension TLS12.ServerKeyExchange: RecordedMessage {
    public consuming func record(in facts: inout HandshakeFacts, _ event: Sighting) {
        facts.recordServerKeyExchange(self, event.packet)
    }
    public var logged: HandshakeEvent.Kind { .message(.serverKeyExchange(self)) }
}

extension TLS12.ServerHelloDone: RecordedMessage {
    public consuming func record(in facts: inout HandshakeFacts, _ event: Sighting) {
        facts.serverHelloDone = event.packet
    }
    public var logged: HandshakeEvent.Kind { .message(.serverHelloDone) }
}

extension TLS12.ClientKeyExchange: RecordedMessage {
    public consuming func record(in facts: inout HandshakeFacts, _ event: Sighting) {
        facts.recordClientKeyExchange(self, event.packet)
    }
    public var logged: HandshakeEvent.Kind { .message(.clientKeyExchange(self)) }
}

extension TLS12.CertificateVerify: RecordedMessage {
    public consuming func record(in facts: inout HandshakeFacts, _ event: Sighting) {
        facts.recordProof(event)
    }
    public var logged: HandshakeEvent.Kind { .message(.certificateVerify(self)) }
}

// MARK: - Records

/// A ChangeCipherSpec.
public struct ChangeCipherSpec: RecordedMessage {
    public init() {}

    public consuming func record(in facts: inout HandshakeFacts, _ event: Sighting) {
        facts.recordChangeCipherSpec(event)
    }
    public var logged: HandshakeEvent.Kind { .changeCipherSpec }
}

/// A handshake record under encryption.
public struct EncryptedHandshake: RecordedMessage {
    /// Bytes of its content, as sent.
    public let length: Int

    public init(length: Int) { self.length = length }

    public consuming func record(in facts: inout HandshakeFacts, _ event: Sighting) {
        facts.recordEncryptedHandshake(length, event)
    }
    public var logged: HandshakeEvent.Kind { .encryptedHandshake(length: length) }
}

/// A record of application data, or what looks like one; its basis says whether it was opened.
public struct DataRecord: RecordedMessage {
    /// Bytes: of its content as sent or, if it was opened, of what is in it.
    public let length: Int

    public init(length: Int) { self.length = length }

    public consuming func record(in facts: inout HandshakeFacts, _ event: Sighting) {
        facts.recordApplicationData(length, event)
    }
    public var logged: HandshakeEvent.Kind { .applicationData(length: length) }
}

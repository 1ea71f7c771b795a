public import ByteParsing
public import TLSWire

/// What few handshakes have.
///
/// There is one of the facts for each handshake that is under way, and one for each report. `BareBeginning` asks for each of them.
@usableFromInline
struct RareFacts: Sendable {
    @usableFromInline var helloRetryRequest: PacketReference?
    @usableFromInline var encryptedExtensions: HandshakeFacts.Seen<TLS13.EncryptedExtensions>?
    @usableFromInline var noCertificateAlert: PacketReference?
    @usableFromInline var pskIdentity: [UInt8]?
    var ticketAfterHandshake: PacketReference?
    @usableFromInline var renegotiation: PacketReference?
    var isRenegotiationRead = false
    var renegotiationRecords: RenegotiationRecords?
    /// What was settled before a renegotiation that is read.
    var earlierHandshake: NoneOrOne<SettledHandshake> = []
    @usableFromInline var lostSynchronization = HandshakeFacts.PerRole<PacketReference?>(nil)
    @usableFromInline var malformed: [(type: HandshakeType, sender: Role, packet: PacketReference)] = []
    @usableFromInline var applicationRefusal: ApplicationRefusal?
    @usableFromInline var applicationAnswer: ApplicationAnswer?
    var expectedNames: [String] = []
    @usableFromInline var foreignSpeech: ForeignSpeech?
    @usableFromInline var innerTLS: InnerTLS?
    @usableFromInline var carrierOutcome: CarrierOutcome?
    @usableFromInline var carrierKind: CarrierKind?
    var quic = QUICFacts()
    var serverDelay: Int64 = 0
    var isServerCloseProven = false
    var lacksRecords = false
    var isAnswerUnfinished = false
    var opening: PreambleKind?
    @usableFromInline var isAskedAgain = false
    var isAnswerOwed = false
    @usableFromInline var repetitions = HandshakeFacts.PerRole<FlightRepetition?>(nil)
}

/// What a handshake has settled of both ends: all that another one on the connection settles anew.
struct SettledHandshake: Sendable {
    private(set) var clientHello: HandshakeFacts.Seen<ClientHello>?
    private(set) var serverHello: HandshakeFacts.Seen<ServerHello>?
    private(set) var changeCipherSpec = HandshakeFacts.PerRole<PacketReference?>(nil)
    private(set) var finished = HandshakeFacts.PerRole<PacketReference?>(nil)
    private(set) var certificateRequest: CertificateRequestFacts?
    private(set) var clientCertificate: CertificateFacts?
    private(set) var serverCertificate: CertificateFacts?
    private(set) var noCertificateAlert: PacketReference?
    private(set) var serverHelloDone: PacketReference?
    private(set) var clientKeyExchange: PacketReference?

    /// Nothing yet but the hello that it begins with, if that was seen.
    init(begunBy hello: HandshakeFacts.Seen<ClientHello>?) { clientHello = hello }

    init(_ facts: borrowing HandshakeFacts) {
        clientHello = facts.clientHello
        serverHello = facts.serverHello
        changeCipherSpec = facts.changeCipherSpec
        finished = facts.finished
        certificateRequest = facts.certificateRequest
        clientCertificate = facts.clientCertificate
        serverCertificate = facts.serverCertificate
        noCertificateAlert = facts.noCertificateAlert
        serverHelloDone = facts.serverHelloDone
        clientKeyExchange = facts.clientKeyExchange
    }

    /// Puts it in the place of what the facts say.
    func restore(in facts: inout HandshakeFacts) {
        facts.clientHello = clientHello
        facts.settle(on: serverHello)
        facts.changeCipherSpec = changeCipherSpec
        facts.finished = finished
        facts.certificateRequest = certificateRequest
        facts.clientCertificate = clientCertificate
        facts.serverCertificate = serverCertificate
        facts.noCertificateAlert = noCertificateAlert
        facts.serverHelloDone = serverHelloDone
        facts.clientKeyExchange = clientKeyExchange
    }
}

/// A side sent its last flight again, as one does over datagrams when no answer comes.
public struct FlightRepetition: Hashable, Sendable {
    /// How often, since the other side was heard last.
    public let count: Int
    /// That of the last repetition.
    public let packet: PacketReference
}

// What is read is inlined: a getter that is called gets a copy of all facts (docs/performance-diary.md#what-the-compiler-copies).

extension HandshakeFacts {
    public internal(set) var helloRetryRequest: PacketReference? {
        @inlinable @inline(__always) get { rare.isEmpty ? nil : rare[0].helloRetryRequest }
        set { if canAmend(newValue != nil) { rare[0].helloRetryRequest = newValue } }
    }

    /// A HelloRetryRequest was seen; to compare the packet with nil would copy all that is rare.
    public var isRetried: Bool {
        @inlinable @inline(__always) get {
            if !rare.isEmpty, case .some = rare[0].helloRetryRequest { true } else { false }
        }
    }

    /// Of TLS 1.3, where it could be decrypted.
    public internal(set) var encryptedExtensions: Seen<TLS13.EncryptedExtensions>? {
        @inlinable @inline(__always) get { rare.isEmpty ? nil : rare[0].encryptedExtensions }
        set { if canAmend(newValue != nil) { rare[0].encryptedExtensions = newValue } }
    }

    /// SSL 3.0's warning that there is no certificate, in place of an empty Certificate.
    public internal(set) var noCertificateAlert: PacketReference? {
        @inlinable @inline(__always) get { rare.isEmpty ? nil : rare[0].noCertificateAlert }
        set { if canAmend(newValue != nil) { rare[0].noCertificateAlert = newValue } }
    }

    public internal(set) var pskIdentity: [UInt8]? {
        @inlinable @inline(__always) get { rare.isEmpty ? nil : rare[0].pskIdentity }
        set { if canAmend(newValue != nil) { rare[0].pskIdentity = newValue } }
    }

    /// A ticket of TLS 1.3 that came after the client's Finished: the server went on.
    var ticketAfterHandshake: PacketReference? {
        @inline(__always) get { rare.isEmpty ? nil : rare[0].ticketAfterHandshake }
        set { if canAmend(newValue != nil) { rare[0].ticketAfterHandshake = newValue } }
    }

    /// The client sent handshake records under encryption after the first handshake.
    public internal(set) var renegotiation: PacketReference? {
        @inlinable @inline(__always) get { rare.isEmpty ? nil : rare[0].renegotiation }
        set { if canAmend(newValue != nil) { rare[0].renegotiation = newValue } }
    }

    /// Nanoseconds by which the server's packets are later in the capture than the client's, as of two taps whose clocks differ;
    /// below 0 where the client's are.
    var serverDelay: Int64 {
        @inline(__always) get { rare.isEmpty ? 0 : rare[0].serverDelay }
        set { if canAmend(newValue != 0) { rare[0].serverDelay = newValue } }
    }

    public mutating func noteServerDelay(_ nanoseconds: Int64) { serverDelay = nanoseconds }

    /// Over datagrams: the server closed before the client did, and nothing is missing of either.
    var isServerCloseProven: Bool {
        @inline(__always) get { !rare.isEmpty && rare[0].isServerCloseProven }
        set { if canAmend(newValue) { rare[0].isServerCloseProven = newValue } }
    }

    /// Over datagrams: the numbers of records tell that some did not come, whatever was in them.
    var lacksRecords: Bool {
        @inline(__always) get { !rare.isEmpty && rare[0].lacksRecords }
        set { if canAmend(newValue) { rare[0].lacksRecords = newValue } }
    }

    /// Over datagrams: the server sent a handshake record after the handshake, and the client nothing since.
    public internal(set) var isAskedAgain: Bool {
        @inlinable @inline(__always) get { !rare.isEmpty && rare[0].isAskedAgain }
        set { if canAmend(newValue) { rare[0].isAskedAgain = newValue } }
    }

    /// TLS 1.3: the server asked for a certificate after the handshake, and the client has not answered that yet.
    ///
    /// What was settled before stands until it does.
    var isAnswerOwed: Bool {
        @inline(__always) get { !rare.isEmpty && rare[0].isAnswerOwed }
        set { if canAmend(newValue) { rare[0].isAnswerOwed = newValue } }
    }

    /// What was spoken with this server before TLS, where that is known.
    public var opening: PreambleKind? {
        @inline(__always) get { rare.isEmpty ? nil : rare[0].opening }
        set { if canAmend(newValue != nil) { rare[0].opening = newValue } }
    }

    public mutating func noteUnseenRecords() { lacksRecords = true }

    /// All that the server sent is the beginning of a record.
    var isAnswerUnfinished: Bool {
        @inline(__always) get { !rare.isEmpty && rare[0].isAnswerUnfinished }
        set { if canAmend(newValue) { rare[0].isAnswerUnfinished = newValue } }
    }

    public mutating func noteUnfinishedAnswer() { isAnswerUnfinished = true }

    public mutating func noteProvenClose() { isServerCloseProven = true }

    /// The later handshake is in plaintext or decrypted, message by message.
    var isRenegotiationRead: Bool {
        @inline(__always) get { !rare.isEmpty && rare[0].isRenegotiationRead }
        set { if canAmend(newValue) { rare[0].isRenegotiationRead = newValue } }
    }

    /// What was settled before it, if it is read.
    var earlierHandshake: SettledHandshake? {
        get { rare.isEmpty ? nil : rare[0].earlierHandshake.first }
        set { if canAmend(newValue != nil) { rare[0].earlierHandshake = newValue.map { [$0] } ?? [] } }
    }

    /// Its records, of the last one if there are several.
    var renegotiationRecords: RenegotiationRecords? {
        @inline(__always) get { rare.isEmpty ? nil : rare[0].renegotiationRecords }
        set { if canAmend(newValue != nil) { rare[0].renegotiationRecords = newValue } }
    }

    public internal(set) var lostSynchronization: PerRole<PacketReference?> {
        @inlinable @inline(__always) get { rare.isEmpty ? PerRole(nil) : rare[0].lostSynchronization }
        set { if canAmend(true) { rare[0].lostSynchronization = newValue } }
    }

    public internal(set) var malformed: [(type: HandshakeType, sender: Role, packet: PacketReference)] {
        @inlinable @inline(__always) get { rare.isEmpty ? [] : rare[0].malformed }
        set { if canAmend(!newValue.isEmpty) { rare[0].malformed = newValue } }
    }

    /// What the application said when it refused.
    public internal(set) var applicationRefusal: ApplicationRefusal? {
        @inlinable @inline(__always) get { rare.isEmpty ? nil : rare[0].applicationRefusal }
        set { if canAmend(newValue != nil) { rare[0].applicationRefusal = newValue } }
    }

    /// What the application answered when it did not refuse.
    public internal(set) var applicationAnswer: ApplicationAnswer? {
        @inlinable @inline(__always) get { rare.isEmpty ? nil : rare[0].applicationAnswer }
        set { if canAmend(newValue != nil) { rare[0].applicationAnswer = newValue } }
    }

    /// The names of which the client's certificate should have had one, and has none.
    var expectedNames: [String] {
        get { rare.isEmpty ? [] : rare[0].expectedNames }
        set { if canAmend(!newValue.isEmpty) { rare[0].expectedNames = newValue } }
    }

    /// What the server said instead of an answer in TLS; an answer outweighs a greeting.
    public internal(set) var foreignSpeech: ForeignSpeech? {
        @inlinable @inline(__always) get { rare.isEmpty ? nil : rare[0].foreignSpeech }
        set { if canAmend(newValue != nil) { rare[0].foreignSpeech = newValue } }
    }

    /// What the decrypted data turned out to be.
    public internal(set) var innerTLS: InnerTLS? {
        @inlinable @inline(__always) get { rare.isEmpty ? nil : rare[0].innerTLS }
        set { if canAmend(newValue != nil) { rare[0].innerTLS = newValue } }
    }

    /// How the carrier ended the exchange, where it has words for it.
    public internal(set) var carrierOutcome: CarrierOutcome? {
        @inlinable @inline(__always) get { rare.isEmpty ? nil : rare[0].carrierOutcome }
        set { if canAmend(newValue != nil) { rare[0].carrierOutcome = newValue } }
    }

    /// Whether there is one; to compare it with nil would copy it.
    var hasCarrierOutcome: Bool {
        @inline(__always) get {
            if !rare.isEmpty, case .some = rare[0].carrierOutcome { true } else { false }
        }
    }

    /// The application said something that could be read, one way or the other.
    var hasApplicationWord: Bool {
        @inline(__always) get {
            guard !rare.isEmpty else { return false }
            if case .some = rare[0].applicationAnswer { return true }
            if case .some = rare[0].applicationRefusal { return true }
            return false
        }
    }

    /// The carrier, if the ends behave in ways of their own there.
    public var carrierKind: CarrierKind? {
        @inlinable @inline(__always) get { rare.isEmpty ? nil : rare[0].carrierKind }
        set { if canAmend(newValue != nil) { rare[0].carrierKind = newValue } }
    }

    /// What only QUIC has.
    var quic: QUICFacts {
        @inline(__always) get { rare.isEmpty ? QUICFacts() : rare[0].quic }
        _modify {
            if rare.isEmpty { rare.append(RareFacts()) }
            yield &rare[0].quic
        }
    }

    /// Over datagrams: how often each side's last flight came again.
    public internal(set) var repetitions: PerRole<FlightRepetition?> {
        @inlinable @inline(__always) get { rare.isEmpty ? PerRole(nil) : rare[0].repetitions }
        set { if canAmend(true) { rare[0].repetitions = newValue } }
    }

    /// Makes room for what `isWorthKeeping`; `false` where there is none, and nothing to put there.
    private mutating func canAmend(_ isWorthKeeping: Bool) -> Bool {
        if rare.isEmpty, isWorthKeeping { rare.append(RareFacts()) }
        return !rare.isEmpty
    }
}

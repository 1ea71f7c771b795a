import ByteParsing
import HandshakeAnalysis
import TLSWire

/// By what a connection's session can be known again, or was.
struct SessionTrace {
    /// Who issued the session, and takes it back.
    let server: SocketAddress
    /// What the session that is resumed may be known by, the likelier first.
    private(set) var resumed: (SessionName?, SessionName?) = (nil, nil)
    /// The size of the ticket that was taken, and the hello that took it.
    private(set) var resumedTicket: (size: Int, hello: PacketReference)?
    /// The session ID that this session can be resumed with.
    private(set) var offeredID: SessionName?
    /// The tickets that it can be resumed with, and the hashes of their names.
    private(set) var offeredTickets: [[UInt8]] = []
    private var ticketHashes = HandshakeFacts.PerTicket<UInt64>(repeating: 0)
    /// The sizes that its tickets may have had, 0 for none, and where they began to come.
    private(set) var ticketSizes = (first: 0, second: 0, packet: PacketReference?.none)

    init(of concluded: borrowing ConcludedFacts, _ inference: ConcludedInference?, server: SocketAddress) {
        self.server = server
        let seed = SessionName.seed(of: server.address)
        switch concluded.resumption {
        case .sessionTicket:
            resumed = (
                concluded.facts.clientHello?.message.sessionTicket.flatMap { SessionName(ticket: $0, seed) },
                Self.sessionID(concluded, seed)
            )
        case .sessionID: resumed.0 = Self.sessionID(concluded, seed)
        case .preSharedKey:
            let identity = concluded.facts.selectedKey?.identity
            resumed.0 = identity.flatMap { SessionName(ticket: $0, seed) }
            if let identity, let hello = concluded.facts.clientHello?.packet {
                resumedTicket = (identity.count, hello)
            }
        case nil: break
        }
        if let inference { ticketSizes = inference.ticketSizes }
        guard concluded.isComplete else { return }
        // In TLS 1.3 it is an echo, and names nothing.
        if !concluded.facts.isTLS13 { offeredID = Self.sessionID(concluded, seed) }
        guard !concluded.facts.newSessionTickets.isEmpty else { return }
        offeredTickets = concluded.facts.newSessionTickets
        for index in 0..<min(offeredTickets.count, ticketHashes.count) {
            let ticket = offeredTickets[index]
            ticketHashes[index] = SessionName.hash(ticket.span, seed)
        }
    }

    private static func sessionID(_ concluded: borrowing ConcludedFacts, _ seed: UInt64) -> SessionName? {
        guard let hello = concluded.facts.serverHello?.message else { return nil }
        return SessionName(sessionID: hello.sessionIDSpan, seed)
    }

    /// An earlier connection may have a say in the verdict.
    ///
    /// Not compared with nil, for which the names would be copied (docs/performance-diary.md#what-the-compiler-copies).
    var isResumed: Bool {
        if case .some = resumed.0 { return true }
        if case .some = resumed.1 { return true }
        if case .some = resumedTicket { return true }
        return false
    }

    /// A later connection may resume it.
    var isResumable: Bool { offeredCount > 0 || ticketSizes.first > 0 }

    // MARK: What is offered

    /// How many names it can be resumed by.
    var offeredCount: Int {
        min(offeredTickets.count, ticketHashes.count) + (offeredID == nil ? 0 : 1)
    }

    /// One of these names: the tickets first.
    func offered(_ index: Int) -> SessionName? {
        let tickets = min(offeredTickets.count, ticketHashes.count)
        guard index < tickets else { return offeredID }
        return SessionName(ticket: offeredTickets[index], hash: ticketHashes[index])
    }

    /// The hash of one of these names, without the name.
    func offeredHash(_ index: Int) -> UInt64 {
        index < min(offeredTickets.count, ticketHashes.count) ? ticketHashes[index] : offeredID?.hash ?? 0
    }
}

/// A ticket or session ID, whole, as it was issued at one address.
struct SessionName: Hashable {
    /// The process's own, so that nobody can tell where a name will be looked for.
    private static let key = HashKey.random()

    /// Of the bytes and the server's address.
    let hash: UInt64
    private let bytes: Bytes

    private enum Bytes: Hashable {
        case ticket([UInt8])
        /// At most 32 bytes (RFC 5246, section 7.4.1.2), without an allocation.
        case sessionID(UInt64, UInt64, UInt64, UInt64, count: UInt8)
    }

    /// The seed for the names of the sessions that are issued at one address, whatever the port: nobody else's session bears
    /// the same name.
    static func seed(of address: IPAddress) -> UInt64 {
        var hash = SipHash(key)
        hash.add(address.low)
        hash.add(address.high)
        return hash.finish()
    }

    /// Of the bytes of a name; `seed` is that of the server's address.
    static func hash(_ bytes: Span<UInt8>, _ seed: UInt64) -> UInt64 {
        SeededHash.of(bytes, key: key, tag: seed)
    }

    init?(ticket: [UInt8], _ seed: UInt64) {
        guard !ticket.isEmpty else { return nil }
        self.init(ticket: ticket, hash: Self.hash(ticket.span, seed))
    }

    init(ticket: [UInt8], hash: UInt64) {
        self.hash = hash
        bytes = .ticket(ticket)
    }

    init?(sessionID: Span<UInt8>, _ seed: UInt64) {
        guard !sessionID.isEmpty, sessionID.count <= 32 else { return nil }
        hash = Self.hash(sessionID, seed)
        bytes = .sessionID(
            Self.word(sessionID, 0),
            Self.word(sessionID, 8),
            Self.word(sessionID, 16),
            Self.word(sessionID, 24),
            count: UInt8(truncatingIfNeeded: sessionID.count)
        )
    }

    private static func word(_ bytes: Span<UInt8>, _ start: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in start..<max(start, min(start + 8, bytes.count)) {
            word = word << 8 | UInt64(bytes[index])
        }
        return word
    }

    /// What it takes to keep it.
    var byteCount: Int {
        switch bytes {
        case .ticket(let ticket): ticket.count
        case .sessionID: 0
        }
    }
}

/// What a later connection has to know of the one whose session it resumes.
struct SessionOwner {
    let client: IPAddress
    let serverName: String?
    let proof: SessionProof
    let isInferred: Bool
    /// Why the server turned it away, where that can be seen.
    let refusal: RefusedOrigin?

    init(_ report: borrowing ConnectionReport) {
        client = report.client.address
        serverName = report.tls.serverName
        proof = SessionProof(report.verdict)
        isInferred = report.tls.version?.isTLS13 == true && !report.tls.isDecrypted
        refusal = proof.wasRefused ? RefusedOrigin(report) : nil
    }
}

import ByteParsing
import HandshakeAnalysis
import TLSWire

/// By what a connection's session can be known again, or was: nothing but hashes and sizes.
struct SessionTrace {
    /// What the session that is resumed may be known by, the likelier first.
    var resumed: (SessionName?, SessionName?) = (nil, nil)
    /// The size of the ticket that was taken.
    var resumedTicket: Int?
    /// What this session can be resumed with.
    private(set) var offered = SessionNames()
    /// The sizes that its tickets may have had; 0 for none.
    var ticketSizes = (first: 0, second: 0)

    init(of concluded: borrowing ConcludedFacts, _ inference: ConcludedInference?) {
        switch concluded.resumption {
        case .sessionTicket:
            resumed = (
                concluded.facts.clientHello?.message.sessionTicket.flatMap { SessionName($0.span) },
                Self.sessionID(concluded)
            )
        case .sessionID: resumed.0 = Self.sessionID(concluded)
        case .preSharedKey:
            let identity = concluded.facts.selectedKey?.identity
            resumed.0 = identity.flatMap { SessionName($0.span) }
            resumedTicket = identity?.count
        case nil: break
        }
        if let inference { ticketSizes = inference.ticketSizes }
        guard concluded.isComplete else { return }
        for ticket in concluded.facts.newSessionTickets {
            if let name = SessionName(ticket.span) { offered.append(name) }
        }
        // In TLS 1.3 it is an echo, and names nothing.
        if !concluded.facts.isTLS13, let name = Self.sessionID(concluded) {
            offered.append(name)
        }
    }

    private static func sessionID(_ concluded: borrowing ConcludedFacts) -> SessionName? {
        guard let hello = concluded.facts.serverHello?.message else { return nil }
        return SessionName(hello.sessionIDSpan)
    }

    /// An earlier connection may have a say in the verdict.
    var isResumed: Bool { resumed.0 != nil || resumed.1 != nil || resumedTicket != nil }

    /// A later connection may resume it.
    var isResumable: Bool { !offered.isEmpty || ticketSizes.first > 0 }
}

/// A ticket or session ID, as a hash with the process's random seed: an outsider cannot make two collide.
struct SessionName: Hashable {
    private static let key = HashKey.random()
    let hash: UInt64

    init?(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return nil }
        hash = SeededHash.of(bytes, key: Self.key)
    }

    fileprivate init(hash: UInt64) { self.hash = hash }
}

/// The names of one session, few and without an allocation.
struct SessionNames {
    /// Those of the tickets that facts keep, and a session ID.
    private static let capacity = HandshakeFacts.maximumTickets + 1

    private var hashes = InlineArray<9, UInt64>(repeating: 0)
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    subscript(index: Int) -> SessionName { SessionName(hash: hashes[index]) }

    mutating func append(_ name: SessionName) {
        guard count < Self.capacity else { return }
        hashes[count] = name.hash
        count += 1
    }
}

/// What a later connection has to know of the one whose session it resumes.
struct SessionOwner {
    let client: IPAddress
    let server: SocketAddress
    let serverName: String?
    let status: Verdict.Status
    let isInferred: Bool
    let hasFailed: Bool

    init(_ report: borrowing ConnectionReport) {
        client = report.client.address
        server = report.server
        serverName = report.tls.serverName
        status = report.verdict.status
        isInferred = report.verdict.confidence != nil
        hasFailed = report.verdict.failure != nil
    }
}

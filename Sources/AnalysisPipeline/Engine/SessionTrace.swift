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
    var offered: [SessionName] = []
    /// The sizes that its tickets may have had; 0 for none.
    var ticketSizes = (first: 0, second: 0)

    init(of facts: borrowing HandshakeFacts, _ inference: Inference?) {
        switch facts.resumption {
        case .sessionTicket:
            resumed = (
                SessionName(facts.clientHello?.message.sessionTicket),
                SessionName(facts.serverHello?.message.sessionID)
            )
        case .sessionID: resumed.0 = SessionName(facts.serverHello?.message.sessionID)
        case .preSharedKey:
            resumed.0 = SessionName(facts.selectedKey?.identity)
            resumedTicket = Inference.resumedTicket(of: facts)
        case nil: break
        }
        if let inference { ticketSizes = inference.ticketSizes }
        guard facts.isComplete else { return }
        offered = facts.newSessionTickets.compactMap { SessionName($0) }
        // In TLS 1.3 it is an echo, and names nothing.
        if !facts.isTLS13, let name = SessionName(facts.serverHello?.message.sessionID) {
            offered.append(name)
        }
    }

    /// An earlier connection may have a say in the verdict.
    var isResumed: Bool { resumed.0 != nil || resumed.1 != nil || resumedTicket != nil }

    /// A later connection may resume it.
    var isResumable: Bool { !offered.isEmpty || ticketSizes.first > 0 }
}

/// A ticket or session ID, as a hash with the process's random seed: an outsider cannot make two collide.
struct SessionName: Hashable {
    private static let seed = UInt64.random(in: .min ... .max)
    private let hash: UInt64

    init?(_ bytes: [UInt8]?) {
        guard let bytes, !bytes.isEmpty else { return nil }
        hash = SeededHash.of(bytes.span, seed: Self.seed)
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

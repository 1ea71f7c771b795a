import ByteParsing
import HandshakeAnalysis
import TLSWire

/// Remembers sessions by what they can be resumed with, so that a resumed connection finds its original.
///
/// Names are kept as hashes with a random seed: an outsider cannot make two collide.
struct SessionDirectory {
    /// Names in one generation; the older of two generations is dropped when the younger is full.
    static let capacity = 65_536

    private let seed = UInt64.random(in: .min ... .max)
    private var young: [UInt64: OriginalSession] = [:]
    private var old: [UInt64: OriginalSession] = [:]

    mutating func remember(_ session: OriginalSession, by name: [UInt8]?) {
        guard let name, !name.isEmpty else { return }
        if young.count >= Self.capacity {
            old = young
            young = [:]
        }
        young[key(name)] = session
    }

    func find(_ name: [UInt8]?) -> OriginalSession? {
        guard let name, !name.isEmpty else { return nil }
        let key = key(name)
        return young[key] ?? old[key]
    }

    private func key(_ name: [UInt8]) -> UInt64 { SeededHash.of(name.span, seed: seed) }

    // MARK: Facts

    /// Where the session that a connection resumes began.
    func original(of facts: HandshakeFacts) -> OriginalSession? {
        switch facts.resumption {
        case .sessionTicket:
            return find(facts.clientHello?.message.sessionTicket)
                ?? find(facts.serverHello?.message.sessionID)
        case .sessionID: return find(facts.serverHello?.message.sessionID)
        case .preSharedKey: return find(facts.selectedKey?.identity)
        case nil: return nil
        }
    }

    /// Remembers what the session of a finished handshake can be resumed with.
    mutating func learn(_ facts: HandshakeFacts, _ report: ConnectionReport) {
        guard facts.isComplete, report.verdict.status != .undetermined else { return }
        let origin = report.verdict.originalConnection ?? report.id
        let session = OriginalSession(
            connection: origin,
            status: report.verdict.status,
            serverName: .some(report.tls.serverName)
        )
        for ticket in facts.newSessionTickets { remember(session, by: ticket) }
        // In TLS 1.3 it is an echo, and names nothing.
        if !facts.isTLS13 { remember(session, by: facts.serverHello?.message.sessionID) }
    }
}

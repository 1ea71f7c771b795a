import ByteParsing
import HandshakeAnalysis

/// Remembers sessions by what they can be resumed with, so that a resumed connection finds its original.
struct SessionDirectory {
    /// Names in one generation, and their bytes; the older of two generations is dropped when the younger is full.
    static let capacity = 65_536
    static let byteCapacity = 16 << 20

    private var young = SessionTable()
    private var old = SessionTable()

    mutating func remember(_ session: OriginalSession, by name: SessionName, of server: SocketAddress) {
        if young.count >= Self.capacity || young.byteCount >= Self.byteCapacity {
            swap(&young, &old)
            young.removeAll()
        }
        young.add(session, name, of: server)
    }

    /// Begins to fetch where the names that a connection can be resumed by will be remembered.
    func prefetch(_ trace: borrowing SessionTrace) {
        for index in 0..<trace.offeredCount { young.prefetch(trace.offeredHash(index)) }
    }

    func find(_ name: SessionName?, of server: SocketAddress) -> OriginalSession? {
        guard let name else { return nil }
        return young.session(name, of: server) ?? old.session(name, of: server)
    }

    /// Where the session that a connection resumes began.
    func original(of trace: SessionTrace) -> OriginalSession? {
        find(trace.resumed.0, of: trace.server) ?? find(trace.resumed.1, of: trace.server)
    }

    /// Remembers what the session of a finished handshake can be resumed with; it began with `origin`.
    mutating func learn(_ trace: SessionTrace, _ owner: SessionOwner, origin: ConnectionID) {
        guard trace.offeredCount > 0 else { return }
        let session = OriginalSession(
            connection: origin,
            proof: owner.proof,
            serverName: .some(owner.serverName)
        )
        for index in 0..<trace.offeredCount {
            guard let name = trace.offered(index) else { continue }
            remember(session, by: name, of: trace.server)
        }
    }
}

import HandshakeAnalysis

/// Remembers sessions by what they can be resumed with, so that a resumed connection finds its original.
struct SessionDirectory {
    /// Names in one generation; the older of two generations is dropped when the younger is full.
    static let capacity = 65_536

    private var young = SessionTable()
    private var old = SessionTable()

    mutating func remember(_ session: OriginalSession, by name: SessionName) {
        if young.count >= Self.capacity {
            swap(&young, &old)
            young.removeAll()
        }
        young.add(session, name)
    }

    /// Begins to fetch where the names that a connection can be resumed by will be remembered.
    func prefetch(_ trace: borrowing SessionTrace) {
        for index in 0..<trace.offered.count { young.prefetch(trace.offered[index]) }
    }

    func find(_ name: SessionName?) -> OriginalSession? {
        guard let name else { return nil }
        return young[name] ?? old[name]
    }

    /// Where the session that a connection resumes began.
    func original(of trace: SessionTrace) -> OriginalSession? {
        find(trace.resumed.0) ?? find(trace.resumed.1)
    }

    /// Remembers what the session of a finished handshake can be resumed with; it began with `origin`.
    mutating func learn(_ trace: SessionTrace, _ owner: SessionOwner, origin: ConnectionID) {
        guard !trace.offered.isEmpty, owner.status != .undetermined else { return }
        let session = OriginalSession(
            connection: origin,
            status: owner.status,
            serverName: .some(owner.serverName)
        )
        for index in 0..<trace.offered.count { remember(session, by: trace.offered[index]) }
    }
}

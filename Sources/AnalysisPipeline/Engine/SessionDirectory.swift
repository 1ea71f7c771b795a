import HandshakeAnalysis

/// Remembers sessions by what they can be resumed with, so that a resumed connection finds its original.
struct SessionDirectory {
    /// Names in one generation; the older of two generations is dropped when the younger is full.
    static let capacity = 65_536

    private var young = Generation()
    private var old = Generation()

    /// Sessions in 24 bytes each; of a server's name, however many have it, one copy.
    private struct Generation {
        private var entries: [SessionName: Entry] = [:]
        private var serverNames: [String?] = []
        private var numbers: [String?: UInt32] = [:]

        private struct Entry {
            let connection: ConnectionID
            /// The place of the server's name among the names; `unknownName` where that is not known.
            let serverName: UInt32
            let status: Verdict.Status
            let isInferred: Bool
        }

        private static let unknownName = UInt32.max

        var count: Int { entries.count }

        subscript(name: SessionName) -> OriginalSession? {
            guard let entry = entries[name] else { return nil }
            return OriginalSession(
                connection: entry.connection,
                status: entry.status,
                isInferred: entry.isInferred,
                serverName: entry.serverName == Self.unknownName
                    ? nil : .some(serverNames[Int(entry.serverName)])
            )
        }

        mutating func add(_ session: OriginalSession, _ name: SessionName) {
            entries[name] = Entry(
                connection: session.connection,
                serverName: session.serverName.map { number(of: $0) } ?? Self.unknownName,
                status: session.status,
                isInferred: session.isInferred
            )
        }

        private mutating func number(of serverName: String?) -> UInt32 {
            if let known = numbers[serverName] { return known }
            let number = UInt32(serverNames.count)
            serverNames.append(serverName)
            numbers[serverName] = number
            return number
        }

        /// Forgets everything but the memory for as many sessions again.
        mutating func removeAll() {
            entries.removeAll(keepingCapacity: true)
            serverNames = []
            numbers = [:]
        }
    }

    mutating func remember(_ session: OriginalSession, by name: SessionName) {
        if young.count >= Self.capacity {
            swap(&young, &old)
            young.removeAll()
        }
        young.add(session, name)
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
        for name in trace.offered { remember(session, by: name) }
    }
}

import CPrefetch
import HandshakeAnalysis

/// Sessions by their names, in 24 bytes each; of a server's name, however many have it, one copy.
///
/// Open addressing: a name is a seeded hash already, so its lower bits say where to look first, and the table is never
/// more than half full.
///
/// Unsafe for speed, in `prefetch` alone: the address of an entry is handed to the processor as a hint, and not kept.
struct SessionTable {
    private struct Entry {
        var hash: UInt64 = 0
        /// The connection's number; 0, which no connection has, for a place that is free.
        var connection: UInt64 = 0
        /// The place of the server's name among the names; `unknownName` where that is not known.
        var serverName: UInt32 = 0
        var status = Verdict.Status.undetermined
        var isInferred = false
    }

    private static let unknownName = UInt32.max
    private static let smallest = 256

    private var entries: [Entry] = []
    private(set) var count = 0
    private var serverNames: [String?] = []
    private var numbers: [String?: UInt32] = [:]
    /// Many connections in a row are to one server.
    private var latestName: String?
    private var latestNumber = unknownName

    subscript(name: SessionName) -> OriginalSession? {
        guard count > 0 else { return nil }
        let entry = entries[place(of: name.hash)]
        guard entry.connection != 0 else { return nil }
        return OriginalSession(
            connection: ConnectionID(entry.connection),
            status: entry.status,
            isInferred: entry.isInferred,
            serverName: entry.serverName == Self.unknownName ? nil : .some(serverNames[Int(entry.serverName)])
        )
    }

    /// Begins to fetch the memory in which a name will be looked for: by chance never in the cache, for it is a hash.
    func prefetch(_ name: SessionName) {
        guard !entries.isEmpty else { return }
        let place = home(of: name.hash)
        unsafe entries.withUnsafeBufferPointer { entries in
            if let start = entries.baseAddress { unsafe cprefetch_line(start + place) }
        }
    }

    /// Adds a session; the last one of a name counts.
    mutating func add(_ session: OriginalSession, _ name: SessionName) {
        if 2 * (count + 1) > entries.count { grow() }
        let place = place(of: name.hash)
        if entries[place].connection == 0 { count += 1 }
        entries[place] = Entry(
            hash: name.hash,
            connection: session.connection.number,
            serverName: session.serverName.map { number(of: $0) } ?? Self.unknownName,
            status: session.status,
            isInferred: session.isInferred
        )
    }

    /// Forgets everything but the memory for as many sessions again.
    mutating func removeAll() {
        for place in entries.indices { entries[place] = Entry() }
        count = 0
        serverNames = []
        numbers = [:]
        latestNumber = Self.unknownName
    }

    // MARK: Steps

    /// Where a name is looked for first.
    @inline(__always)
    private func home(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (entries.count - 1) }

    /// Where a name is or, if it is not there, belongs.
    private func place(of hash: UInt64) -> Int {
        let mask = entries.count - 1
        var place = home(of: hash)
        while entries[place].connection != 0, entries[place].hash != hash { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: Entry(), count: max(Self.smallest, 2 * old.count))
        for entry in old where entry.connection != 0 { entries[place(of: entry.hash)] = entry }
    }

    private mutating func number(of serverName: String?) -> UInt32 {
        if latestNumber != Self.unknownName, latestName == serverName { return latestNumber }
        let number = numbers[serverName] ?? UInt32(serverNames.count)
        if number == serverNames.count {
            serverNames.append(serverName)
            numbers[serverName] = number
        }
        (latestName, latestNumber) = (serverName, number)
        return number
    }
}

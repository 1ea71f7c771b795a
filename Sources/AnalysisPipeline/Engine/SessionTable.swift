import ByteParsing
import CPrefetch
import HandshakeAnalysis

/// Sessions by their names, in 32 bytes each beside the name; of a server's name, however many have it, one copy.
///
/// Open addressing: a name has a seeded hash already, so its lower bits say where to look first, and the table is never
/// more than half full. What is found is compared whole, name and issuing server, before it counts.
///
/// Unsafe for speed, in `prefetch` alone: the address of an entry is handed to the processor as a hint, and not kept.
struct SessionTable {
    /// Places that are looked at for one name, at most: names that were made to collide are not kept.
    static let longestProbe = 256

    private struct Entry {
        var hash: UInt64 = 0
        /// The connection's number; 0, which no connection has, for a place that is free.
        var connection: UInt64 = 0
        /// The place of the server's name among the names; `unknownName` where that is not known.
        var serverName: UInt32 = 0
        /// The place of the name and its issuer among the issued.
        var issued: UInt32 = 0
        var proof = SessionProof(.undetermined)
        var isInferred = false
    }

    private struct Issued {
        let name: SessionName
        let server: SocketAddress
    }

    private static let unknownName = UInt32.max
    private static let smallest = 256

    private var entries: [Entry] = []
    private(set) var count = 0
    private var issued: [Issued] = []
    /// Bytes of the names that take any beside the table.
    private(set) var byteCount = 0
    private var serverNames: [String?] = []
    private var numbers: [String?: UInt32] = [:]
    /// Many connections in a row are to one server.
    private var latestName: String?
    private var latestNumber = unknownName

    /// The session that a server issued under a name, or else one at another port of the same address: FTP's data connections
    /// resume the session of their control connection, and servers with one key for tickets take each other's.
    func session(_ name: SessionName, of server: SocketAddress) -> OriginalSession? {
        guard count > 0 else { return nil }
        let found = places(of: name, server)
        guard let place = found.exact ?? found.elsewhere else { return nil }
        let entry = entries[place]
        return OriginalSession(
            connection: ConnectionID(entry.connection),
            proof: entry.proof,
            isInferred: entry.isInferred,
            serverName: entry.serverName == Self.unknownName ? nil : .some(serverNames[Int(entry.serverName)])
        )
    }

    /// Begins to fetch the memory in which a name will be looked for: by chance never in the cache, for it is a hash.
    func prefetch(_ hash: UInt64) {
        guard !entries.isEmpty else { return }
        let place = home(of: hash)
        unsafe entries.withUnsafeBufferPointer { entries in
            if let start = entries.baseAddress { unsafe cprefetch_line(start + place) }
        }
    }

    /// Adds a session; the last one that a server issued under a name counts.
    mutating func add(_ session: OriginalSession, _ name: SessionName, of server: SocketAddress) {
        if 2 * (count + 1) > entries.count { grow() }
        let found = places(of: name, server)
        guard let place = found.exact ?? found.free else { return }
        var index = entries[place].issued
        if found.exact == nil {
            // Each data connection of FTP goes to a port of its own, and is known by what its control connection is.
            if let known = found.elsewhere, entries[known].connection == session.connection.number,
                entries[known].proof == session.proof
            {
                return
            }
            count += 1
            byteCount += name.byteCount
            index = UInt32(truncatingIfNeeded: issued.count)
            issued.append(Issued(name: name, server: server))
        }
        entries[place] = Entry(
            hash: name.hash,
            connection: session.connection.number,
            serverName: session.serverName.map { number(of: $0) } ?? Self.unknownName,
            issued: index,
            proof: session.proof,
            isInferred: session.isInferred
        )
    }

    /// Forgets everything but the memory for as many sessions again.
    mutating func removeAll() {
        for place in entries.indices { entries[place] = Entry() }
        count = 0
        byteCount = 0
        issued.removeAll(keepingCapacity: true)
        serverNames = []
        numbers = [:]
        latestNumber = Self.unknownName
    }

    // MARK: Steps

    /// Where a name is looked for first.
    @inline(__always)
    private func home(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (entries.count - 1) }

    /// Where a server's name is, where the same name at another port of its address is, and where it belongs if it is not
    /// there; `nil` where that is too crowded.
    private func places(
        of name: SessionName,
        _ server: SocketAddress
    ) -> (exact: Int?, elsewhere: Int?, free: Int?) {
        let mask = entries.count - 1
        var place = home(of: name.hash)
        var elsewhere: Int?
        for _ in 0..<Self.longestProbe {
            if entries[place].connection == 0 { return (nil, elsewhere, place) }
            if entries[place].hash == name.hash {
                let known = issued[Int(entries[place].issued)]
                if known.name == name, known.server.address == server.address {
                    if known.server.port == server.port { return (place, elsewhere, nil) }
                    elsewhere = place
                }
            }
            place = (place + 1) & mask
        }
        return (nil, elsewhere, nil)
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: Entry(), count: max(Self.smallest, 2 * old.count))
        let mask = entries.count - 1
        for entry in old where entry.connection != 0 {
            var place = home(of: entry.hash)
            while entries[place].connection != 0 { place = (place + 1) & mask }
            entries[place] = entry
        }
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

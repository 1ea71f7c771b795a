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

    private struct Issued: Equatable {
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

    /// The session that a server issued under a name.
    func session(_ name: SessionName, of server: SocketAddress) -> OriginalSession? {
        guard count > 0, let place = place(of: name, server) else { return nil }
        let entry = entries[place]
        guard entry.connection != 0 else { return nil }
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
        guard let place = place(of: name, server) else { return }
        var index = entries[place].issued
        if entries[place].connection == 0 {
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

    /// Where a name is or, if it is not there, belongs; `nil` where that is too crowded.
    private func place(of name: SessionName, _ server: SocketAddress) -> Int? {
        let mask = entries.count - 1
        var place = home(of: name.hash)
        for _ in 0..<Self.longestProbe {
            if entries[place].connection == 0 { return place }
            if entries[place].hash == name.hash,
                issued[Int(entries[place].issued)] == Issued(name: name, server: server)
            {
                return place
            }
            place = (place + 1) & mask
        }
        return nil
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

internal import ByteParsing
internal import HandshakeAnalysis

/// Connections that are alike, as one: how many, whose, when, and one of them as an example.
///
/// A class, since it is changed with every connection.
final class ConnectionGroup {
    /// Of different clients and the like, so many are told apart.
    static let distinctClients = 256
    private static let distinctOthers = 16

    let key: GroupKey
    private(set) var count: UInt64 = 0
    private(set) var clients = TopCounts<String>(capacity: distinctClients)
    private(set) var servers = TopCounts<String>(capacity: distinctOthers)
    /// Of the clients' certificates.
    private(set) var subjects = TopCounts<String>(capacity: distinctOthers)
    private(set) var first: Timestamp
    private(set) var last: Timestamp
    let example: ConnectionReport
    /// The connections themselves, while they are few.
    var few: [ConnectionReport] = []

    init(_ key: GroupKey, _ example: ConnectionReport) {
        self.key = key
        self.example = example
        first = example.first.time
        last = example.first.time
    }

    func add(_ report: ConnectionReport, server: String) {
        count += 1
        clients.add(report.client.address.description)
        servers.add(server)
        if let subject = report.clientCertificate?.chain.subject { subjects.add(subject) }
        first = min(first, report.first.time)
        last = max(last, report.first.time)
    }

    /// Takes a connection out again, whose verdict has changed; times stay as they are.
    func withdraw(_ earlier: PlacedConnections.Place, _ id: ConnectionID) {
        count -= 1
        clients.remove(earlier.client)
        servers.remove(earlier.server)
        if let subject = earlier.subject { subjects.remove(subject) }
        few.removeAll { $0.id == id }
    }

    /// A group that has what several have.
    init(_ key: GroupKey, merging groups: [ConnectionGroup], example: ConnectionReport) {
        self.key = key
        self.example = example
        first = groups.map(\.first).min() ?? example.first.time
        last = groups.map(\.last).max() ?? example.first.time
        for group in groups {
            count += group.count
            clients.add(group.clients)
            servers.add(group.servers)
            subjects.add(group.subjects)
        }
    }
}

import ByteParsing
import HandshakeAnalysis

/// What failures of one group have in common: server, client, who refused and why, and how sure that is.
struct FailureKey: Hashable, Sendable {
    /// `nil` where several are one for want of room.
    var service: String?
    var client: String?
    let failure: Failure.Kind?
    let cause: String
    let confidence: Verdict.Confidence?

    init(_ connection: ViewedConnection) {
        service = connection.service
        client = connection.clientAddress
        failure = connection.failure
        cause = connection.causeCode
        confidence = connection.confidence
    }
}

struct FailureGroup: Sendable {
    let key: FailureKey
    var count: UInt64 = 0
    var onset: Onset
    /// The last of them, which stands for the others.
    var example: ViewedConnection

    init(_ key: FailureKey, _ example: ViewedConnection) {
        self.key = key
        self.example = example
        onset = Onset(example.end)
    }

    mutating func add(_ connection: ViewedConnection) {
        count += connection.count
        onset.note(connection.end)
        example = connection
    }
}

/// A client and what it talks to.
struct Pair: Hashable, Sendable {
    let service: String
    let client: String

    init(_ connection: ViewedConnection) {
        service = connection.service
        client = connection.clientAddress
    }
}

/// A service or a client, with what its connections came to.
struct Party: Sendable {
    let name: String
    var connections: UInt64 = 0
    var failures: UInt64 = 0
    var statuses: [Verdict.Status: UInt64] = [:]
    /// Connections in which the server asked for a certificate, of those of which that is known.
    var requested: UInt64 = 0
    var notRequested: UInt64 = 0
    var versions: [String: UInt64] = [:]
    var last: Timestamp
    /// The client's certificate that was named last.
    var subject: String?
    var lastFailure: ViewedConnection?
    /// The other ends, as far as they are told apart.
    var peers: Set<String> = []
    var morePeers = false

    /// Other ends that are told apart.
    static let mostPeers = 64
    private static let mostVersions = 10

    init(_ name: String, _ connection: ViewedConnection) {
        self.name = name
        last = connection.end
    }

    mutating func add(_ connection: ViewedConnection, peer: String) {
        last = max(last, connection.end)
        if connection.status == .failed {
            failures += connection.count
            lastFailure = connection
        }
        if let name = connection.clientSubject { subject = name }
        if !peers.contains(peer) {
            if peers.count < Self.mostPeers { peers.insert(peer) } else { morePeers = true }
        }
        // A later verdict of the same connection is no other connection.
        guard connection.revision == 1 else { return }
        connections += connection.count
        statuses[connection.status, default: 0] += connection.count
        switch connection.wasRequested {
        case true?: requested += connection.count
        case false?: notRequested += connection.count
        case nil: break
        }
        if let version = connection.version, versions[version] != nil || versions.count < Self.mostVersions {
            versions[version, default: 0] += connection.count
        }
    }
}

extension ViewedConnection {
    /// The code of the cause, of the failure if there is none.
    var causeCode: String { cause?.code ?? unknownCause ?? failure?.rawValue ?? "" }
}

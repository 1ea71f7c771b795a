import HandshakeAnalysis

/// The lists of the view.
enum Tab: Int, CaseIterable, Hashable, Sendable {
    case failures, live, services, clients, certificates, capture

    var title: String {
        switch self {
        case .failures: "Failures"
        case .live: "Live"
        case .services: "Services"
        case .clients: "Clients"
        case .certificates: "Certificates"
        case .capture: "Capture"
        }
    }

    /// By what its rows can be sorted, the usual order first.
    var orders: [Order] {
        switch self {
        case .failures: [.count, .last, .began, .name]
        case .live: [.last, .name, .client]
        case .services, .clients: [.failures, .count, .last, .name]
        case .certificates: [.end, .name, .last]
        case .capture: []
        }
    }

    enum Order: String, CaseIterable, Hashable, Sendable {
        case count, last, began, name, client, failures, end

        var words: String {
            switch self {
            case .count: "count"
            case .last: "latest first"
            case .began: "when it began"
            case .name: "name"
            case .client: "client"
            case .failures: "failures"
            case .end: "end of validity"
            }
        }
    }
}

/// What a row stands for.
enum RowSubject: Sendable {
    case failure(FailureGroup)
    case connection(ViewedConnection)
    case service(Party)
    case client(Party)
    case certificate(ViewedCertificate)

    /// The same while what the row stands for changes.
    var identity: String {
        switch self {
        case .failure(let group):
            "f|\(group.key.service ?? "")|\(group.key.client ?? "")|\(group.key.failure?.rawValue ?? "")|\(group.key.cause)|\(group.key.confidence?.rawValue ?? "")"
        case .connection(let connection):
            "c|\(connection.run ?? "")|\(connection.name)|\(connection.revision)"
        case .service(let party): "s|\(party.name)"
        case .client(let party): "p|\(party.name)"
        case .certificate(let certificate): "x|\(certificate.identity)"
        }
    }

    /// The connection that `c`, `w` and the ladder are about.
    var connection: ViewedConnection? {
        switch self {
        case .failure(let group): group.example
        case .connection(let connection): connection
        case .service(let party), .client(let party): party.lastFailure
        case .certificate: nil
        }
    }

    /// What a filter looks into.
    var searchText: String {
        switch self {
        case .failure(let group):
            ([group.key.service, group.key.client].map { $0 ?? "" } + [Self.words(group.example)])
                .joined(separator: " ")
        case .connection(let connection): Self.words(connection)
        case .service(let party), .client(let party):
            ([party.name, party.subject ?? ""] + party.peers.sorted()).joined(separator: " ")
        case .certificate(let certificate):
            ([certificate.subject ?? "", certificate.issuer ?? "", certificate.service, certificate.client]
                + certificate.names + [certificate.identity, certificate.owner.rawValue]).joined(
                    separator: " "
                )
        }
    }

    private static func words(_ connection: ViewedConnection) -> String {
        [
            connection.name, connection.client, connection.server, connection.service,
            connection.version ?? "",
            connection.status.rawValue, connection.causeCode, connection.failure?.rawValue ?? "",
            connection.alert ?? "", connection.clientSubject ?? "", connection.confidence?.rawValue ?? "",
            connection.title,
        ].joined(separator: " ")
    }
}

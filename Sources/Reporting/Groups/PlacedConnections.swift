internal import ByteParsing
internal import HandshakeAnalysis

/// Which group each of the latest connections was counted in, in case that its verdict changes.
struct PlacedConnections {
    /// What a connection counted for.
    struct Place {
        let group: ConnectionGroup
        let cause: Cause?
        let client: String
        let server: String
        let subject: String?
    }

    /// Verdicts change soon, if at all.
    private static let most = 16_384

    private var places: [ConnectionID: Place] = [:]
    /// The oldest is overwritten first.
    private var order: [ConnectionID] = []
    private var next = 0

    mutating func add(_ report: ConnectionReport, server: String, in group: ConnectionGroup) {
        let place = Place(
            group: group,
            cause: report.cause,
            client: report.client.address.description,
            server: server,
            subject: report.clientCertificate?.chain.subject
        )
        guard places.updateValue(place, forKey: report.id) == nil else { return }
        if order.count < Self.most {
            order.append(report.id)
        } else {
            places[order[next]] = nil
            order[next] = report.id
            next = (next + 1) % Self.most
        }
    }

    /// `nil` where the connection is not known, or no longer.
    func place(of id: ConnectionID) -> Place? { places[id] }
}

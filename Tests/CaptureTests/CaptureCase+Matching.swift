import HandshakeAnalysis

// Connections and reports by their ports. Those between the same two ports come in the order in which they began.

extension CaptureCase.Expected {
    /// The report of a connection, by its place; all with its ports if there are too many or too few.
    func reports(of place: Int, in reports: some Sequence<ConnectionReport>) -> [ConnectionReport] {
        let connection = connections[place]
        let found = reports.filter(connection.hasPorts).sorted { $0.id < $1.id }
        let places = connections.indices.filter { connections[$0].isBetweenSamePorts(connection) }
        guard places.count > 1, found.count == places.count, let rank = places.firstIndex(of: place) else {
            return found
        }
        return [found[rank]]
    }

    /// What the endpoints said of the connection that is reported.
    func connection(
        of report: ConnectionReport,
        in reports: some Sequence<ConnectionReport>
    ) -> CaptureCase.Connection? {
        let same = connections.filter { $0.hasPorts(report) }
        guard same.count > 1 else { return same.first }
        let before = reports.filter { same[0].hasPorts($0) && $0.id < report.id }
        let rank = Set(before.map(\.id)).count
        return rank < same.count ? same[rank] : nil
    }
}

extension CaptureCase.Connection {
    fileprivate func hasPorts(_ report: ConnectionReport) -> Bool {
        (report.client.port, report.server.port) == (clientPort, serverPort)
    }

    fileprivate func isBetweenSamePorts(_ other: Self) -> Bool {
        (other.clientPort, other.serverPort) == (clientPort, serverPort)
    }
}

import ByteParsing
import HandshakeAnalysis
import PacketDecoding

/// What is left of reports that made room for others: enough to say so, should another handshake follow.
///
/// Only of connections without client authentication: of the others a later handshake takes nothing back. By groups of
/// flows, as ``RecentReports``, so that it is the same however many engines share them.
struct BriefReports {
    static let groupSize = 32

    struct Brief {
        let id: ConnectionID
        let revision: Int
        let client: SocketAddress
        let server: SocketAddress
        let first: PacketReference
        let precededBy: String?
        let carriage: Carriage?
        let tls: TLSFacts
        let verdict: Verdict

        init(_ report: borrowing ConnectionReport) {
            id = report.id
            revision = report.revision
            client = report.client
            server = report.server
            first = report.first
            precededBy = report.precededBy
            carriage = report.carriage
            tls = report.tls
            verdict = report.verdict
        }

        /// That a handshake followed of which nothing else is known.
        func report(ofHandshakeAt packet: PacketReference) -> ConnectionReport {
            var notes = StreamNotes()
            notes.isLimitHit = true
            return ConnectionReport(
                id: id,
                revision: revision + 1,
                transport: .tcp,
                carriage: carriage,
                client: client,
                server: server,
                first: first,
                last: packet,
                precededBy: precededBy,
                tls: tls,
                verdict: Verdict(
                    .undetermined,
                    reasons: verdict.reasons + [.encryptedRenegotiation(packet), .laterHandshakeNotRead]
                ),
                facts: ConcludedFacts(HandshakeFacts()),
                certificates: nil,
                events: [],
                streamNotes: notes
            )
        }
    }

    /// The oldest of each group first.
    private var groups: [[Brief]] = []

    /// Keeps what a report leaves, and returns the connection of which nothing is kept any more.
    mutating func keep(_ report: borrowing ConnectionReport, group: Int) -> ConnectionID? {
        guard report.verdict.status == .notRequested else { return report.id }
        if groups.isEmpty { groups = Array(repeating: [], count: FlowKey.groupCount) }
        groups[group].append(Brief(report))
        return groups[group].count > Self.groupSize ? groups[group].removeFirst().id : nil
    }

    /// Takes out what is left of a connection's report, by the lower half of its number.
    mutating func take(_ number: UInt32, group: Int) -> Brief? {
        guard !groups.isEmpty,
            let place = groups[group].firstIndex(where: { UInt32(truncatingIfNeeded: $0.id.number) == number }
            )
        else { return nil }
        return groups[group].remove(at: place)
    }

    /// What is left of a connection's report, without taking it out.
    func client(of number: UInt32, group: Int) -> SocketAddress? {
        guard !groups.isEmpty else { return nil }
        return groups[group].first { UInt32(truncatingIfNeeded: $0.id.number) == number }?.client
    }
}

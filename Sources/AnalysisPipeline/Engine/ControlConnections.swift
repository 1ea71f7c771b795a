import ByteParsing
import HandshakeAnalysis
import PacketDecoding

/// FTP's control connections.
///
/// Beside one, a data connection that its server closes without a byte had nothing to carry: an
/// empty folder, an empty file (RFC 959, section 3.2).
struct ControlConnections {
    /// Pairs of addresses; all are forgotten when there are more.
    static let capacity = 4_096
    /// Connections remembered of a pair: the latest.
    private static let depth = 4
    /// Of FTP over TLS from the first byte.
    static let implicitPort: UInt16 = 990
    /// FTP's own ports for data, where the server opens the connection; otherwise it offers one that no service has.
    private static let dataPorts: [UInt16] = [20, 989]
    static let firstFreePort: UInt16 = 1_024

    struct Ends: Hashable {
        let client: IPAddress
        let server: IPAddress

        init(client: IPAddress, server: IPAddress) {
            self.client = client
            self.server = server
        }

        init(_ report: borrowing ConnectionReport) {
            self.init(client: report.client.address, server: report.server.address)
        }
    }

    /// What is known of one before it is decided.
    struct Beginning {
        let ends: Ends
        let first: PacketReference

        /// Fails where a connection on which TLS was found is no control connection.
        init?(_ tracker: ConnectionTracker) {
            let direction = tracker.streams.initiator
            let server = tracker.key.sender(in: direction.opposite)
            let isControl =
                server.port == implicitPort
                || tracker.streams.leadIn.preambles.last?.type == PreambleKind.ftp.rawValue
            guard isControl else { return nil }
            ends = Ends(client: tracker.key.sender(in: direction).address, server: server.address)
            first = tracker.first
        }
    }

    /// Nanoseconds after which servers close one of which nothing has come: it is reported before it ends.
    static let longestIdle: Int64 = 3_600_000_000_000

    private struct Control {
        let id: ConnectionID
        let first: PacketReference
        /// When it, or a data connection beside it, was seen last.
        var last: Timestamp
        /// Where its end was seen before it was reported.
        let end: PacketReference?
    }

    private var controls = BoundedTable<Ends, [Control]>(capacity: capacity)

    static func isControl(_ report: borrowing ConnectionReport) -> Bool {
        report.server.port == implicitPort || report.precededBy == PreambleKind.ftp.rawValue
    }

    /// Whether a connection may be one for data, and carried none.
    static func mayBeEmptyData(_ report: borrowing ConnectionReport) -> Bool {
        report.verdict.status == .failed
            && (report.server.port >= firstFreePort || dataPorts.contains(report.server.port))
            && report.verdict.isClosedAfterHandshake && !isControl(report)
    }

    mutating func learn(_ report: borrowing ConnectionReport) {
        let end = report.facts.facts.departures.isEmpty ? nil : report.last
        add(Control(id: report.id, first: report.first, last: report.last.time, end: end), Ends(report))
    }

    mutating func learn(_ beginning: Beginning, _ id: ConnectionID) {
        add(Control(id: id, first: beginning.first, last: beginning.first.time, end: nil), beginning.ends)
    }

    private mutating func add(_ control: Control, _ ends: Ends) {
        controls.update(ends, absent: []) { known in
            known.removeAll { $0.id == control.id }
            if known.count >= Self.depth { known.removeFirst() }
            known.append(control)
        }
    }

    /// The control connection that the same client had to the same address when a connection began; the latest.
    mutating func control(of report: borrowing ConnectionReport) -> ConnectionID? {
        guard let known = controls[Ends(report)] else { return nil }
        let first = report.first
        let place = known.lastIndex {
            $0.first.comes(before: first) && $0.end.map { first.comes(before: $0) } ?? true
                && first.time.nanoseconds &- $0.last.nanoseconds <= Self.longestIdle
        }
        guard let place else { return nil }
        controls[Ends(report)]?[place].last = max(known[place].last, first.time)
        return known[place].id
    }
}

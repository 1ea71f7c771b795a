import ByteParsing
import HandshakeAnalysis
import PacketDecoding

/// Connections that began before the capture, or whose beginning it lacks: any of them may be a control connection of FTP.
///
/// Beside one, what a server closes without a byte may be a data connection that had nothing to carry. It may as well
/// be a refusal, so neither is said.
struct PossibleControls {
    /// Pairs of addresses; all are forgotten when there are more.
    static let capacity = 4_096
    /// Flows remembered of a pair: the latest.
    private static let depth = 4
    private static let port: UInt16 = 21

    struct Flow {
        /// The first that the capture has of it.
        let first: PacketReference
        /// Client and server where a hello told them apart; otherwise either may be the server.
        let ends: (SocketAddress, SocketAddress)
        let hasHello: Bool

        /// A flow whose hellos are not there.
        init(headless key: FlowKey, from direction: Direction, at packet: PacketReference) {
            first = packet
            ends = (key.sender(in: direction), key.sender(in: direction.opposite))
            hasHello = false
        }

        /// Fails where the beginning is there.
        init?(_ tracker: ConnectionTracker) {
            guard !tracker.isPreceded, !tracker.streams.isFromStart, tracker.streams.leadIn.preambles.isEmpty
            else { return nil }
            let direction = tracker.streams.initiator
            first = tracker.first
            ends = (tracker.key.sender(in: direction), tracker.key.sender(in: direction.opposite))
            hasHello = true
        }
    }

    private struct Entry {
        let serverPort: UInt16
        let first: PacketReference
        let hasHello: Bool
    }

    private var entries = BoundedTable<ControlConnections.Ends, [Entry]>(capacity: capacity)

    /// Takes down a flow; returns whose data connections it may tell of.
    mutating func learn(_ flow: Flow) -> [ControlConnections.Ends] {
        var pairs = [flow.ends]
        if !flow.hasHello { pairs.append((flow.ends.1, flow.ends.0)) }
        var concerned: [ControlConnections.Ends] = []
        for (client, server) in pairs where Self.mayServeFTP(server.port) {
            let ends = ControlConnections.Ends(client: client.address, server: server.address)
            entries.update(ends, absent: []) { known in
                if known.count >= Self.depth { known.removeFirst() }
                known.append(Entry(serverPort: server.port, first: flow.first, hasHello: flow.hasHello))
            }
            concerned.append(ends)
        }
        return concerned
    }

    /// The first packet of a flow beside which a connection may be one for data; the latest.
    func flow(
        beside report: borrowing ConnectionReport,
        offering applicationProtocols: [String]
    ) -> PacketReference? {
        // Clients of FTP offer nothing, or FTP.
        guard !entries.isEmpty, applicationProtocols.allSatisfy({ $0 == "ftp" }),
            let known = entries[ControlConnections.Ends(report)]
        else { return nil }
        let (first, port) = (report.first, report.server.port)
        return known.last {
            // A service that is tried again has the same port; each data connection has its own.
            $0.serverPort != port && (!$0.hasHello || $0.first.comes(before: first))
                && abs(first.time.nanoseconds &- $0.first.time.nanoseconds) <= ControlConnections.longestIdle
        }?.first
    }

    /// Below 1024 each other service has a port of its own.
    private static func mayServeFTP(_ port: UInt16) -> Bool {
        port == Self.port || port == ControlConnections.implicitPort
            || port >= ControlConnections.firstFreePort
    }
}

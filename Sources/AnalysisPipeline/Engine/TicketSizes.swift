import ByteParsing
import HandshakeAnalysis

/// Remembers how large the tickets may have been that a client got from a server under encryption.
///
/// A ticket's bytes cannot be read without keys, but they come back in the ClientHello: the size and the two ends tell
/// which connection it may stem from.
struct TicketSizes {
    /// Pairs of ends; all are forgotten when there are more.
    static let capacity = 16_384
    /// Connections remembered of a pair: the latest.
    private static let depth = 4

    private struct Ends: Hashable {
        let client: IPAddress
        let server: SocketAddress
    }

    private struct Entry {
        let session: OriginalSession
        let sizes: (first: Int, second: Int)
        let serverName: String?
    }

    private var entries: [Ends: [Entry]] = [:]

    /// Remembers a connection whose verdict was inferred.
    mutating func learn(_ report: ConnectionReport, _ sizes: (first: Int, second: Int)) {
        guard sizes.first > 0, report.verdict.confidence != nil, report.verdict.failure == nil else { return }
        if entries.count >= Self.capacity { entries.removeAll(keepingCapacity: true) }
        let origin = report.verdict.originalConnection ?? report.id
        let session = OriginalSession(connection: origin, status: report.verdict.status, isInferred: true)
        let entry = Entry(session: session, sizes: sizes, serverName: report.tls.serverName)
        var known = entries[Ends(client: report.client.address, server: report.server), default: []]
        if known.count >= Self.depth { known.removeFirst() }
        known.append(entry)
        entries[Ends(client: report.client.address, server: report.server)] = known
    }

    /// Where a session may have begun whose ticket has such a size, if all that fit came to the same.
    func original(
        ticket: Int,
        client: IPAddress,
        server: SocketAddress,
        serverName: String?
    ) -> OriginalSession? {
        let known = entries[Ends(client: client, server: server)] ?? []
        let fitting = known.filter { entry in
            entry.serverName == serverName
                && (Inference.mayHold(entry.sizes.first, ticket: ticket)
                    || Inference.mayHold(entry.sizes.second, ticket: ticket))
        }
        guard let last = fitting.last, fitting.allSatisfy({ $0.session.status == last.session.status }) else {
            return nil
        }
        return last.session
    }
}

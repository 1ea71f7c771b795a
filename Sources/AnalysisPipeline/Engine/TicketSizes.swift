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
        let sizes: (first: Int, second: Int, packet: PacketReference?)
        let serverName: String?
    }

    private var entries = BoundedTable<Ends, [Entry]>(capacity: capacity)

    /// Remembers a connection whose tickets could not be read; its session began with `origin`.
    mutating func learn(_ trace: SessionTrace, _ owner: SessionOwner, origin: ConnectionID) {
        guard trace.ticketSizes.first > 0, owner.isInferred else { return }
        let session = OriginalSession(connection: origin, proof: owner.proof, isInferred: true)
        let entry = Entry(session: session, sizes: trace.ticketSizes, serverName: owner.serverName)
        entries.update(Ends(client: owner.client, server: trace.server), absent: []) { known in
            if known.count >= Self.depth { known.removeFirst() }
            known.append(entry)
        }
    }

    /// Where a session may have begun whose ticket has such a size, if all that fit prove the same.
    ///
    /// A ticket that came after the hello that takes one is another.
    func original(
        ticket: Int,
        takenBy hello: PacketReference,
        client: IPAddress,
        server: SocketAddress,
        serverName: String?
    ) -> OriginalSession? {
        guard let known = entries[Ends(client: client, server: server)] else { return nil }
        let fitting = known.filter { entry in
            entry.serverName == serverName && entry.sizes.packet?.comes(before: hello) == true
                && (Inference.mayHold(entry.sizes.first, ticket: ticket)
                    || Inference.mayHold(entry.sizes.second, ticket: ticket))
        }
        guard let last = fitting.last, fitting.allSatisfy({ $0.session.proof.isLike(last.session.proof) })
        else {
            return nil
        }
        return last.session
    }
}

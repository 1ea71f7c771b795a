import ByteParsing
import HandshakeAnalysis
import TLSWire

/// Which came first, the server's close or what the client had to say.
///
/// No FIN tells who left first, and a close_notify may answer one that was lost or stands behind it. But a client that sends
/// data behind the server's close had not closed; it has to stand so far behind it that no queue can have swapped the two, and no
/// clocks that differ.
struct CloseOrder {
    /// When the server first closed, in nanoseconds.
    private var serverClosed: Int64?
    /// When the client's last data came that stands behind that.
    private var clientSpoke: Int64?

    mutating func note(_ type: ContentType, from sender: Role, at packet: PacketReference) {
        let time = packet.time.nanoseconds
        switch (sender, type) {
        case (.server, .alert): serverClosed = serverClosed ?? time
        case (.client, .applicationData):
            if serverClosed != nil { clientSpoke = max(clientSpoke ?? time, time) }
        default: break
        }
    }

    /// Whether the server closed before the client had done speaking, by at least so many nanoseconds.
    func isServerFirst(by gap: Int64) -> Bool {
        guard let serverClosed, let clientSpoke else { return false }
        let (distance, overflow) = clientSpoke.subtractingReportingOverflow(serverClosed)
        return !overflow && distance >= gap
    }
}

extension DTLSSession {
    /// Says by how much the clocks of both directions seem to differ, and who closed first, where that is certain.
    func noteOrder() {
        let misplacement = stream.records.handshake.facts.misplacement
        if misplacement != 0 { stream.records.handshake.noteServerDelay(misplacement) }
        guard closes.isServerFirst(by: stream.records.handshake.facts.leastGap),
            !sides[.client].lacksRecords, !sides[.server].lacksRecords
        else { return }
        stream.records.handshake.noteProvenClose()
    }
}

import ByteParsing
import HandshakeAnalysis
import TLSWire

/// Which came first, the server's close or what the client had to say.
///
/// No FIN tells who left first, and a close_notify may answer one that was lost or stands behind it. But a client that sends
/// data behind the server's close had not closed; it has to stand so far behind it that no queue can have swapped the two, and no
/// clocks that differ. Or the server closed sooner after its Finished than anything can go to the client and back.
struct CloseOrder {
    /// When the server first closed, in nanoseconds.
    private var serverClosed: Int64?
    /// When the client's last data came that stands behind that.
    private var clientSpoke: Int64?
    /// The last record with a ClientHello.
    private var hello: (number: UInt64, time: Int64)?
    /// From a ClientHello to the one with the cookie that answered it, in nanoseconds.
    private var roundTrip: Int64?

    /// When the server asked for a cookie.
    private var asked: Int64?
    /// By how much that was before the first ClientHello, which it answers.
    private(set) var lead: Int64 = 0

    /// What is within so many nanoseconds of its sender's Finished is of one go.
    private static let longestGo: Int64 = 1_000_000
    /// What a machine takes to answer is in the time of the hellos as well.
    private static let share: Int64 = 4

    mutating func note(_ type: ContentType, from sender: Role, at packet: PacketReference) {
        let time = packet.time.nanoseconds
        switch (sender, type) {
        case (.server, .alert): serverClosed = serverClosed ?? time
        case (.client, .applicationData):
            if serverClosed != nil { clientSpoke = max(clientSpoke ?? time, time) }
        default: break
        }
    }

    /// A HelloVerifyRequest.
    mutating func noteRequest(at packet: PacketReference) { asked = asked ?? packet.time.nanoseconds }

    /// A record with a ClientHello, or a piece of one.
    mutating func noteHello(_ number: UInt64, at packet: PacketReference) {
        let time = packet.time.nanoseconds
        if let asked {
            // One that comes again has a number of its own.
            if let hello, roundTrip == nil, number == hello.number &+ 1 {
                roundTrip = max(0, time &- hello.time)
            } else if hello == nil, number == 0 {
                lead = max(0, time &- asked)
            }
        }
        hello = (number, time)
    }

    /// Whether the server closed before the client had done speaking, by at least so many nanoseconds, or right behind its Finished.
    func isServerFirst(by gap: Int64, behind finished: PacketReference?) -> Bool {
        guard let serverClosed, let clientSpoke else { return false }
        let (distance, overflow) = clientSpoke.subtractingReportingOverflow(serverClosed)
        if !overflow, distance >= gap { return true }
        guard let finished, let roundTrip else { return false }
        let (pause, isBeyond) = serverClosed.subtractingReportingOverflow(finished.time.nanoseconds)
        return !isBeyond && pause >= 0 && pause < min(Self.longestGo, roundTrip / Self.share)
    }
}

extension DTLSSession {
    /// Says by how much the clocks of both directions seem to differ, and who closed first, where that is certain.
    func noteOrder() {
        let shown = stream.records.handshake.facts.misplacement
        let misplacement = shown > closes.lead ? shown : min(shown, -closes.lead)
        if misplacement != 0 { stream.records.handshake.noteServerDelay(misplacement) }
        let isServerFirst = closes.isServerFirst(
            by: stream.records.handshake.facts.leastGap,
            behind: stream.records.handshake.facts.finished.server
        )
        guard isServerFirst, !sides[.client].lacksRecords, !sides[.server].lacksRecords else { return }
        stream.records.handshake.noteProvenClose()
    }
}

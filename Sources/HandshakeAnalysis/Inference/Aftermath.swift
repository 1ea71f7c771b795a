import ByteParsing
import TLSWire

/// What happened after the client began to answer: whether the server went on, said a last word, or left.
struct Aftermath: Hashable, Sendable {
    /// The server's first record that is no alert.
    var answer: Int?
    /// Records of the same size count as one: tickets come in pairs.
    var answerSizes = 0
    /// The answer is no longer than an alert, and is taken for none because the client went on and the server did not
    /// leave, as far as the capture shows.
    var isAnswerAlertSized = false
    /// Alert-sized, and nothing of the server came after it.
    var alert: Int?
    /// Records from that one on: whoever refuses sends one alert, or two.
    var alertCount = 0
    /// Alert-sized, from the client, after everything else that it sent.
    var clientAlert: Int?
    var departure: HandshakeFacts.Departure?
    /// The client closed the connection before the server's first sign.
    var isClientGoneFirst = false
    var hasClientData = false

    /// Looks at what came after a flight of the client's whose first and last records have these places.
    init(
        _ facts: HandshakeFacts,
        after start: Int,
        _ end: Int,
        _ arithmetic: RecordArithmetic,
        padding: HandshakeFacts.PerRole<RecordPadding>
    ) {
        let records = facts.encryptedRecords
        var index = start + 1
        var lastSize = 0
        var clientAfterAlert = false
        while index < records.count {
            defer { index += 1 }
            let length = records.length(at: index)
            if records.sender(at: index) == .client {
                guard index > end else { continue }
                if arithmetic.holds(length, RecordArithmetic.alert, padding.client) {
                    clientAlert = clientAlert ?? index
                } else {
                    hasClientData = true
                    clientAlert = nil
                    if alert != nil { clientAfterAlert = true }
                }
                continue
            }
            if arithmetic.holds(length, RecordArithmetic.alert, padding.server) {
                alert = alert ?? index
                alertCount += 1
                clientAfterAlert = false
                continue
            }
            // Something followed what looked like an alert, so that was data.
            if let data = alert {
                answer = answer ?? data
                answerSizes += 1
                (alert, alertCount) = (nil, 0)
            }
            answer = answer ?? index
            if length != lastSize { answerSizes += 1 }
            lastSize = length
        }
        departure = facts.departures.first { $0.role == .server }
        clientLeave =
            clientAlert.map { records.packet(at: $0) }
            ?? facts.departures.first { $0.role == .client }?.packet
        if let data = alert, clientAfterAlert, departure == nil {
            isAnswerAlertSized = answer == nil
            answer = answer ?? data
            answerSizes += 1
            (alert, alertCount) = (nil, 0)
        }
        isClientGoneFirst = clientLeft(facts, before: answer ?? alert)
    }

    /// Where the client took its leave, by what may be a close_notify or by FIN or RST.
    let clientLeave: PacketReference?

    /// Whether the client had said its last word before a record of the server.
    func isClientGone(before place: Int) -> Bool { clientAlert.map { $0 < place } ?? false }

    private func clientLeft(_ facts: HandshakeFacts, before sign: Int?) -> Bool {
        // Without a sign of the server's, its own leave is what the client's may have come before.
        let limit = sign ?? facts.recordsBeforeDeparture.server ?? .max
        if let clientAlert, clientAlert < limit { return true }
        guard facts.hasDeparted(.client) else { return false }
        guard sign == nil else { return facts.recordsBeforeDeparture.client.map { $0 <= limit } ?? false }
        return facts.firstDeparture?.role == .client
    }
}

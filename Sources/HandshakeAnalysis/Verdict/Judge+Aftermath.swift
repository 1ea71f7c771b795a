import ByteParsing
import TLSWire

// Alerts that judge nobody: with them a side leaves, or answers that the other has left.

extension Judge {
    func isAftermath(_ sighting: HandshakeFacts.AlertSighting) -> Bool {
        guard let alert = sighting.fact.alert else { return false }
        // JSSE says it before each close_notify of TLS 1.3 (RFC 9846, section 6.1).
        if alert.description == .userCanceled { return sighting.isAfterHandshake || lacksBytes }
        switch sighting.fact.sender {
        case .client: return isLament(alert, sighting)
        case .server: return isLate(alert, sighting)
        }
    }

    /// A client's answer to a server that has left, and not its reason: OpenSSL says decode_error of an end that it did
    /// not expect, and JSSE handshake_failure.
    private func isLament(_ alert: Alert, _ sighting: HandshakeFacts.AlertSighting) -> Bool {
        if sighting.isAfterDeparture { return !alert.refusesServerCertificate }
        // The server's leave may be missing.
        return alert.description == .decodeError
            && (sighting.isAfterHandshake || (facts.finished.client != nil && facts.missingBytes.server > 0))
    }

    /// The server's, once it had gone on or the client had left, and about no certificate.
    private func isLate(_ alert: Alert, _ sighting: HandshakeFacts.AlertSighting) -> Bool {
        let isOfEnd = alert.description == .decodeError
        if isOfEnd, sighting.isAfterDeparture { return true }
        guard isOfEnd || !alert.mayConcernClientCertificate, sighting.isAfterHandshake else { return false }
        return sighting.isAfterDeparture || hasServed(before: sighting.fact.packet)
    }

    private func hasServed(before packet: PacketReference) -> Bool {
        if let ticket = facts.ticketAfterHandshake, ticket.comes(before: packet) { return true }
        return facts.applicationData.server?.comes(before: packet) ?? false
    }
}

import TLSWire

// TLS 1.3 as far as it is in plaintext: the hellos, and alerts from before the sender had keys.

extension Judge {
    mutating func judgeTLS13() -> Verdict {
        if let alert = decisiveAlert, alert.alert != nil {
            reasons.append(.alertSent(alert))
            if let departure = facts.firstDeparture { noteDeparture(departure) }
            let isRefusal = alert.sender == .client && (alert.alert?.refusesServerCertificate ?? false)
            return failed(isRefusal ? .serverCertificateRejected : .handshakeFailed, alert: alert)
        }
        if let authentication = facts.authentication, authentication != .certificate {
            reasons.append(.authenticatedWithoutCertificates(authentication))
        }
        if let kind = facts.resumption { reasons.append(.resumedSession(kind)) }
        if let hello = facts.serverHello { reasons.append(.encryptedFromServerHello(hello.packet)) }
        if let departure = facts.firstDeparture { noteDeparture(departure) }
        let isCutShort = facts.departures.isEmpty && facts.encryptedRecords.client == 0
        var verdict = Verdict(isCutShort ? .incomplete : .undetermined)
        verdict.isResumed = facts.resumption != nil
        if isCutShort { reasons.append(.nothingMoreSeen) }
        return verdict
    }
}

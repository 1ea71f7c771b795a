import TLSWire

// What can still come of a handshake.
extension HandshakeFacts {
    /// Brings ``isSettled`` and ``patience`` up to date, once after all that one packet brings.
    ///
    /// What it asks is inlined: a getter that is called gets a copy of all facts, after every event.
    public mutating func updateProspects() {
        // As most handshakes are until their last flight.
        if finished.server == nil, applicationData.server == nil, !isTLS13, alerts.isEmpty,
            departures.isEmpty,
            serverAnswers == 0
        {
            isSettled = false
            patience = Self.longestPatience
            return
        }
        isSettled = settles
        patience = currentPatience
    }

    @inline(__always)
    private var settles: Bool {
        if departures.contains(where: \.isReset) || (hasDeparted(.client) && hasDeparted(.server)) {
            return !awaitsServer
        }
        if isTLS13, !isDecrypted { return isInferenceSettled }
        if let renegotiationRecords, !isRenegotiationRead, !renegotiationRecords.isComplete { return false }
        return isComplete && applicationData.server != nil && isUseSettled && !mayBeAskedLater
            && !isAskedAgain && !isAnswerOwed
    }

    /// The server's word on the client's answer, which was read, may be under way to a client that has left.
    @inline(__always)
    public var awaitsServer: Bool {
        guard isTLS13, isDecrypted, isComplete, ticketAfterHandshake == nil, applicationData.server == nil
        else {
            return false
        }
        return !hasDeparted(.server) && !alerts.contains { $0.fact.sender == .server }
    }

    @inline(__always)
    private var currentPatience: Int {
        if !departures.isEmpty { return 2 }
        if alerts.contains(where: { $0.fact.alert?.level == .fatal }) { return 5 }
        if isAnswerOwed { return Self.longestPatience }
        // Servers may hold a refusal back on purpose, s2n-tls for up to 30 seconds.
        return isComplete || isAnsweredByServer ? 5 : Self.longestPatience
    }
}

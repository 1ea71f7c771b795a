import ByteParsing
import TLSWire

// What followed the handshake, where nobody can read it.

extension Inference {
    func readExchange() -> DataExchange? {
        guard let flight = clientFlight, flight.isWhole, flight.answer != .alert else { return nil }
        var padding = HandshakeFacts.PerRole(serverPadding)
        padding.client = flight.padding
        return DataExchange(
            concluded,
            after: postHandshake?.first ?? start(of: flight),
            postHandshake?.last ?? end(of: flight),
            arithmetic,
            padding: padding,
            tickets: ticketSetting(after: flight),
            isHTTP2: isHTTP2
        )
    }

    private func ticketSetting(after flight: ClientFlight) -> TicketRecords.Setting {
        var (certificate, other) = (flight.certificate, ClosedRange<Int>?.none)
        if flight.answer == .presented, flight.isTogether {
            // The signature's size is that of RSA 2048, or of P-256.
            let rest =
                arithmetic.longestMessage(in: length(start(of: flight)), flight.padding)
                - arithmetic.finished - arithmetic.aroundSignature
            certificate = rest - 256...rest - 256
            other = rest - 72...rest - 70
        }
        return TicketRecords.Setting(
            isWanted: facts.clientHello?.message.hasExtension(.pskKeyExchangeModes) ?? true,
            isOfJSSE: serverPadding == .constant(16),
            hash: arithmetic.finished - arithmetic.header,
            certificate: certificate,
            resumed: isResumption ? facts.selectedKey?.identity.count ?? 0 : 0,
            otherCertificate: other,
            isDeclined: flight.answer == .declined
        )
    }

    /// The server, first to close, gave no answer.
    ///
    /// Where it sent tickets, no alert of its own ended the handshake; where
    /// it sent none, the size of an alert decides, and not how it left.
    @inline(__always)
    func silentRefusal(_ after: Aftermath) -> SilentRefusal? {
        guard !facts.hasCarrierOutcome, facts.missingBytes.server == 0, facts.missingBytes.client == 0,
            isServerAlertKnown,
            after.answer != nil, after.departure != nil || after.alert != nil,
            let exchange, let refusal = SilentRefusal(exchange)
        else { return nil }
        return refusal
    }

    /// What the client had said that wants no answer, if the server had received it when it sent its last record.
    func farewell(heardBefore alert: Int) -> Int? {
        // As many bytes as a cancellation are the first words of other protocols as well.
        guard facts.opening?.answersAll != true, let exchange, exchange.isSilent(.server),
            let bytes = SilentRefusal.farewell(in: exchange),
            bytes != SilentRefusal.cancellation || facts.isPreceded
        else { return nil }
        let records = facts.encryptedRecords
        for place in (0..<alert).reversed() where records.sender(at: place) == .client {
            return records.reach(at: alert).mayAnswer(records.end(at: place)) ? bytes : nil
        }
        return nil
    }

    /// After data of the server, it answered something of the client's with what may be an alert, and left.
    func isCutOff(_ flight: ClientFlight) -> Bool {
        let after = aftermath(of: flight, after: start(of: flight), end(of: flight))
        guard let alert = after.alert, after.answer != nil, after.departure != nil,
            !after.isClientGone(before: alert), alert > 0
        else { return false }
        return facts.encryptedRecords.sender(at: alert - 1) == .client
    }

    mutating func noteSilence(_ refusal: SilentRefusal) {
        steps.append(
            refusal.request == nil
                ? .serverLeftAtOnce(refusal.leave.packet)
                : .serverLeftInsteadOfAnswering(refusal.leave.packet)
        )
    }

    /// What EncryptedExtensions says by its size, where it has a record of its own; `nil` where it has not.
    ///
    /// The protocol `h2` takes 9 bytes, the acknowledgement of a server name 4; `http/1.1` takes 15.
    private var isHTTP2: Bool? {
        guard facts.clientHello?.message.applicationProtocols.contains("h2") != false else { return false }
        guard serverFlight != nil, serverPadding == .none else { return nil }
        let body = arithmetic.longestMessage(in: length(serverPlaces[0])) - arithmetic.header - 2
        switch body {
        case 9, 13: return true
        case 0, 4, 15, 19: return false
        default: return nil
        }
    }
}

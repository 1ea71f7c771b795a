import TLSWire

// A server that answers a ClientHello in another protocol.

extension Judge {
    /// What the server said in another protocol, if that is its answer: it sent no TLS, and what it said cannot belong to a
    /// preamble.
    var decisiveSpeech: ForeignSpeech? {
        guard let speech = facts.foreignSpeech, facts.clientHello != nil, facts.serverHello == nil,
            !facts.isSeen.server, facts.changeCipherSpec.server == nil
        else { return nil }
        // A greeting says that TLS was not expected; that it did not come, the end has to show.
        if speech.isGreeting, facts.firstDeparture == nil { return nil }
        return speech
    }

    mutating func judgeForeignSpeech(_ speech: ForeignSpeech) -> Verdict {
        reasons.append(.serverSpokeOtherProtocol(speech))
        if let departure = facts.firstDeparture { noteDeparture(departure) }
        return failed(.handshakeFailed)
    }
}

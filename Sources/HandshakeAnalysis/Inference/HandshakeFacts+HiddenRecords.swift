import TLSWire

extension HandshakeFacts {
    /// The client sent data of TLS 1.3 that were told before the server's hello, and not early ones: two taps' clocks differ.
    ///
    /// What could not be read then holds its answer, if nothing else does.
    @inline(__always)
    var hasUnreadAnswer: Bool {
        guard isTLS13, let data = applicationData.client, let hello = serverHello?.packet
        else { return false }
        return data.comes(before: hello) && clientHello?.message.offersEarlyData == false
    }

    /// The sizes that records with a connection id have in DTLS 1.2, where the type is hidden (RFC 9146, section 4): that
    /// of a Finished, and that of an alert; `nil` before the ServerHello, and where sizes say nothing.
    public var hiddenSizes: (finished: Int, alert: Int)? {
        guard let hello = serverHello?.message, let overhead = RecordOverhead(hello) else { return nil }
        // 12 bytes of verify_data, the header, and the type inside.
        let finished = framing.headerLength + 12 + 1
        return (overhead.record(of: finished), overhead.record(of: 2 + 1))
    }

    /// The size of the record of a Finished of TLS 1.3; `nil` before the ServerHello.
    public var sealedFinishedSize: Int? {
        guard let suite = serverHello?.message.cipherSuite, let arithmetic = RecordArithmetic(suite, framing)
        else { return nil }
        return arithmetic.record(of: arithmetic.finished)
    }

    /// The size of the record of a Finished up to TLS 1.2.
    public var finishedSize: Int? {
        guard let hello = serverHello?.message, let overhead = RecordOverhead(hello) else { return nil }
        return overhead.record(of: framing.headerLength + 12)
    }
}

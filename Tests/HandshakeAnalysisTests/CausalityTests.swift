import HandshakeAnalysis
import TLSWire
import Testing

/// Nobody judges what has not reached them: offsets and acknowledgement numbers tell whether it had.
@Suite struct `What had not arrived` {
    /// The log of steps; `heard` says what the sender of the last had received of the other side, of which the message at
    /// `place` ends at byte 1,000.
    private func verdict(_ steps: [Step], place: Int, heard: Int?) -> Verdict {
        var events = log(steps)
        let message = events[place]
        events[place] = HandshakeEvent(
            message.kind,
            from: message.sender,
            at: message.packet,
            reach: Reach(end: 1_000, heard: nil)
        )
        let last = events[events.count - 1]
        events[events.count - 1] = HandshakeEvent(
            last.kind,
            from: last.sender,
            at: last.packet,
            reach: Reach(end: 0, heard: heard)
        )
        return Verdict(of: events)
    }

    private func place(of kind: String, in steps: [Step]) throws -> Int {
        try #require(
            log(steps).firstIndex { String(describing: $0.kind).hasPrefix(kind) && $0.sender == .client }
        )
    }

    /// Where acknowledgements are not known, nothing speaks against it.
    private static let closings: [(heard: Int?, kind: Failure.Kind)] = [
        (999, .handshakeFailed), (1_000, .clientCertificateRejected), (nil, .clientCertificateRejected),
    ]

    @Test(arguments: closings) func `a server that closes`(heard: Int?, kind: Failure.Kind) throws {
        let steps = Flight.request + Flight.certificate + [.closed(.server)]
        let verdict = verdict(steps, place: try place(of: "certificate", in: steps), heard: heard)
        #expect(verdict.failure?.kind == kind)
        #expect(verdict.failure?.closedBy == .server)
    }

    @Test(arguments: [(10, Failure.Kind.handshakeFailed), (1_000, .clientCertificateRejected)])
    func `a server that sends an alert`(heard: Int, kind: Failure.Kind) throws {
        let steps = Flight.request + Flight.certificate + [.fatal(.server, .handshakeFailure)]
        let verdict = verdict(steps, place: try place(of: "certificate", in: steps), heard: heard)
        #expect(verdict.failure?.kind == kind)
    }

    @Test(arguments: [(10, Verdict.Status.incomplete), (1_000, .failed)])
    func `a client that closes before the request`(heard: Int, status: Verdict.Status) throws {
        let steps = Flight.request + [.closed(.client)]
        let request = try #require(
            log(steps).firstIndex { if case .message(.certificateRequest) = $0.kind { true } else { false } }
        )
        #expect(verdict(steps, place: request, heard: heard).status == status)
    }

    @Test(arguments: [(10, Failure.Kind.handshakeFailed), (1_000, .serverCertificateRejected)])
    func `a client that refuses`(heard: Int, kind: Failure.Kind) throws {
        let steps = Flight.request + [.fatal(.client, .unknownCA)]
        let certificate = try #require(
            log(steps).firstIndex { if case .certificate = $0.kind { $0.sender == .server } else { false } }
        )
        #expect(verdict(steps, place: certificate, heard: heard).failure?.kind == kind)
    }
}

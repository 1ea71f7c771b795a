import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

extension ConnectionTracker {
    var client: SocketAddress { key.sender(in: streams.session.clientDirection) }
    var server: SocketAddress { key.sender(in: streams.session.clientDirection.opposite) }

    /// The report so far, without what other connections tell.
    func makeReport(
        id: ConnectionID,
        _ concluded: ConcludedFacts,
        _ inference: Inference?,
        _ events: [HandshakeEvent]
    ) -> ConnectionReport {
        let renegotiation = Renegotiation(of: concluded.facts)
        var report = ConnectionReport(
            id: id,
            revision: (earlier?.report.revision ?? 0) + 1,
            transport: .tcp,
            client: client,
            server: server,
            first: first,
            last: streams.last,
            precededBy: isPreceded || streams.session.hasPreamble ? "unknown" : nil,
            tls: TLSFacts(concluded.facts),
            verdict: Verdict(of: concluded, inference: inference),
            certificateRequest: concluded.facts.certificateRequest ?? inference?.certificateRequest
                ?? renegotiation?.certificateRequest,
            clientCertificate: concluded.facts.clientCertificate ?? inference?.clientCertificate
                ?? renegotiation?.clientCertificate,
            serverCertificate: concluded.facts.serverCertificate,
            events: events,
            streamNotes: streams.notes
        )
        let diagnoses = Diagnosis.all(of: concluded, report)
        if !diagnoses.isEmpty { report.diagnoses = diagnoses }
        return report
    }
}

extension ConnectionReport {
    /// Judges again, now that it is known where the session began that the connection resumes.
    mutating func judge(_ facts: ConcludedFacts, _ inference: Inference?, resuming original: OriginalSession)
    {
        verdict = Verdict(of: facts, inference: inference, resuming: original)
        diagnoses = Diagnosis.all(of: facts, self)
    }
}

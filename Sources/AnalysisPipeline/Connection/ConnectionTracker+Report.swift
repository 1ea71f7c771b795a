import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

extension ConnectionTracker {
    /// The report so far; `original` is where the session that this connection resumes began, if that is known.
    func makeReport(
        id: ConnectionID,
        _ facts: HandshakeFacts,
        _ events: [HandshakeEvent],
        resuming original: OriginalSession?
    ) -> ConnectionReport {
        let inference = Inference(of: facts)
        let renegotiation = Renegotiation(of: facts)
        var report = ConnectionReport(
            id: id,
            transport: .tcp,
            client: key.sender(in: session.clientDirection),
            server: key.sender(in: session.clientDirection.opposite),
            first: first,
            last: last,
            tls: TLSFacts(facts),
            verdict: Verdict(of: facts, inference: inference, resuming: original),
            events: events,
            streamNotes: streamNotes
        )
        report.revision = (earlierReport?.revision ?? 0) + 1
        report.precededBy = isPreceded ? "unknown" : nil
        report.certificateRequest =
            facts.certificateRequest ?? inference?.certificateRequest ?? renegotiation?.certificateRequest
        report.clientCertificate =
            facts.clientCertificate ?? inference?.clientCertificate ?? renegotiation?.clientCertificate
        report.serverCertificate = facts.serverCertificate
        return report
    }
}

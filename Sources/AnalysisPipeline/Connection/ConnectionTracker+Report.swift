import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

extension ConnectionTracker {
    /// The report so far, without what other connections tell.
    func makeReport(
        id: ConnectionID,
        _ concluded: borrowing ConcludedStreams,
        _ inference: ConcludedInference?
    ) -> ConnectionReport {
        let facts = concluded.facts
        var request = facts.facts.certificateRequest
        var certificate = facts.facts.clientCertificate
        if let inference {
            request = request ?? inference.certificateRequest
            certificate = certificate ?? inference.clientCertificate
        } else if facts.facts.renegotiation != nil, let renegotiation = Renegotiation(of: facts.facts) {
            request = request ?? renegotiation.certificateRequest
            certificate = certificate ?? renegotiation.clientCertificate
        }
        var report = ConnectionReport(
            id: id,
            revision: (earlier?.report.revision ?? 0) + 1,
            transport: .tcp,
            client: key.sender(in: concluded.clientDirection),
            server: key.sender(in: concluded.clientDirection.opposite),
            first: first,
            last: concluded.last,
            precededBy: isPreceded || concluded.hasPreamble ? "unknown" : nil,
            tls: TLSFacts(facts),
            verdict: Verdict(of: facts, inference: inference),
            certificateRequest: request,
            clientCertificate: certificate,
            serverCertificate: facts.facts.serverCertificate,
            events: concluded.events,
            streamNotes: concluded.notes
        )
        let diagnoses = Diagnosis.all(of: facts, report)
        if !diagnoses.isEmpty { report.diagnoses = diagnoses }
        return report
    }
}

extension ConnectionReport {
    /// Judges again, now that it is known where the session began that the connection resumes.
    mutating func judge(
        _ facts: ConcludedFacts,
        _ inference: ConcludedInference?,
        resuming original: OriginalSession
    ) {
        verdict = Verdict(of: facts, inference: inference, resuming: original)
        diagnoses = Diagnosis.all(of: facts, self)
    }
}

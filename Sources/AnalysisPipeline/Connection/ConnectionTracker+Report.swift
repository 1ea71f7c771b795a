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
        _ inference: ConcludedInference?,
        _ common: inout CommonFacts
    ) -> ConnectionReport {
        let facts = concluded.facts
        let renegotiation = facts.facts.renegotiation == nil ? nil : Renegotiation(of: facts.facts)
        let isRead = inference == nil && facts.facts.renegotiation == nil
        var report = ConnectionReport(
            id: id,
            revision: (earlier?.report.revision ?? 0) + 1,
            transport: .tcp,
            client: key.sender(in: concluded.clientDirection),
            server: key.sender(in: concluded.clientDirection.opposite),
            first: first,
            last: concluded.last,
            precededBy: isPreceded || concluded.hasPreamble ? "unknown" : nil,
            tls: TLSFacts(facts, &common),
            verdict: Verdict(of: facts, inference: inference),
            certificateRequest: isRead
                ? facts.facts.certificateRequest
                : facts.facts.certificateRequest ?? inference?.certificateRequest
                    ?? renegotiation?.certificateRequest,
            clientCertificate: isRead
                ? facts.facts.clientCertificate
                : facts.facts.clientCertificate ?? inference?.clientCertificate
                    ?? renegotiation?.clientCertificate,
            serverCertificate: facts.facts.serverCertificate,
            events: concluded.events,
            streamNotes: concluded.notes
        )
        let diagnoses = Diagnosis.all(of: facts, report, &common)
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

import ByteParsing
import HandshakeAnalysis
import PacketDecoding
import StreamReassembly
import TLSWire

extension ConnectionTracker {
    /// The report so far, without what other connections tell.
    func makeReport(
        id: ConnectionID,
        _ facts: ConcludedFacts,
        _ concluded: borrowing ConcludedStreams,
        _ inference: ConcludedInference?,
        _ carriage: Carriage?,
        known: KnownCertificates?,
        _ common: inout CommonFacts
    ) -> ConnectionReport {
        var notes = concluded.notes
        if isGivenUp { notes.isLimitHit = true }
        let beginning = BareBeginning(facts)
        return ConnectionReport(
            id: id,
            revision: (earlier?.report.revision ?? 0) + 1,
            transport: .tcp,
            carriage: carriage,
            client: key.sender(in: concluded.clientDirection),
            server: key.sender(in: concluded.clientDirection.opposite),
            first: first,
            last: concluded.last,
            precededBy: carriage?.preambles.last?.type,
            tls: common.settlement(of: facts),
            verdict: beginning?.verdict ?? Verdict(of: facts, inference: inference),
            facts: facts,
            certificates: Self.inferred(facts, inference, known),
            diagnoses: beginning?.diagnoses ?? [],
            events: concluded.events,
            streamNotes: notes
        ).diagnosed(of: facts, inference, &common)
    }

    /// What is known of certificates if it is more than what was read.
    static func inferred(
        _ concluded: ConcludedFacts,
        _ inference: ConcludedInference?,
        _ known: KnownCertificates?
    ) -> ReportedCertificates? {
        let isRenegotiated = concluded.facts.renegotiation != nil
        guard inference != nil || isRenegotiated else { return nil }
        let renegotiation = isRenegotiated ? Renegotiation(of: concluded.facts) : nil
        let client =
            concluded.facts.clientCertificate ?? inference?.clientCertificate
            ?? renegotiation?.clientCertificate
        var candidates: [String] = []
        if let known, let inference, case .hidden? = client?.chain.entries {
            candidates = known.candidates(for: inference)
        }
        return ReportedCertificates(
            request: concluded.facts.certificateRequest ?? inference?.certificateRequest
                ?? renegotiation?.certificateRequest,
            client: client,
            server: concluded.facts.serverCertificate,
            candidates: candidates
        )
    }
}

extension ConnectionReport {
    /// The same with what is wrong, if anything is; itself where that was said from the start, as of a ``BareBeginning``.
    func diagnosed(
        of facts: ConcludedFacts,
        _ inference: ConcludedInference?,
        _ common: inout CommonFacts
    ) -> ConnectionReport {
        guard diagnoses.isEmpty else { return self }
        let diagnoses = Diagnosis.all(of: facts, inference, self, &common)
        return diagnoses.isEmpty ? self : ConnectionReport(self, diagnoses: diagnoses)
    }

    /// The same, judged again now that it is known where the session began that the connection resumes, or that it is a data
    /// connection of a `control` connection.
    func judged(
        _ facts: ConcludedFacts,
        _ inference: ConcludedInference?,
        resuming original: OriginalSession?,
        beside control: ControlConnection?
    ) -> ConnectionReport {
        let verdict = Verdict(of: facts, inference: inference, resuming: original, beside: control)
        let judged = ConnectionReport(self, verdict: verdict, diagnoses: [])
        var common = CommonFacts()
        return judged.diagnosed(of: facts, inference, &common)
    }
}

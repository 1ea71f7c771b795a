import TLSWire

// Where packets were read and those that decide are missing, sizes may tell what they tell without keys.

extension Judge {
    /// Says of QUIC what its packets' sizes say, where what could be read leaves it open and contradicts nothing of it.
    mutating func fallBackOnSizes(_ verdict: inout Verdict) {
        guard facts.framing == .quic, facts.isDecrypted, concluded.resumption == nil,
            verdict.status == .incomplete || verdict.status == .undetermined,
            let inference = QUICInference(of: concluded, ignoringKeys: true),
            let confidence = inference.conclusion.confidence, agrees(inference.conclusion)
        else { return }
        for step in inference.steps { verdict.reasons.append(.inferred(step)) }
        verdict.status = inference.conclusion.status
        verdict.failure = inference.conclusion.failure
        verdict.confidence = lacksBytes ? .low : confidence
        reasons = verdict.reasons
    }

    /// What was read does not say otherwise.
    private func agrees(_ conclusion: Inference.Conclusion) -> Bool {
        switch (conclusion.status, conclusion.failure?.kind) {
        case (.notRequested, _): !facts.isRequested
        case (.completed, _), (_, .clientCertificateRejected): !facts.isDeclined
        case (.notPresented, _), (_, .clientCertificateMissing): !facts.isPresented
        case (_, .serverCertificateRejected): facts.finished.client == nil
        default: true
        }
    }
}

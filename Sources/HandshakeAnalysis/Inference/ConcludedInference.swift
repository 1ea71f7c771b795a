/// What is inferred of a connection of TLS 1.3 when nothing more will be added to its facts.
///
/// A class for the same reason as ``ConcludedFacts``; and few connections have one, so that it is a reference that all
/// the others do without.
public final class ConcludedInference: Sendable {
    let inference: Inference

    /// Fails where there is nothing to infer from.
    public init?(of concluded: ConcludedFacts) {
        guard concluded.facts.isTLS13, let inference = Inference(of: concluded) else { return nil }
        self.inference = inference
    }

    /// The way to the conclusion, in order.
    var steps: [InferenceStep] { inference.steps }
    var conclusion: Inference.Conclusion { inference.conclusion }
    /// What followed the handshake, worked out anew each time.
    var exchange: DataExchange? { inference.exchange }
    /// Whether the size of the ticket that was taken says something about its content.
    var isTicketTelling: Bool {
        // JSSE's tickets hold its own chain, and are large anyhow.
        inference.serverFlight?.isResumption == true && inference.serverPadding == .none
    }
    public var certificateRequest: CertificateRequestFacts? { inference.certificateRequest }
    public var clientCertificate: CertificateFacts? { inference.clientCertificate }
    public var ticketSizes: (first: Int, second: Int) { inference.ticketSizes }
}

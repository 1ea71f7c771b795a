internal import TLSWire

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
    /// What followed the handshake.
    var exchange: DataExchange? { inference.exchange }
    /// Whether the size of the ticket that was taken says something about its content.
    var isTicketTelling: Bool {
        // JSSE's tickets hold its own chain, and are large anyhow.
        inference.serverFlight?.isResumption == true && inference.serverPadding == .none
    }
    /// The sizes that the client's Certificate message may have, where it has records of its own.
    var certificateSize: ClosedRange<Int>? { inference.clientFlight?.certificate }
    /// The client may have compressed it (RFC 8879).
    var mayBeCompressed: Bool {
        inference.facts.clientHello?.message.certificateCompressionAlgorithms.isEmpty == false
    }
    /// The size of a ticket that holds the client's certificate: of OpenSSL, which sends two of one size.
    var certificateTicket: Int? {
        guard let tickets = inference.exchange?.tickets, tickets.count > 1, let first = tickets.first,
            first >= Inference.smallestTicketWithCertificate
        else { return nil }
        // Lengths, a nonce of eight bytes, and no extensions.
        return first - Inference.aroundOpenSSLTicket
    }
    public var certificateRequest: CertificateRequestFacts? { inference.certificateRequest }
    public var clientCertificate: CertificateFacts? { inference.clientCertificate }
    public var ticketSizes: (first: Int, second: Int) { inference.ticketSizes }
}

public import ByteParsing
internal import TLSWire

/// What is inferred of a connection of TLS 1.3 when nothing more will be added to its facts.
///
/// A class for the same reason as ``ConcludedFacts``; and few connections have one, so that it is a reference that all
/// the others do without. What is asked of it is worked out once: an ``Inference`` that is asked is copied.
public final class ConcludedInference: Sendable {
    private let concluded: ConcludedFacts
    /// The way to the conclusion, in order.
    let steps: [InferenceStep]
    let conclusion: Inference.Conclusion
    /// What a client of QUIC answered, by the sizes of its packets; `nil` elsewhere.
    let packetAnswer: QUICFlights.Answer?
    /// What followed the handshake.
    let exchange: DataExchange?
    /// Whether the size of the ticket that was taken says something about its content.
    let isTicketTelling: Bool
    /// The sizes that the client's Certificate may have, without the header of the message, where it has records of its own.
    let certificateBody: ClosedRange<Int>?
    public let certificateRequest: CertificateRequestFacts?
    public let clientCertificate: CertificateFacts?
    /// The sizes of the server's tickets, and the packet in which they began to come; 0 for none.
    public let ticketSizes: (first: Int, second: Int, packet: PacketReference?)

    /// Fails where there is nothing to infer from.
    public convenience init?(of concluded: ConcludedFacts) {
        guard concluded.facts.isTLS13 else { return nil }
        if concluded.facts.framing == .quic {
            guard let inference = QUICInference(of: concluded) else { return nil }
            self.init(concluded, fromPackets: inference)
        } else {
            guard let inference = Inference(of: concluded) else { return nil }
            self.init(concluded, fromRecords: inference)
        }
    }

    private init(_ concluded: ConcludedFacts, fromRecords inference: Inference) {
        self.concluded = concluded
        steps = inference.steps
        conclusion = inference.conclusion
        packetAnswer = nil
        exchange = inference.exchange
        // JSSE's tickets hold its own chain, and are large anyhow.
        isTicketTelling = inference.serverFlight?.isResumption == true && inference.serverPadding == .none
        certificateBody = inference.certificateBody
        certificateRequest = inference.certificateRequest
        clientCertificate = inference.clientCertificate
        ticketSizes = inference.ticketSizes
    }

    private init(_ concluded: ConcludedFacts, fromPackets inference: QUICInference) {
        self.concluded = concluded
        steps = inference.steps
        conclusion = inference.conclusion
        packetAnswer = inference.flights.answer
        exchange = nil
        isTicketTelling = true
        certificateBody = nil
        certificateRequest = inference.certificateRequest
        clientCertificate = inference.clientCertificate
        ticketSizes = (0, 0, nil)
    }

    /// The client may have compressed it (RFC 8879).
    var mayBeCompressed: Bool {
        concluded.facts.framing != .quic
            && concluded.facts.clientHello?.message.certificateCompressionAlgorithms.isEmpty == false
    }
    /// The size of a ticket that holds the client's certificate.
    var certificateTicket: Int? { exchange?.certificateTicket }
}

extension Inference {
    fileprivate var certificateBody: ClosedRange<Int>? {
        guard let size = clientFlight?.certificate, size.lowerBound >= arithmetic.header else { return nil }
        return size.lowerBound - arithmetic.header...size.upperBound - arithmetic.header
    }
}

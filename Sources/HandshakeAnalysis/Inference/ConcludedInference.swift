public import ByteParsing
internal import TLSWire

/// What is inferred of a connection of TLS 1.3 when nothing more will be added to its facts.
///
/// A class for the same reason as ``ConcludedFacts``; and few connections have one, so that it is a reference that all
/// the others do without.
public final class ConcludedInference: Sendable {
    /// From what nobody opened.
    private enum Source: Sendable {
        case records(Inference)
        case packets(QUICInference)
    }

    private let source: Source

    /// Fails where there is nothing to infer from.
    public init?(of concluded: ConcludedFacts) {
        guard concluded.facts.isTLS13 else { return nil }
        if concluded.facts.framing == .quic {
            guard let inference = QUICInference(of: concluded) else { return nil }
            source = .packets(inference)
        } else {
            guard let inference = Inference(of: concluded) else { return nil }
            source = .records(inference)
        }
    }

    private var records: Inference? { if case .records(let inference) = source { inference } else { nil } }

    /// The way to the conclusion, in order.
    var steps: [InferenceStep] {
        switch source {
        case .records(let inference): inference.steps
        case .packets(let inference): inference.steps
        }
    }
    var conclusion: Inference.Conclusion {
        switch source {
        case .records(let inference): inference.conclusion
        case .packets(let inference): inference.conclusion
        }
    }
    /// What a client of QUIC answered, by the sizes of its packets; `nil` elsewhere.
    var packetAnswer: QUICFlights.Answer? {
        if case .packets(let inference) = source { inference.flights.answer } else { nil }
    }
    /// What followed the handshake.
    var exchange: DataExchange? { records?.exchange }
    /// Whether the size of the ticket that was taken says something about its content.
    var isTicketTelling: Bool {
        // JSSE's tickets hold its own chain, and are large anyhow.
        guard let records else { return true }
        return records.serverFlight?.isResumption == true && records.serverPadding == .none
    }
    /// The sizes that the client's Certificate may have, without the header of the message, where it has records of its own.
    var certificateBody: ClosedRange<Int>? {
        guard let records, let size = records.clientFlight?.certificate else { return nil }
        let header = records.arithmetic.header
        guard size.lowerBound >= header else { return nil }
        return size.lowerBound - header...size.upperBound - header
    }
    /// The client may have compressed it (RFC 8879).
    var mayBeCompressed: Bool {
        records?.facts.clientHello?.message.certificateCompressionAlgorithms.isEmpty == false
    }
    /// The size of a ticket that holds the client's certificate: of OpenSSL, which sends two of one size.
    var certificateTicket: Int? {
        guard let tickets = records?.exchange?.tickets, tickets.count > 1, let first = tickets.first,
            first >= Inference.smallestTicketWithCertificate
        else { return nil }
        // Lengths, a nonce of eight bytes, and no extensions.
        return first - Inference.aroundOpenSSLTicket
    }
    public var certificateRequest: CertificateRequestFacts? {
        switch source {
        case .records(let inference): inference.certificateRequest
        case .packets(let inference): inference.certificateRequest
        }
    }
    public var clientCertificate: CertificateFacts? {
        switch source {
        case .records(let inference): inference.clientCertificate
        case .packets(let inference): inference.clientCertificate
        }
    }
    /// The sizes of the server's tickets, and the packet in which they began to come; 0 for none.
    public var ticketSizes: (first: Int, second: Int, packet: PacketReference?) {
        if case .records(let inference) = source { inference.ticketSizes } else { (0, 0, nil) }
    }
}

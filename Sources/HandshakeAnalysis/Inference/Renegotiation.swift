import ByteParsing
import TLSWire

/// What an encrypted renegotiation up to TLS 1.2 tells by the types and sizes of its records.
///
///     client                                              server
///     ClientHello                      ──────▶
///                                                 ServerHello, Certificate, ServerKeyExchange,
///                                      ◀──────    CertificateRequest, ServerHelloDone
///     Certificate, ClientKeyExchange,
///     CertificateVerify                ──────▶
///
/// A CertificateRequest shows in the client's answer: 7 bytes of an empty Certificate, or a Certificate with a
/// CertificateVerify. RFC 5246, section 7.3.
public struct Renegotiation: Sendable {
    enum Answer: Hashable, Sendable { case none, keyExchangeOnly, declined, presented, unknown }

    let records: RenegotiationRecords
    private let overhead: RecordOverhead
    /// Before each message.
    private let header: Int
    private let keyExchange: CipherSuite.KeyExchange?
    private let server: [RenegotiationRecords.Record]
    let client: [RenegotiationRecords.Record]
    private(set) var answer = Answer.none
    /// The sizes leave no other reading.
    private(set) var isExact = true

    /// Fails where there is no renegotiation, or its sizes say nothing.
    public init?(of facts: borrowing HandshakeFacts) {
        // The first handshake may have been decrypted where this one is not.
        guard !facts.isTLS13, !(facts.isDecrypted && facts.isRenegotiationRead),
            let hello = facts.serverHello?.message,
            let records = facts.renegotiationRecords, let overhead = RecordOverhead(hello)
        else { return nil }
        self.records = records
        self.overhead = overhead
        header = facts.framing.headerLength
        keyExchange = hello.cipherSuite.keyExchange
        let answer =
            records.records.dropFirst().firstIndex { $0.sender == .client } ?? records.records.endIndex
        server = records.records[..<answer].filter { $0.sender == .server }
        client = records.records[answer...].filter { $0.sender == .client }
        // Nobody answers what the server has not said: its flight, or the hello before it, was not seen.
        if server.isEmpty, !client.isEmpty { return nil }
        readAnswer()
    }

    private var emptyCertificate: Int { header + 3 }
    private var aroundSignature: Int { header + 2 + 2 }
    /// The smallest certificates in use take some 300 bytes.
    private static let smallestCertificate = 200

    private mutating func readAnswer() {
        guard let first = client.first else { return }
        guard let size = overhead.messages(in: first.length) else { return answer = .unknown }
        if client.count == 1 {
            let isExchange = holdsKeyExchange(size, besides: 0)
            let isDeclined = holdsKeyExchange(size, besides: emptyCertificate)
            isExact = isExchange != isDeclined
            if isExchange != isDeclined {
                answer = isExchange ? .keyExchangeOnly : .declined
            } else if !isExchange, size.lowerBound >= Self.smallestCertificate + 100 {
                // Certificate, ClientKeyExchange and CertificateVerify in one record, as NSS sends them.
                (answer, isExact) = (.presented, keyExchange == .ecdhe)
            } else {
                answer = .unknown
            }
        } else if size.contains(emptyCertificate), let next = overhead.messages(in: client[1].length) {
            answer = .declined
            isExact = client.count == 2 && holdsKeyExchange(next, besides: 0)
        } else if size.lowerBound >= Self.smallestCertificate {
            answer = .presented
            let last = overhead.messages(in: client[client.count - 1].length)
            isExact =
                client.count == 3
                && last.map { SignatureKind.of(certificateVerify: $0, around: aroundSignature).isPossible }
                    ?? false
        } else {
            answer = .unknown
        }
    }

    /// Whether a ClientKeyExchange and so many bytes more can have such a size.
    private func holdsKeyExchange(_ size: ClosedRange<Int>, besides more: Int) -> Bool {
        let sizes: [Int]
        switch keyExchange {
        // X25519, X448 and the points of the three NIST curves.
        case .ecdhe?: sizes = [33, 57, 66, 98, 134]
        default: sizes = [64, 96, 128, 192, 256, 384, 512, 768, 1024].map { $0 + 2 }
        }
        return sizes.contains { size.contains(header + $0 + more) }
    }

    // MARK: Facts

    /// The record of the CertificateRequest, if the server's messages have a record each.
    private var request: RenegotiationRecords.Record? {
        guard answer == .declined || answer == .presented else { return nil }
        guard server.count >= 4, let last = server.last,
            overhead.messages(in: last.length)?.contains(header) == true
        else { return server.first }
        return server[server.count - 2]
    }

    public var certificateRequest: CertificateRequestFacts? {
        guard let packet = request?.packet else { return nil }
        return CertificateRequestFacts(
            packet: packet,
            stage: .renegotiation,
            certificateTypes: [],
            signatureAlgorithms: [],
            certificateAuthorities: [],
            basis: .inferred
        )
    }

    public var clientCertificate: CertificateFacts? {
        guard let first = client.first, answer == .declined || answer == .presented else { return nil }
        return CertificateFacts(
            packet: first.packet,
            chain: CertificateChain(answer == .presented ? .hidden : .x509([])),
            provenAt: answer == .presented && client.count >= 3 ? client.last?.packet : nil,
            basis: .inferred
        )
    }

    // MARK: Steps

    var steps: [InferenceStep] {
        guard let first = client.first else { return [] }
        var steps: [InferenceStep] = []
        if let request, server.count >= 4 {
            steps.append(
                .serverFlightRequests(records: server.count, request: request.length, request.packet)
            )
        }
        switch answer {
        case .declined: steps.append(.clientDeclined(certificate: first.length, finished: nil, first.packet))
        case .presented where client.count >= 3:
            let verify = client[client.count - 1].length
            steps.append(
                .clientPresentedAgain(
                    certificate: first.length,
                    exchange: client[1].length,
                    verify: verify,
                    first.packet
                )
            )
            if let sizes = overhead.messages(in: verify),
                let kind = SignatureKind.of(certificateVerify: sizes, around: aroundSignature).kind
            {
                steps.append(.clientKey(kind, signature: sizes.upperBound - aroundSignature))
            }
        case .presented: steps.append(.clientPresentedTogether(record: first.length, first.packet))
        case .keyExchangeOnly: steps.append(.clientExchangedKeysOnly(record: first.length, first.packet))
        case .unknown: steps.append(.clientRecordsFitNothing(record: first.length, first.packet))
        case .none: break
        }
        return steps
    }
}

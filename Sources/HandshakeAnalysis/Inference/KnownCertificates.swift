public import CertificateInspection

/// Certificates that the user has, to say which of them a client may have presented where TLS 1.3 hides it.
///
/// Sizes tell them apart, so what comes of it are candidates and never a name: certificates of one authority are often
/// as long as each other.
public final class KnownCertificates: Sendable {
    /// One of them, and the sizes that a Certificate message has with it and none, some or all of its issuers.
    private struct Entry: Sendable {
        let subject: String
        let size: Int
        let messages: [Int]
    }

    /// Of several that fit, so many are named.
    public static let mostCandidates = 16
    /// Issuers that are looked up above a certificate.
    private static let longestChain = 8
    /// OpenSSL's tickets take so much more than the client's certificate in them: measured from 201 to 281 with nginx,
    /// Apache, HAProxy, Node.js, PHP and Python.
    private static let aroundCertificate = 201...281

    private let entries: [Entry]

    public init(_ certificates: [CertificateSummary]) {
        entries = certificates.compactMap { certificate in
            guard let subject = certificate.subject else { return nil }
            var sum = Self.aroundEntries
            let messages = Self.chain(above: certificate, among: certificates).map { member in
                sum += Self.aroundEntry + member.der.count
                return sum
            }
            return Entry(subject: subject, size: certificate.der.count, messages: messages)
        }
    }

    /// A Certificate's context and the length of its list; sizes are without the header of the message.
    private static let aroundEntries = 1 + 3
    /// Length and extensions of an entry (RFC 9846, section 4.4.2).
    private static let aroundEntry = 5

    private static func chain(
        above certificate: CertificateSummary,
        among certificates: [CertificateSummary]
    ) -> [CertificateSummary] {
        var chain = [certificate]
        while chain.count < longestChain, let last = chain.last, !last.isSelfIssued,
            let issuer = certificates.first(where: { last.isIssued(byNameOf: $0) })
        {
            chain.append(issuer)
        }
        return chain
    }

    /// The subjects of those that fit what was inferred; empty where nothing is known of the size.
    public func candidates(for inference: ConcludedInference) -> [String] {
        let message = inference.certificateBody
        var fitting: [Entry] = []
        if let message { fitting = entries.filter { $0.messages.contains(where: message.contains) } }
        if fitting.isEmpty, message == nil || inference.mayBeCompressed,
            let ticket = inference.certificateTicket
        {
            fitting = entries.filter { Self.aroundCertificate.contains(ticket - $0.size) }
        }
        var subjects: [String] = []
        for entry in fitting where !subjects.contains(entry.subject) && subjects.count < Self.mostCandidates {
            subjects.append(entry.subject)
        }
        return subjects
    }
}

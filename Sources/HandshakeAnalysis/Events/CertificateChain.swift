public import CertificateInspection

/// The body of a Certificate message of any version.
///
/// A class, since all connections on which a message was sent again share what was made of it.
public final class CertificateChain: Sendable {
    public enum Entries: Sendable {
        case x509([CertificateSummary])
        /// RFC 7250: a bare SubjectPublicKeyInfo in place of certificates, described by its key, such as `EC P-256`.
        case rawPublicKey(String)
        /// Encrypted: that there is something is all that is known.
        case hidden
    }

    /// Certificates that are kept of one message; real chains have up to ten.
    public static let maximumCertificates = 100

    public let entries: Entries
    /// How many certificates came beyond ``maximumCertificates``.
    public let omittedCount: Int
    /// The subject of the peer's own certificate, put into words once: every report of a client names it.
    public let subject: String?
    /// What the cursory check has to know of the chain, looked at once.
    let outlook: ChainOutlook

    public init(_ entries: Entries, omitted: Int = 0) {
        self.entries = entries
        omittedCount = omitted
        guard case .x509(let certificates) = entries else {
            subject = nil
            outlook = ChainOutlook([])
            return
        }
        subject = certificates.first?.subject
        outlook = ChainOutlook(certificates)
    }

    public var isEmpty: Bool {
        switch entries {
        case .x509(let certificates): certificates.isEmpty
        case .rawPublicKey, .hidden: false
        }
    }

    /// The certificate of the peer itself; `nil` for an empty chain and for a raw public key.
    public var leaf: CertificateSummary? {
        if case .x509(let certificates) = entries { certificates.first } else { nil }
    }
}

/// Whether the signature holds by which a side proves that it has the private key of its certificate: CertificateVerify
/// and, up to TLS 1.2, the server's ServerKeyExchange.
public enum ProofOfPossession: Hashable, Sendable {
    /// It was not checked, or cannot be: that says nothing against it.
    case unchecked(Obstacle)
    case valid
    case invalid

    /// Why a signature was not checked.
    public enum Obstacle: String, CaseIterable, Hashable, Sendable {
        /// Nobody asked for it.
        case notAsked = "not_asked"
        /// Not every message that is signed could be read: the capture lacks it, it stays encrypted, or there are too many.
        case incompleteTranscript = "incomplete_transcript"
        /// The signature scheme or the hash is one that OpenSSL lacks, or the version signs in another manner.
        case unknownScheme = "unknown_scheme"
        /// No public key could be read from the certificate.
        case unreadableKey = "unreadable_key"
        /// The key is larger than those that TLS stacks accept, so that a check would take long.
        case costlyKey = "costly_key"
        /// Checking those that came within a second takes longer than packets wait that do not wait for long.
        case tooManyAtOnce = "too_many_at_once"
    }
}

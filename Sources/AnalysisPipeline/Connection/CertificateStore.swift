import CertificateInspection

/// What all connections of one engine share about certificates; used by one thread at a time.
final class CertificateStore {
    private var cache = CertificateCache()
    /// Checks signatures; `nil` where nobody asked for it, and then no transcripts are kept.
    var signatures: SignatureChecker?
    /// Judges chains and names; `nil` where the user named neither authorities nor clients.
    var trust: TrustChecker?

    func summary(of der: Span<UInt8>) -> CertificateSummary { cache.lookup(der: der) }
}

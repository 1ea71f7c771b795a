import CertificateInspection

/// The certificate cache that all connections of one engine share; used by one thread at a time.
final class CertificateStore {
    private var cache = CertificateCache()

    func summary(of der: Span<UInt8>) -> CertificateSummary { cache.lookup(der: der) }
}

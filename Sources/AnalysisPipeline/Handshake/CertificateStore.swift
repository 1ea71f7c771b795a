import ByteParsing
import CertificateInspection
import HandshakeAnalysis
import TLSWire

/// The certificates that all connections of one engine share; used by one thread at a time.
///
/// A server sends everybody the same message, and a client the same to every server: so whole messages are looked up
/// first, and only what is in new ones goes to the cache of single certificates.
///
/// Unsafe for speed: that no two accesses to a cache overlap is not checked at run time, since that took a hundred
/// instructions each. One thread at a time has the store, and nothing that its caches call knows of it.
final class CertificateStore {
    @exclusivity(unchecked) private var cache = CertificateCache()
    /// Checks signatures; `nil` where nobody asked for it, and then no transcripts are kept.
    var signatures: SignatureChecker?
    /// What is held for it of handshakes that are under way.
    let transcripts = HandshakeTranscript.Budget()
    /// Certificates to name as candidates where one is hidden; `nil` where none were given.
    var known: KnownCertificates?
    /// Judges chains and names; `nil` where the user named neither authorities nor clients.
    var trust: TrustChecker?
    /// With all places taken, 32 MiB.
    @exclusivity(unchecked) private var chains = MessageCache<CertificateChain>(bits: 10)
    /// Those of TLS 1.3, whose messages have another form; with all places taken, 8 MiB.
    @exclusivity(unchecked) private var chains13 = MessageCache<CertificateChain>(bits: 8)
    /// With all places taken by the longest there are, 8 MiB; one of common length has 200 bytes.
    @exclusivity(unchecked) private var requests = MessageCache<RequestedCertificates>(bits: 8)

    /// Bytes of certificates that were not known when they came, with what is known of each.
    private(set) var madeBytes = 0
    private static let bytesOfSummary = 768

    func summary(of der: Span<UInt8>) -> CertificateSummary {
        let misses = unsafe cache.misses
        let summary = unsafe cache.lookup(der: der)
        if unsafe cache.misses != misses { madeBytes &+= der.count &+ Self.bytesOfSummary }
        return summary
    }

    /// The chain in the body of a Certificate message up to TLS 1.2, with certificates of X.509.
    func chain(of body: Span<UInt8>) throws(ParseError) -> CertificateChain {
        try unsafe chains.value(of: body) { () throws(ParseError) in
            var reader = ByteReader(body)
            var certificates: [CertificateSummary] = []
            certificates.reserveCapacity(3)
            let most = CertificateChain.maximumCertificates
            let count = try TLS12.Certificate.readList(from: &reader, first: most) {
                certificates.append(summary(of: $0))
            }
            return CertificateChain(.x509(certificates), omitted: count - certificates.count)
        }
    }

    /// The chain in the body of a Certificate message of TLS 1.3, not compressed and with certificates of X.509.
    func chain13(of body: Span<UInt8>) throws(ParseError) -> CertificateChain {
        try unsafe chains13.value(of: body) { () throws(ParseError) in
            var reader = ByteReader(body)
            return chain(of: try TLS13.Certificate(parsing: &reader))
        }
    }

    func chain(of message: TLS13.Certificate) -> CertificateChain {
        let kept = message.certificateList.prefix(CertificateChain.maximumCertificates)
        return CertificateChain(
            .x509(kept.map { summary(of: $0.certData.span) }),
            omitted: message.certificateList.count - kept.count
        )
    }

    /// A message that was read before, and begins with these bytes of a body.
    func chain(beginningWith bytes: Span<UInt8>, length: Int) -> MessageCache<CertificateChain>.Entry? {
        unsafe chains.entry(beginningWith: bytes, length: length)
    }

    /// What the body of a CertificateRequest of TLS 1.2 asks for.
    func requested(by body: Span<UInt8>) throws(ParseError) -> RequestedCertificates {
        try unsafe requests.value(of: body) { () throws(ParseError) in
            var reader = ByteReader(body)
            return RequestedCertificates(try TLS12.CertificateRequest(parsing: &reader, version: .tls12))
        }
    }
}

import ByteParsing
import CertificateInspection
import HandshakeAnalysis

/// The certificates that all connections of one engine share; used by one thread at a time.
///
/// A server sends everybody the same message, and a client the same to every server: so whole messages are looked up
/// first, and only what is in new ones goes to the cache of single certificates.
final class CertificateStore {
    /// Messages remembered at most, in sets of two; a message that is used stays longest in its set.
    private static let setBits = 10
    /// The longest message that is remembered: with all places taken, 32 MiB.
    private static let maximumLength = 16_384

    private struct Entry {
        let hash: UInt64
        let body: [UInt8]
        let chain: CertificateChain
    }

    private var cache = CertificateCache()
    /// Checks signatures; `nil` where nobody asked for it, and then no transcripts are kept.
    var signatures: SignatureChecker?
    /// What is held for it of handshakes that are under way.
    let transcripts = HandshakeTranscript.Budget()
    /// Judges chains and names; `nil` where the user named neither authorities nor clients.
    var trust: TrustChecker?
    private let seed = UInt64.random(in: .min ... .max)
    private var recent: [Entry?] = []
    private var older: [Entry?] = []

    func summary(of der: Span<UInt8>) -> CertificateSummary { cache.lookup(der: der) }

    /// The chain of a message that was read before, or what `read` makes of it.
    func chain(
        of body: Span<UInt8>,
        _ read: () throws(ParseError) -> CertificateChain
    ) throws(ParseError) -> CertificateChain {
        guard body.count <= Self.maximumLength else { return try read() }
        if recent.isEmpty {
            recent = Array(repeating: nil, count: 1 << Self.setBits)
            older = recent
        }
        let hash = hash(of: body)
        let place = Int(truncatingIfNeeded: hash) & (recent.count - 1)
        if let entry = recent[place], entry.hash == hash, body.hasSameBytes(as: entry.body) {
            return entry.chain
        }
        if let entry = older[place], entry.hash == hash, body.hasSameBytes(as: entry.body) {
            older[place] = recent[place]
            recent[place] = entry
            return entry.chain
        }
        let chain = try read()
        older[place] = recent[place]
        recent[place] = Entry(hash: hash, body: [UInt8](copying: body), chain: chain)
        return chain
    }

    /// Of the first certificate's start, where its serial number is, and of its signature's end: whoever contrives
    /// messages that agree in both gets them read anew, and nothing worse.
    private func hash(of body: Span<UInt8>) -> UInt64 {
        let sample = 64
        guard body.count > 2 * sample else { return SeededHash.of(body, seed: seed) }
        let head = SeededHash.of(body.extracting(..<sample), seed: seed &+ UInt64(body.count))
        let end = 6 + (Int(body[3]) << 16 | Int(body[4]) << 8 | Int(body[5]))
        let tail = sample < end && end <= body.count ? end - sample : body.count - sample
        return SeededHash.of(body.extracting(tail..<tail + sample), seed: head)
    }
}

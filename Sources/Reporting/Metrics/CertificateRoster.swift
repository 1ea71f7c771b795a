internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis

/// The ends of the certificates that were shown; one that has ended stays, since that is when somebody looks for it.
struct CertificateRoster: Sendable {
    /// Certificates that are known at most; of more, that which ends last is forgotten.
    static let maximumCertificates = 8_192

    struct Entry: Sendable {
        let owner: CertificateSighting.Owner
        let depth: Int
        let subject: String
        let issuer: String
        let serialNumber: String
        let fingerprint: String
        /// In seconds since 1970.
        let end: Int64
    }

    /// By fingerprint.
    private var entries: [String: Entry] = [:]
    private static let longestName = 256
    private static let day: Int64 = 86_400

    mutating func note(_ sighting: CertificateSighting) {
        let certificate = sighting.certificate
        guard let end = certificate.notAfter?.seconds else { return }
        let fingerprint = certificate.fingerprintSHA256.hexadecimal
        guard entries[fingerprint] == nil else { return }
        entries[fingerprint] = Entry(
            owner: sighting.owner,
            depth: sighting.depth,
            subject: String((certificate.subject ?? "").prefix(Self.longestName)),
            issuer: String((certificate.issuer ?? "").prefix(Self.longestName)),
            serialNumber: String((certificate.serialNumber ?? "").prefix(Self.longestName)),
            fingerprint: fingerprint,
            end: end
        )
        if entries.count > Self.maximumCertificates {
            // An eighth at once: finding them takes a sort.
            let last = sorted.suffix(Self.maximumCertificates / 8)
            for entry in last { entries[entry.fingerprint] = nil }
        }
    }

    var count: Int { entries.count }

    /// Those that end first, or ended first, first; equal ones in a fixed order.
    private var sorted: [Entry] {
        entries.values.sorted { ($0.end, $0.fingerprint) < ($1.end, $1.fingerprint) }
    }

    /// Of those that have not ended, how many end within so many days; of an owner.
    func ending(within days: Int64, of owner: CertificateSighting.Owner, at time: Timestamp) -> Int {
        let now = time.nanoseconds / 1_000_000_000
        return entries.values.count { $0.owner == owner && $0.end >= now && $0.end - now < days * Self.day }
    }

    func ended(of owner: CertificateSighting.Owner, at time: Timestamp) -> Int {
        let now = time.nanoseconds / 1_000_000_000
        return entries.values.count { $0.owner == owner && $0.end < now }
    }

    /// So many of those that have ended, the latest first, and so many of those that end next.
    func soonest(_ number: Int, at time: Timestamp) -> [Entry] {
        let now = time.nanoseconds / 1_000_000_000
        let all = sorted
        let ended = all.prefix { $0.end < now }
        return ended.suffix(number) + all[ended.count...].prefix(number)
    }
}

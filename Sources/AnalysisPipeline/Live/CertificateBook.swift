import ByteParsing
import CertificateInspection
import HandshakeAnalysis

/// The certificates that were shown, each once: when it is seen first, and when its end draws near.
struct CertificateBook {
    /// Certificates that are known, and their bytes, at most; the one that was seen first is forgotten for a new one.
    static let maximumCertificates = 8_192
    static let maximumBytes = 16 << 20
    private static let day: Int64 = 86_400

    private struct Entry {
        var sighting: CertificateSighting
        /// How near its end was when something was last told.
        var told: CertificateSighting.Reason
    }

    private let hashKey = HashKey.random()
    private var entries: [UInt64: Entry] = [:]
    /// The keys in the order in which they came, from the first that is still known.
    private var order: [UInt64] = []
    private var firstKnown = 0
    private var bytes = 0

    var count: Int { entries.count }

    /// The certificates that a report shows for the first time.
    mutating func note(_ report: ConnectionReport) -> [CertificateSighting] {
        var new: [CertificateSighting] = []
        if let chain = report.serverCertificate?.chain { note(chain, .server, report, &new) }
        if let chain = report.clientCertificate?.chain { note(chain, .client, report, &new) }
        return new
    }

    private mutating func note(
        _ chain: CertificateChain,
        _ owner: CertificateSighting.Owner,
        _ report: ConnectionReport,
        _ new: inout [CertificateSighting]
    ) {
        guard case .x509(let certificates) = chain.entries else { return }
        for (depth, certificate) in certificates.enumerated() where !certificate.der.isEmpty {
            let der = certificate.der
            let key = SeededHash.of(der.span, key: hashKey)
            guard entries[key] == nil else {
                if depth == 0 { entries[key]?.sighting.connection = report.id }
                continue
            }
            let sighting = CertificateSighting(
                reason: .firstSeen,
                time: report.last.time,
                owner: owner,
                connection: report.id,
                client: report.client,
                server: report.server,
                input: report.first.input,
                depth: depth,
                certificate: certificate
            )
            new.append(sighting)
            add(Entry(sighting: sighting, told: Self.nearness(of: certificate, at: report.last.time)), key)
        }
    }

    private mutating func add(_ entry: Entry, _ key: UInt64) {
        entries[key] = entry
        order.append(key)
        bytes += entry.sighting.certificate.der.count
        while entries.count > Self.maximumCertificates || bytes > Self.maximumBytes, firstKnown < order.count
        {
            if let gone = entries.removeValue(forKey: order[firstKnown]) {
                bytes -= gone.sighting.certificate.der.count
            }
            firstKnown += 1
        }
        if firstKnown > Self.maximumCertificates {
            order.removeFirst(firstKnown)
            firstKnown = 0
        }
    }

    /// The certificates whose end has come nearer than what was told last.
    mutating func due(at time: Timestamp) -> [CertificateSighting] {
        var due: [CertificateSighting] = []
        for key in order[firstKnown...] {
            guard let entry = entries[key] else { continue }
            let reason = Self.nearness(of: entry.sighting.certificate, at: time)
            guard reason != entry.told else { continue }
            entries[key]?.told = reason
            // A clock that was set back makes no end come.
            guard (reason.days ?? .max) < (entry.told.days ?? .max) else { continue }
            var sighting = entry.sighting
            sighting.reason = reason
            sighting.time = time
            due.append(sighting)
        }
        return due
    }

    /// How near the end of a certificate is; ``CertificateSighting/Reason/firstSeen`` where it is far.
    private static func nearness(
        of certificate: CertificateSummary,
        at time: Timestamp
    ) -> CertificateSighting.Reason {
        guard let end = certificate.notAfter else { return .firstSeen }
        let left = end.seconds - time.nanoseconds / 1_000_000_000
        for reason in [
            CertificateSighting.Reason.ended, .endsWithin1Day, .endsWithin7Days, .endsWithin30Days,
        ] {
            if let days = reason.days, left < days * day || days == 0 && left < 0 { return reason }
        }
        return .firstSeen
    }
}

import ByteParsing
import TLSWire

/// What many connections have in common, kept so that it is worked out once: what their hellos settle, and what the
/// certificates of two ends have to do with each other.
///
/// Each engine has its own. It changes no answer, only what an answer costs.
public struct CommonFacts {
    var settlements = RecentSettlements()
    var pairs = RecentPairs()

    public init() {}

    /// What the hellos of a connection settled: one object for all connections whose hellos settle the same.
    public mutating func settlement(of concluded: ConcludedFacts) -> TLSFacts {
        settlements.facts(of: concluded)
    }
}

/// What was found of the certificates that two ends showed each other, for those that meet again.
struct RecentPairs {
    private static let capacity = 256

    /// What was shown, asked for and called: objects, which connections share.
    struct Pair {
        let client: CertificateChain?
        let server: CertificateChain?
        let requested: RequestedCertificates?
        let tls: TLSFacts
    }

    /// What a pair was found to be, by its objects' identities, so that looking it up counts no reference.
    struct Finding {
        var client: ObjectIdentifier?
        var server: ObjectIdentifier?
        var requested: ObjectIdentifier?
        var tls: ObjectIdentifier?
        fileprivate var isInOrder = false

        init() {}

        @inline(__always)
        init(
            client: ObjectIdentifier?,
            server: ObjectIdentifier?,
            requested: ObjectIdentifier?,
            tls: ObjectIdentifier
        ) {
            self.client = client
            self.server = server
            self.requested = requested
            self.tls = tls
        }
    }

    private var findings: [Finding] = []
    /// The pairs, held on to, so that no other object gets the identity of one.
    private var pairs: [Pair?] = []
    private var secondTime = SecondTime()

    /// Whether a pair was found to be in order; `nil` for one that did not come of late.
    func isInOrder(_ wanted: Finding) -> Bool? {
        guard !findings.isEmpty else { return nil }
        let known = findings[Self.place(Self.mixed(wanted))]
        guard known.client == wanted.client, known.server == wanted.server,
            known.requested == wanted.requested, known.tls == wanted.tls
        else { return nil }
        return known.isInOrder
    }

    mutating func note(_ pair: Pair, isInOrder: Bool) {
        if findings.isEmpty {
            findings = Array(repeating: Finding(), count: Self.capacity)
            pairs = Array(repeating: nil, count: Self.capacity)
        }
        var finding = Finding(
            client: pair.client.map { ObjectIdentifier($0) },
            server: pair.server.map { ObjectIdentifier($0) },
            requested: pair.requested.map { ObjectIdentifier($0) },
            tls: ObjectIdentifier(pair.tls)
        )
        finding.isInOrder = isInOrder
        let mixed = Self.mixed(finding)
        let place = Self.place(mixed)
        guard secondTime.admits(mixed, at: place, of: Self.capacity) else { return }
        findings[place] = finding
        pairs[place] = pair
    }

    @inline(__always)
    private static func mixed(_ finding: Finding) -> UInt64 {
        let client = finding.client.map { UInt(bitPattern: $0) } ?? 0
        let server = finding.server.map { UInt(bitPattern: $0) } ?? 0
        return SeededHash.mix(UInt64(client ^ server &<< 24), 0x9E37_79B9_7F4A_7C15)
    }

    @inline(__always)
    private static func place(_ mixed: UInt64) -> Int { Int(truncatingIfNeeded: mixed) & (capacity - 1) }
}

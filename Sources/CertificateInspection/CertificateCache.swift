internal import ByteParsing

/// Reads each certificate once while it keeps coming: a service mesh shows the same thousand all day.
///
/// Holds two generations. When the younger is full, the older is dropped and the younger becomes it; a certificate that is
/// found in the older moves to the younger. So what is in use stays, and memory is bounded by twice the limits.
public struct CertificateCache: Sendable {
    /// How many certificates a generation holds.
    public static let defaultCapacity = 4096
    /// How many bytes of certificates a generation holds.
    public static let defaultByteCapacity = 8 * 1024 * 1024

    public let capacity: Int
    public let byteCapacity: Int
    /// How many lookups found their certificate, and how many had to read it.
    public private(set) var hits: UInt64 = 0
    public private(set) var misses: UInt64 = 0

    private let hashKey = HashKey.random()
    private var young: [UInt64: CertificateSummary] = [:]
    private var old: [UInt64: CertificateSummary] = [:]
    private var youngBytes = 0

    public init(capacity: Int = defaultCapacity, byteCapacity: Int = defaultByteCapacity) {
        self.capacity = max(1, capacity)
        self.byteCapacity = byteCapacity
    }

    /// How many certificates are held.
    public var count: Int { young.count + old.count }

    /// Returns the summary of a certificate, reading it only if it is not held.
    public mutating func lookup(der: [UInt8]) -> CertificateSummary {
        let key = key(of: der.span)
        if let found = find(key, der.span) { return found }
        return insert(der, key)
    }

    /// The same for bytes that somebody else owns; they are copied only if the certificate is not held.
    public mutating func lookup(der: Span<UInt8>) -> CertificateSummary {
        let key = key(of: der)
        if let found = find(key, der) { return found }
        return insert([UInt8](copying: der), key)
    }

    private mutating func find(_ key: UInt64, _ der: Span<UInt8>) -> CertificateSummary? {
        if let found = young[key], Self.holds(found, der) {
            hits += 1
            return found
        }
        guard let found = old[key], Self.holds(found, der) else { return nil }
        hits += 1
        old[key] = nil
        store(found, key)
        return found
    }

    private mutating func insert(_ der: [UInt8], _ key: UInt64) -> CertificateSummary {
        misses += 1
        let summary = CertificateParser.summary(ofDER: der)
        if der.count <= byteCapacity { store(summary, key) }
        return summary
    }

    private mutating func store(_ summary: CertificateSummary, _ key: UInt64) {
        if young.count >= capacity || youngBytes + summary.der.count > byteCapacity {
            swap(&old, &young)
            young.removeAll(keepingCapacity: true)
            youngBytes = 0
        }
        // Two certificates with one key take turns; that costs time, never a wrong answer.
        if let replaced = young.updateValue(summary, forKey: key) { youngBytes -= replaced.der.count }
        youngBytes += summary.der.count
    }

    // MARK: Keys

    /// Hashes the beginning, where serial number and names are, and the length; the comparison decides.
    private func key(of der: Span<UInt8>) -> UInt64 {
        SeededHash.quick(der.extracting(first: 192), key: hashKey, tag: UInt64(der.count))
    }

    private static func holds(_ summary: CertificateSummary, _ der: Span<UInt8>) -> Bool {
        der.hasSameBytes(as: summary.der)
    }
}

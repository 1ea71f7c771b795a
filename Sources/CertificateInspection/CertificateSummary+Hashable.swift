extension CertificateSummary: Hashable {
    public static func == (left: CertificateSummary, right: CertificateSummary) -> Bool {
        if left === right { return true }
        // Parsing is a function of the bytes, so summaries that a parser made differ only if their bytes do.
        guard left.der.isEmpty, right.der.isEmpty else { return left.der == right.der }
        guard let one = left.told, let other = right.told else { return false }
        return left.reading == right.reading && one.values == other.values
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(der.count)
        // The signature, which differs where anything does.
        for byte in der.suffix(16) { hasher.combine(byte) }
        if let told, der.isEmpty { hasher.combine(told.values) }
    }
}

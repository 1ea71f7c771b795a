/// Names of authorities, in DER, as many as are kept.
struct DistinguishedNames {
    /// Names that are kept of one message; servers that trust every public authority list some 150.
    static let maximumCount = 1_000

    var kept: [[UInt8]] = []
    /// How many came beyond that.
    var omittedCount = 0
}

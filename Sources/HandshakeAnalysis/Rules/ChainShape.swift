import CertificateInspection

/// How the certificates of a chain hang together, by their names.
struct ChainShape {
    /// From the leaf upwards, each the issuer of the one before it, by their places in the chain.
    let path: [Int]
    /// What does not belong to that.
    let strangers: [Int]

    /// Longer ones are looked at up to here: no peer takes them, and the search grows with the square.
    static let longestChain = 32

    init(_ chain: [CertificateSummary]) {
        let chain = chain.prefix(Self.longestChain)
        var path = chain.isEmpty ? [] : [0]
        var rest = Array(chain.indices.dropFirst())
        while let last = path.last, !chain[last].isSelfIssued,
            let next = rest.firstIndex(where: { chain[last].isIssued(byNameOf: chain[$0]) })
        {
            path.append(rest.remove(at: next))
        }
        self.path = path
        strangers = rest
    }

    /// Each issuer stands behind what it issued.
    var isOrdered: Bool { zip(path, path.dropFirst()).allSatisfy { $0 < $1 } }
}

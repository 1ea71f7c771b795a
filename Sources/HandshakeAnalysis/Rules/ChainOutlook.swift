import ByteParsing
import CertificateInspection
import TLSWire

/// What a chain of X.509 shows at a glance, whatever connection it comes on.
///
/// It may say of a chain that is in order that it is not, never the other way round.
struct ChainOutlook: Sendable {
    /// When the last of its certificates becomes valid, and the first ceases to be.
    private var start = Timestamp(nanoseconds: .min)
    private var end = Timestamp(nanoseconds: .max)
    private var faults: HandshakeFacts.PerRole<Bool>
    /// The leaf serves web servers as well, as what public authorities issue does.
    private(set) var mayBePublic = false

    init(_ chain: [CertificateSummary]) {
        faults = HandshakeFacts.PerRole(false)
        guard let leaf = chain.first else { return }
        faults = HandshakeFacts.PerRole(leaf.isSelfIssued || leaf.traits.contains(.forbidsSignatures))
        mayBePublic = leaf.hasExtendedKeyUsage && !leaf.traits.contains(.lacksServerAuthentication)
        look(at: leaf)
        var last = leaf
        for certificate in chain.dropFirst() {
            look(at: certificate)
            if certificate.traits.contains(.mayNotIssue) || !last.isIssued(byNameOf: certificate) {
                faults = HandshakeFacts.PerRole(true)
            }
            last = certificate
        }
    }

    private mutating func look(at certificate: CertificateSummary) {
        let traits = certificate.traits
        if traits.contains(.isUnusual) { faults = HandshakeFacts.PerRole(true) }
        if traits.contains(.lacksClientAuthentication) { faults.client = true }
        if traits.contains(.lacksServerAuthentication) { faults.server = true }
        guard let notBefore = certificate.notBefore, let notAfter = certificate.notAfter else {
            faults = HandshakeFacts.PerRole(true)
            return
        }
        start = max(start, notBefore.timestamp)
        end = min(end, notAfter.timestamp)
    }

    /// Whether a rule may find fault with the chain of one side that is shown at a time.
    func mayBeFaulty(of role: Role, at time: Timestamp) -> Bool { faults[role] || time < start || time > end }
}

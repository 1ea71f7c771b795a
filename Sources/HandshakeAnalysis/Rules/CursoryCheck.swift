import ByteParsing
import CertificateInspection
import TLSWire

/// Tells at a glance that there is nothing to diagnose, as with nearly every connection: no string is made, and nothing
/// is allocated.
enum CursoryCheck {
    /// `false` only if no rule would find anything.
    static func mayFindAnything(_ facts: HandshakeFacts, _ report: ConnectionReport) -> Bool {
        switch report.verdict.status {
        case .completed, .notRequested: break
        case .failed, .notPresented, .incomplete, .undetermined: return true
        }
        if report.verdict.isResumed || report.verdict.confidence == .low || facts.hasRefusedSecrets
            || facts.applicationRefusal != nil
        {
            return true
        }
        if let client = report.clientCertificate {
            if client.isExpected == false || mayBeFaulty(client, of: .client) { return true }
            if case .x509(let chain) = client.chain.entries,
                !leadsToNamed(chain, report.certificateRequest) || mayBePublic(chain)
                    || isSame(chain, report.serverCertificate)
            {
                return true
            }
        }
        guard let server = report.serverCertificate else { return false }
        return mayBeFaulty(server, of: .server) || mayBeForAnother(server, facts)
    }

    /// Faults that either side's certificates may have.
    private static func mayBeFaulty(_ facts: CertificateFacts, of role: Role) -> Bool {
        if facts.provenAt != nil, facts.proof == .invalid { return true }
        if let trust = facts.trust, trust != .trusted { return true }
        guard case .x509(let chain) = facts.chain.entries, let leaf = chain.first else { return false }
        let wrong: CertificateTraits =
            role == .client ? .lacksClientAuthentication : .lacksServerAuthentication
        if leaf.isSelfIssued || !leaf.traits.isDisjoint(with: [wrong, .forbidsSignatures]) { return true }
        for index in chain.indices {
            let certificate = chain[index]
            guard let start = certificate.notBefore, let end = certificate.notAfter,
                !start.isAfter(facts.packet.time), !end.isBefore(facts.packet.time),
                !certificate.traits.contains(.isUnusual)
            else { return true }
            guard index > 0 else { continue }
            if !chain[index - 1].isIssued(byNameOf: certificate) { return true }
            if certificate.traits.contains(wrong) || certificate.traits.contains(.mayNotIssue) { return true }
        }
        return false
    }

    /// Whether a certificate of the chain was issued by an authority that the request named, if it named any.
    private static func leadsToNamed(
        _ chain: [CertificateSummary],
        _ request: CertificateRequestFacts?
    ) -> Bool {
        guard let authorities = request?.certificateAuthorities, !authorities.isEmpty else { return true }
        for certificate in chain {
            for authority in authorities where certificate.isIssued(by: authority) { return true }
        }
        return false
    }

    /// What public web authorities issue is for servers as well.
    private static func mayBePublic(_ chain: [CertificateSummary]) -> Bool {
        guard let leaf = chain.first, leaf.hasExtendedKeyUsage else { return false }
        return !leaf.traits.contains(.lacksServerAuthentication)
    }

    private static func isSame(_ chain: [CertificateSummary], _ server: CertificateFacts?) -> Bool {
        guard case .x509(let other)? = server?.chain.entries, let one = chain.first, let two = other.first
        else {
            return false
        }
        return one === two || (one.der.count == two.der.count && one == two)
    }

    private static func mayBeForAnother(_ server: CertificateFacts, _ facts: HandshakeFacts) -> Bool {
        guard case .x509(let chain) = server.chain.entries, let leaf = chain.first,
            let name = facts.clientHello?.message.serverName
        else { return false }
        return !leaf.isFor(host: name)
    }
}

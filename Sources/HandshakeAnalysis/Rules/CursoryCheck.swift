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
        if report.verdict.isResumed || report.verdict.confidence == .low || facts.hasRefusedSecrets {
            return true
        }
        // Not compared with nil, for which it would be copied.
        if case .some = facts.applicationRefusal { return true }
        if let client = report.clientCertificate {
            if client.isExpected == false || mayBeFaulty(client, of: .client) { return true }
            if case .x509(let chain) = client.chain.entries,
                client.chain.outlook.mayBePublic || !leadsToNamed(chain, report.certificateRequest)
                    || isSame(chain, report.serverCertificate)
            {
                return true
            }
        }
        guard let server = report.serverCertificate else { return false }
        return mayBeFaulty(server, of: .server) || mayBeForAnother(server, report.tls.serverName)
    }

    /// Faults that either side's certificates may have.
    private static func mayBeFaulty(_ facts: CertificateFacts, of role: Role) -> Bool {
        if facts.provenAt != nil, facts.proof == .invalid { return true }
        if let trust = facts.trust, trust != .trusted { return true }
        return facts.chain.outlook.mayBeFaulty(of: role, at: facts.packet.time)
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

    private static func isSame(_ chain: [CertificateSummary], _ server: CertificateFacts?) -> Bool {
        guard case .x509(let other)? = server?.chain.entries, let one = chain.first, let two = other.first
        else {
            return false
        }
        return one === two || (one.der.count == two.der.count && one == two)
    }

    private static func mayBeForAnother(_ server: CertificateFacts, _ name: String?) -> Bool {
        guard let name, let leaf = server.chain.leaf else { return false }
        return !leaf.isFor(host: name)
    }
}

import ByteParsing
import CertificateInspection
import TLSWire

/// Tells at a glance that there is nothing to diagnose, as with nearly every connection: no string is made, and nothing
/// is allocated.
enum CursoryCheck {
    /// `false` only if no rule would find anything.
    static func mayFindAnything(
        _ facts: ConcludedFacts,
        _ report: ConnectionReport,
        _ common: inout CommonFacts
    ) -> Bool {
        switch report.verdict.status {
        case .completed, .notRequested: break
        case .failed, .notPresented, .incomplete, .undetermined: return true
        }
        if report.verdict.isResumed || report.verdict.confidence == .low || facts.facts.hasRefusedSecrets {
            return true
        }
        // Not compared with nil, for which it would be copied.
        if case .some = facts.facts.applicationRefusal { return true }
        // Certificates' facts are asked for one by one, since they would be copied to have a name for them.
        let contents = report.shared.contents
        let client = contents.clientCertificate?.chain
        let server = contents.serverCertificate?.chain
        if let client, let time = contents.clientCertificate?.packet.time {
            if contents.clientCertificate?.isExpected == false { return true }
            if contents.clientCertificate?.provenAt != nil, contents.clientCertificate?.proof == .invalid {
                return true
            }
            if let trust = contents.clientCertificate?.trust, trust != .trusted { return true }
            if client.outlook.mayBePublic || client.outlook.mayBeFaulty(of: .client, at: time) { return true }
        }
        if let server, let time = contents.serverCertificate?.packet.time {
            if contents.serverCertificate?.provenAt != nil, contents.serverCertificate?.proof == .invalid {
                return true
            }
            if let trust = contents.serverCertificate?.trust, trust != .trusted { return true }
            if server.outlook.mayBeFaulty(of: .server, at: time) { return true }
        }
        let pair = RecentPairs.Pair(
            client: client,
            server: server,
            requested: contents.certificateRequest?.requested,
            serverName: contents.tls.serverName
        )
        return !common.pairs.isInOrder(pair, isInOrder)
    }

    /// Whether the client's certificates are what was asked for, and the server's for the name that was asked for.
    private static func isInOrder(_ pair: RecentPairs.Pair) -> Bool {
        if case .x509(let chain)? = pair.client?.entries {
            guard leadsToNamed(chain, pair.requested), !isSame(chain, pair.server) else { return false }
        }
        guard let name = pair.serverName, let leaf = pair.server?.leaf else { return true }
        return leaf.isFor(host: name)
    }

    /// Whether a certificate of the chain was issued by an authority that the request named, if it named any.
    private static func leadsToNamed(
        _ chain: [CertificateSummary],
        _ requested: RequestedCertificates?
    ) -> Bool {
        guard let authorities = requested?.certificateAuthorities, !authorities.isEmpty else { return true }
        for certificate in chain {
            for authority in authorities where certificate.isIssued(by: authority) { return true }
        }
        return false
    }

    private static func isSame(_ chain: [CertificateSummary], _ server: CertificateChain?) -> Bool {
        guard let one = chain.first, let two = server?.leaf else { return false }
        return one === two || (one.der.count == two.der.count && one == two)
    }
}

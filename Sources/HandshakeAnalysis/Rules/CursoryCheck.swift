import ByteParsing
import CertificateInspection
import TLSWire

/// Tells at a glance that there is nothing to diagnose, as with nearly every connection: no string is made, and nothing
/// is allocated.
enum CursoryCheck {
    /// Which rules may find something.
    enum Scope: Hashable {
        case none
        /// Those of ``Diagnosis/rulesOfApplication``, and no other.
        case application
        case all
    }

    static func scope(
        _ facts: ConcludedFacts,
        _ report: ConnectionReport,
        _ common: inout CommonFacts
    ) -> Scope {
        if mayFindFault(facts, report, &common) { return .all }
        return mayTellOfApplication(facts, report) ? .application : .none
    }

    /// `false` only if no rule would find anything in the handshake.
    private static func mayFindFault(
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
        // Not compared with nil, for which it would be copied (docs/performance-diary.md#what-the-compiler-copies).
        if case .some = facts.facts.applicationRefusal { return true }
        if case .some = facts.facts.carrierOutcome { return true }
        if case .some = facts.facts.innerTLS { return true }
        if facts.facts.cutBytes.client + facts.facts.cutBytes.server > 0 { return true }
        // Asked for one by one, since the facts of a certificate would be copied to have a name for them, and by identity,
        // since references would be counted.
        if let inferred = report.certificates {
            if isDoubtful(inferred.client, of: .client) || isDoubtful(inferred.server, of: .server) {
                return true
            }
        } else if isDoubtful(facts.facts.clientCertificate, of: .client)
            || isDoubtful(facts.facts.serverCertificate, of: .server)
        {
            return true
        } else {
            let finding = RecentPairs.Finding(
                client: (facts.facts.clientCertificate?.chain).map { ObjectIdentifier($0) },
                server: (facts.facts.serverCertificate?.chain).map { ObjectIdentifier($0) },
                requested: (facts.facts.certificateRequest?.requested).map { ObjectIdentifier($0) },
                tls: ObjectIdentifier(report.tls)
            )
            if let isInOrder = common.pairs.isInOrder(finding) { return !isInOrder }
        }
        let pair = RecentPairs.Pair(
            client: report.clientCertificate?.chain,
            server: report.serverCertificate?.chain,
            requested: report.certificateRequest?.requested,
            tls: report.tls
        )
        let isInOrder = isInOrder(pair)
        // An inferred certificate is another one each time.
        if report.certificates == nil { common.pairs.note(pair, isInOrder: isInOrder) }
        return !isInOrder
    }

    /// Whether what followed the handshake may say something: little came of the server, or somebody left early.
    @inline(__always)
    private static func mayTellOfApplication(_ facts: ConcludedFacts, _ report: ConnectionReport) -> Bool {
        // Nobody could read that more was to come.
        if facts.facts.mayBeRefused { return true }
        guard facts.facts.hasDeparted(.client) else { return false }
        if facts.facts.isTLS13, !facts.facts.isDecrypted {
            return facts.facts.encryptedRecords.count(of: .client) < 8
        }
        if case .some = facts.facts.applicationData.client { return false }
        return true
    }

    /// Whether a certificate may be at fault by itself, or something was found when it was checked.
    @inline(__always)
    private static func isDoubtful(_ certificate: CertificateFacts?, of role: Role) -> Bool {
        guard let time = certificate?.packet.time, let outlook = certificate?.chain.outlook else {
            return false
        }
        if outlook.mayBeFaulty(of: role, at: time) || (role == .client && outlook.mayBePublic) { return true }
        if certificate?.isExpected == false { return true }
        if certificate?.provenAt != nil, certificate?.proof == .invalid { return true }
        return switch certificate?.trust {
        case .trusted?, nil: false
        case .refused?: true
        }
    }

    /// Whether the client's certificates are what was asked for, and the server's for the name that was asked for.
    private static func isInOrder(_ pair: RecentPairs.Pair) -> Bool {
        if case .x509(let chain)? = pair.client?.entries {
            guard leadsToNamed(chain, pair.requested), !isSame(chain, pair.server) else { return false }
        }
        guard let name = pair.tls.serverName, let leaf = pair.server?.leaf else { return true }
        return leaf.isFor(host: name)
    }

    /// Whether a certificate of the chain was issued by an authority that the request named, if it named any.
    private static func leadsToNamed(
        _ chain: [CertificateSummary],
        _ requested: RequestedCertificates?
    ) -> Bool {
        guard let requested, requested.omittedAuthorities == 0 else { return true }
        let authorities = requested.certificateAuthorities
        guard !authorities.isEmpty else { return true }
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

import ByteParsing
import CertificateInspection
import TLSWire

extension ComparedHandshake {
    func observation(of part: ComparedAspect.CertificatePart, _ role: Role) -> Observation? {
        switch part {
        case .presence: return role == .client ? clientPresence : serverPresence
        case .proof: return proof(of: role)
        case .scheme:
            let seen = role == .client ? clientScheme : serverScheme
            return seen.map { Observation(.text($0.message.displayName), at: $0.packet) }
        case .size, .inferredKey: return role == .client ? inferred(part) : nil
        default: break
        }
        guard let facts = certificate(of: role), let leaf = chain(of: role).first else { return nil }
        return value(of: part, leaf, facts, role).map { Observation($0, at: facts.packet) }
    }

    private var clientPresence: Observation? {
        if let facts = report.clientCertificate {
            let word =
                switch facts.chain.entries {
                case .rawPublicKey: "raw_public_key"
                case .hidden, .x509: facts.chain.isEmpty ? "empty" : "presented"
                }
            return Observation(.word(word), at: facts.packet)
        }
        if let declinedByAlert { return Observation(.word("empty"), at: declinedByAlert) }
        if verdict.failure?.kind == .clientGaveUp { return Observation(.word("no_answer")) }
        return isRequested == false ? Observation(.absent) : nil
    }

    private var serverPresence: Observation? {
        guard let facts = report.serverCertificate else { return nil }
        if case .rawPublicKey = facts.chain.entries {
            return Observation(.word("raw_public_key"), at: facts.packet)
        }
        return Observation(.word(facts.chain.isEmpty ? "empty" : "presented"), at: facts.packet)
    }

    private func proof(of role: Role) -> Observation? {
        guard let facts = certificate(of: role), let packet = facts.provenAt else { return nil }
        switch facts.proof {
        case .valid: return Observation(.word("valid"), at: packet)
        case .invalid: return Observation(.word("invalid"), at: packet)
        case .unchecked: return nil
        }
    }

    private func value(
        of part: ComparedAspect.CertificatePart,
        _ leaf: CertificateSummary,
        _ facts: CertificateFacts,
        _ role: Role
    ) -> Difference.Value? {
        switch part {
        case .validity:
            guard let notBefore = leaf.notBefore, let notAfter = leaf.notAfter else { return nil }
            return .validity(
                Difference.Validity(notBefore: notBefore, notAfter: notAfter, at: facts.packet.time)
            )
        case .purpose: return leaf.extendedKeyUsage.map { .list($0) } ?? .absent
        case .keyUsage: return leaf.keyUsage.map { .list($0) } ?? .absent
        case .requested: return isIssuerRequested(role).map { .word($0 ? "requested" : "not_requested") }
        case .chain:
            let issuers = chain(of: role).dropFirst().map { $0.subject ?? "" }
            return issuers.isEmpty ? .absent : .list(issuers)
        case .trust:
            return facts.trust.map { trust in trust.refusal.map { .text($0.text) } ?? .word("trusted") }
        case .expected: return facts.isExpected.map { .word($0 ? "expected" : "unexpected") }
        case .issuer:
            if leaf.isSelfIssued { return .word("self_signed") }
            return leaf.issuer.map { .text($0) }
        case .key: return leaf.publicKey.map { .text($0) }
        case .signatureAlgorithm: return leaf.signatureAlgorithm.map { .text($0) }
        case .subject: return leaf.subject.map { .text($0) }
        case .names:
            return leaf.subjectAlternativeNames.isEmpty ? .absent : .list(leaf.subjectAlternativeNames)
        case .fingerprint:
            return leaf.fingerprintSHA256.isEmpty ? nil : .text(leaf.fingerprintSHA256.hexadecimal)
        case .presence, .proof, .scheme, .size, .inferredKey: return nil
        }
    }

    /// Whether a certificate of the chain was issued by, or is, an authority that the request names.
    ///
    /// `nil` if the request names none, or could not be read.
    func isIssuerRequested(_ role: Role) -> Bool? {
        guard role == .client, let request = report.certificateRequest, request.basis != .inferred,
            !request.certificateAuthorities.isEmpty, request.requested.omittedAuthorities == 0
        else { return nil }
        return Self.isIssued(chain(of: role), byOneOf: request.certificateAuthorities)
    }

    static func isIssued(_ chain: [CertificateSummary], byOneOf authorities: [[UInt8]]) -> Bool {
        chain.contains { certificate in
            guard let issuer = certificate.issuerName else { return false }
            return authorities.contains(issuer)
        }
    }

    private func inferred(_ part: ComparedAspect.CertificatePart) -> Observation? {
        for step in inferenceSteps {
            switch (step, part) {
            case (.certificateSize(let size, true, false), .size):
                return Observation(.bytes(size), at: report.clientCertificate?.packet)
            case (.clientKey(let kind, _), .inferredKey): return Observation(.key(kind))
            default: continue
            }
        }
        return nil
    }
}

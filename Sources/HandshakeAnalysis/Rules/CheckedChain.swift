import CertificateInspection
import TLSWire

/// What OpenSSL found when it checked a chain with the authorities and revocation lists that the user gave.
enum CheckedChain: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        [Role.client, .server].compactMap { role in
            guard let refusal = scene.certificates[role]?.trust?.refusal, let leaf = scene.leaf(of: role),
                let finding = finding(refusal, leaf, scene.chain(of: role))
            else { return nil }
            return Diagnosis(finding, scene.severity(of: role), evidence: scene.packets(of: role))
        }
    }

    /// `nil` for what the rules find that look at the certificates themselves.
    private static func finding(
        _ refusal: ChainTrust.Refusal,
        _ leaf: Diagnosis.CertificateMention,
        _ chain: [CertificateSummary]
    ) -> Diagnosis.Finding? {
        let witness = Diagnosis.Witness.check(code: refusal.code, text: refusal.text)
        // Beyond what was sent, it is an authority of the user's own.
        let isSent = chain.indices.contains(refusal.depth)
        let mention =
            isSent
            ? Diagnosis.CertificateMention(leaf.role, chain[refusal.depth], position: refusal.depth) : leaf
        switch refusal.kind {
        case .untrusted, .other: return .untrusted(mention, witness)
        case .badSignature: return .untrusted(mention, .signature)
        case .selfSigned:
            return mention.position == 0 && mention.certificate.isSelfIssued
                ? .selfSigned(mention) : .untrusted(leaf, witness)
        case .revoked: return .revoked(mention, witness)
        // The rules for these look at the certificates that were sent, and tell more.
        case .expired, .notYetValid, .wrongPurpose: return isSent ? nil : .untrusted(leaf, witness)
        case .revocationUnknown:
            return .revocationUnknown(mention, code: refusal.code, text: refusal.text)
        }
    }
}

/// A certificate that is in order, and not the one that `--expect-client` names.
enum ExpectedName: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard scene.certificates.client?.isExpected == false, let leaf = scene.leaf(of: .client) else {
            return []
        }
        let expected = scene.facts.expectedNames
        return [
            Diagnosis(
                .unexpectedName(
                    leaf,
                    expected: expected,
                    shadowed: expected.first {
                        CertificateInspection.ExpectedName($0)?.isShadowed(in: leaf.certificate) ?? false
                    }
                ),
                scene.severity(of: .client),
                evidence: scene.packets(of: .client)
            )
        ]
    }
}

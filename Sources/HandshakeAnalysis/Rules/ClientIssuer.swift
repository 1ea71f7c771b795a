import ByteParsing
import CertificateInspection
import TLSWire

/// The client's chain does not lead to an authority that the request named: either its issuer is another one, or an
/// intermediate between the two was not sent (RFC 9846, section 4.4.2.3; RFC 5246, section 7.4.6).
enum ClientIssuer: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        let chain = scene.chain(of: .client)
        guard let leaf = chain.first, !leaf.isSelfIssued, leaf.issuerName != nil else { return [] }
        let shape = ChainShape(chain)
        guard let last = shape.path.last, let top = mention(chain, last) else { return [] }
        let evidence = [scene.request?.packet, scene.certificates.client?.packet].compactMap { $0 }
        guard let authorities = scene.namedAuthorities, !authorities.isEmpty else {
            return unnamed(top, scene, evidence)
        }
        guard !shape.path.contains(where: { isNamed(chain[$0], among: authorities) }) else { return [] }
        if let above = IssuerKinship.authority(above: top.certificate, among: authorities) {
            return [
                Diagnosis(
                    .chainIncomplete(top, below: above),
                    scene.isRefused(.client) ? .error : .info,
                    evidence: evidence
                )
            ]
        }
        // What the user trusts, the server need not name; only when it refuses does that matter.
        if scene.certificates.client?.trust == .trusted, !scene.isRefused(.client) { return [] }
        return [
            Diagnosis(
                .issuerNotRequested(top, authorities: authorities),
                scene.severity(of: .client),
                evidence: evidence
            )
        ]
    }

    /// Nothing is known of what the server trusts; the issuer's own name may say that it is not the end.
    private static func unnamed(
        _ top: Diagnosis.CertificateMention,
        _ scene: Scene,
        _ evidence: [PacketReference]
    ) -> [Diagnosis] {
        guard scene.isRefused(.client), !top.certificate.isSelfIssued,
            IssuerKinship.seemsIntermediate(top.certificate),
            scene.judgement(on: .client).map({ AlertSense($0.description).mayMean(.chainIncomplete) }) ?? true
        else { return [] }
        return [Diagnosis(.chainIncomplete(top, below: nil), .error, evidence: evidence)]
    }

    /// The certificate, or what issued it, is an authority that the request named.
    static func isNamed(_ certificate: CertificateSummary, among authorities: [[UInt8]]) -> Bool {
        if authorities.contains(where: { certificate.isIssued(by: $0) || certificate.isNamed($0) }) {
            return true
        }
        // The same name may be encoded in another way (RFC 5280, section 7.1).
        let texts = [certificate.issuer, certificate.subject].compactMap { $0?.lowercased() }
        return authorities.contains { authority in
            DistinguishedName.text(ofDER: authority).map { texts.contains($0.lowercased()) } ?? false
        }
    }

    private static func mention(
        _ chain: [CertificateSummary],
        _ position: Int
    ) -> Diagnosis.CertificateMention? {
        Diagnosis.CertificateMention(.client, chain[position], position: position)
    }
}

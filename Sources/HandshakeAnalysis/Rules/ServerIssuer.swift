import CertificateInspection
import TLSWire

/// The client refused the server's chain, which ends at a certificate whose issuer calls itself an intermediate: that one
/// was not sent (RFC 9846, section 4.4.2).
enum ServerIssuer: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        let chain = scene.chain(of: .server)
        guard scene.isRefused(.server), let last = ChainShape(chain).path.last, !chain[last].isSelfIssued,
            IssuerKinship.seemsIntermediate(chain[last]),
            last == 0 || !(PublicAuthority.name(ofIssuerOf: chain[last]) != nil),
            scene.judgement(on: .server).map({ AlertSense($0.description).mayMean(.chainIncomplete) }) ?? true
        else { return [] }
        let top = Diagnosis.CertificateMention(.server, chain[last], position: last)
        return [Diagnosis(.chainIncomplete(top, below: nil), .error, evidence: scene.packets(of: .server))]
    }
}

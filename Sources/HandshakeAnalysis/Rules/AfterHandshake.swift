import ByteParsing
import TLSWire

/// The handshake was completed, and what followed looks like a refusal by the application (docs/inference.md).
enum ApplicationRefusalSuspected: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard let sign = scene.refusalSign else { return [] }
        return [Diagnosis(.refusalSuspected(sign), .warning, evidence: sign.packets)]
    }
}

/// The client finished the handshake and left without a byte: a health check, a scanner, or one that refuses the server.
enum LeftWithoutAWord: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard let leave = scene.silentLeave else { return [] }
        return [Diagnosis(.leftWithoutWord(fault: nil, tries: nil), .warning, evidence: [leave.packet])]
    }

    /// The same with what the other rules found wrong with the server's certificate, which may be why.
    static func explain(_ diagnosis: Diagnosis, by found: [Diagnosis]) -> Diagnosis {
        guard case .leftWithoutWord(nil, let tries) = diagnosis.finding,
            let fault = found.first(where: { $0.severity == .warning && faults.contains($0.code) })
        else { return diagnosis }
        return Diagnosis(
            .leftWithoutWord(fault: fault.code, tries: tries),
            .warning,
            evidence: diagnosis.evidence + fault.evidence
        )
    }

    private static let faults: Set<Diagnosis.Code> = [
        .serverCertificateExpired, .serverCertificateNotYetValid, .serverCertificateNameMismatch,
        .serverCertificateUntrusted, .serverCertificateRevoked, .serverCertificateWrongPurpose,
        .serverCertificateWeak, .serverProofOfPossessionInvalid,
    ]
}

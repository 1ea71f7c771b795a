import ByteParsing
import TLSWire

/// The capture's snapshot length cut packets whose bytes would decide, or would show the certificates.
enum CaptureTruncated: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        let cut = scene.facts.cutBytes
        let isWanting =
            scene.verdict.status == .incomplete || scene.verdict.status == .undetermined
            || scene.verdict.confidence != nil || scene.facts.isHandshakeHoled.client
            || scene.facts.isHandshakeHoled.server
        guard cut.client + cut.server > 0, isWanting else { return [] }
        return [Diagnosis(.captureTruncated(bytes: cut.client + cut.server), .warning, evidence: [])]
    }
}

/// Packets that would decide are missing from the capture.
enum CaptureIncomplete: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        let isDecided = scene.verdict.status != .incomplete && scene.verdict.status != .undetermined
        // Where the start was cut, nothing shows that it is missing.
        guard scene.facts.cutBytes.client + scene.facts.cutBytes.server == 0 else { return [] }
        let fault = fault(of: scene)
        guard let fault, !isDecided || scene.verdict.confidence == .low else { return [] }
        return [Diagnosis(.captureIncomplete(fault), .warning, evidence: [])]
    }

    private static func fault(of scene: Scene) -> Diagnosis.CaptureFault? {
        var end: Diagnosis.CaptureFault?
        for reason in scene.verdict.reasons {
            switch reason {
            case .captureLacksBytes(let role, let bytes): return .bytes(from: role, bytes)
            case .captureLacksDirection(let role): return .direction(role)
            case .captureStartsLate: return .start
            case .nothingMoreSeen: end = .end
            default: continue
            }
        }
        return end
    }
}

/// The client said hello, and the server said nothing.
enum ServerNeverAnswered: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard scene.verdict.reasons.contains(.serverNeverAnsweredHello) else { return [] }
        let evidence = [scene.facts.clientHello?.packet, scene.facts.firstDeparture?.packet].compactMap { $0 }
        let severity: Diagnosis.Severity = scene.failure == nil ? .warning : .error
        return [Diagnosis(.serverNeverAnswered, severity, evidence: evidence)]
    }
}

/// The key log belongs to another connection.
enum SecretsRefused: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        scene.facts.hasRefusedSecrets ? [Diagnosis(.secretsOfAnotherConnection, .info, evidence: [])] : []
    }
}

/// What was decrypted is another TLS connection, which is not looked into.
enum InnerConnection: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard let inner = scene.facts.innerTLS else { return [] }
        return [Diagnosis(.tlsInsideTLS(target: inner.target), .info, evidence: [inner.packet])]
    }
}

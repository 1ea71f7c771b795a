import ByteParsing
import TLSWire

/// A certificate was refused, whether its reason can be seen or not: the last resort when no other rule finds a cause.
enum RefusedCertificate: DiagnosisRule {
    static func diagnose(_ scene: Scene) -> [Diagnosis] {
        guard scene.failure != nil else { return [] }
        return [Role.client, .server].compactMap { role in
            guard scene.isRefused(role) else { return nil }
            // The application's words and a silent close are told by rules of their own.
            let evidence = scene.packets(of: role) + [scene.alert?.packet].compactMap { $0 }
            guard role == .server || isSeen(scene) else {
                return Diagnosis(.refusedUnseen(scene.alert, scene.unseenCause), .error, evidence: evidence)
            }
            return Diagnosis(
                .refused(
                    role,
                    scene.leaf(of: role),
                    scene.alert,
                    isChecked: scene.certificates[role]?.trust == .trusted
                ),
                .error,
                evidence: evidence
            )
        }
    }

    private static func isSeen(_ scene: Scene) -> Bool {
        guard let certificate = scene.certificates.client else { return false }
        if case .hidden = certificate.chain.entries { return false }
        return true
    }
}

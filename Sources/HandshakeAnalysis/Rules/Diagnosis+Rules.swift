import ByteParsing
import TLSWire

/// One cause that the facts may show: a pure function of them.
protocol DiagnosisRule: SendableMetatype {
    static func diagnose(_ scene: Scene) -> [Diagnosis]
}

extension Diagnosis {
    private static let rules: [any DiagnosisRule.Type] = [
        ClientPresentedNone.self, CertificateValidity.self,
    ]

    /// Everything that the rules find, the most likely cause first.
    ///
    /// Costs next to nothing for a connection that went well with certificates in order.
    public static func all(of facts: ConcludedFacts, _ report: ConnectionReport) -> [Diagnosis] {
        let scene = Scene(facts, report)
        return rules.flatMap { $0.diagnose(scene) }
    }
}

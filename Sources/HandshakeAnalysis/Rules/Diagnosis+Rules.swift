import ByteParsing
import TLSWire

/// One cause that the facts may show: a pure function of them.
protocol DiagnosisRule: SendableMetatype {
    static func diagnose(_ scene: Scene) -> [Diagnosis]
}

extension Diagnosis {
    /// In no particular order: ``Ranking`` puts what they find in order.
    static let rules: [any DiagnosisRule.Type] = [
        // Certificates.
        CertificateValidity.self, CertificatePurpose.self, PublicAuthority.self, SelfSignedCertificate.self,
        ClientIssuer.self, ServerIssuer.self, ChainOrder.self, WeakCertificate.self,
        ClientSignatureScheme.self, ServerName.self, SameCertificate.self, ProofInvalid.self,
        CheckedChain.self, ExpectedName.self,
        // What the peers said and did.
        PeerVerdict.self, AlertContradiction.self, RefusedCertificate.self, ClientPresentedNone.self,
        ClientClosedAfterRequest.self, ServerClosedWithoutAlert.self, AlertHiddenByReset.self,
        ApplicationRefused.self, PostHandshakeAuth.self, NoAuthorityRequested.self,
        LetInWithoutCertificate.self, ApplicationRefusalSuspected.self, LeftWithoutAWord.self,
        ResumedSession.self, BeforeCertificates.self, ForeignSpeechRule.self, CarrierEndings.self,
        // What limits the analysis.
        ServerNeverAnswered.self, HandshakeTimedOut.self, LeftBeforeHearing.self, CaptureTruncated.self,
        CaptureIncomplete.self, SecretsRefused.self, InnerConnection.self,
    ]

    /// Everything that the rules find, the most likely cause first.
    ///
    /// Costs next to nothing for a connection that went well with certificates in order.
    public static func all(
        of facts: ConcludedFacts,
        _ inference: ConcludedInference?,
        _ report: ConnectionReport
    ) -> [Diagnosis] {
        var common = CommonFacts()
        return all(of: facts, inference, report, &common)
    }

    /// The same, for a caller with many connections.
    public static func all(
        of facts: ConcludedFacts,
        _ inference: ConcludedInference?,
        _ report: ConnectionReport,
        _ common: inout CommonFacts
    ) -> [Diagnosis] {
        guard CursoryCheck.mayFindAnything(facts, report, &common) else { return [] }
        let scene = Scene(facts, inference, report)
        var found = rules.flatMap { $0.diagnose(scene) }
        found = found.map { LeftWithoutAWord.explain($0, by: found) }
        if let acceptance = AcceptedUnverifiable.diagnose(scene, found: found) { found.append(acceptance) }
        return Ranking(scene).ordered(found)
    }
}

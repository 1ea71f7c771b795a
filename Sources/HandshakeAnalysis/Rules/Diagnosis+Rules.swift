import ByteParsing
import TLSWire

/// One cause that the facts may show: a pure function of them.
protocol DiagnosisRule: SendableMetatype {
    static func diagnose(_ scene: Scene) -> [Diagnosis]
}

extension Diagnosis {
    /// In no particular order: ``Ranking`` puts what they find in order.
    static let rules: [any DiagnosisRule.Type] = rulesOfCertificates + rulesOfConduct

    /// Those of them that find nothing where neither side's certificate can be read.
    static let rulesOfCertificates: [any DiagnosisRule.Type] = [
        CertificateValidity.self, CertificatePurpose.self, PublicAuthority.self, SelfSignedCertificate.self,
        ClientIssuer.self, ServerIssuer.self, ChainOrder.self, WeakCertificate.self,
        ClientSignatureScheme.self, ServerName.self, SameCertificate.self, ProofInvalid.self,
        CheckedChain.self, ExpectedName.self,
    ]

    private static let rulesOfConduct: [any DiagnosisRule.Type] = [
        // What the peers said and did.
        PeerVerdict.self, AlertContradiction.self, RefusedCertificate.self, ClientPresentedNone.self,
        ClientClosedAfterRequest.self, RequestUnanswered.self, ServerClosedWithoutAlert.self,
        AlertHiddenByReset.self,
        ApplicationRefused.self, PostHandshakeAuth.self, NoAuthorityRequested.self,
        LetInWithoutCertificate.self, ApplicationRefusalSuspected.self, LeftWithoutAWord.self,
        ResumedSession.self, BeforeCertificates.self, ForeignSpeechRule.self, CarrierEndings.self,
        AnswerOwed.self,
        // What limits the analysis.
        ServerNeverAnswered.self, HandshakeTimedOut.self, LeftBeforeHearing.self, CaptureTruncated.self,
        CaptureIncomplete.self, SecretsRefused.self, InnerConnection.self,
    ]

    /// Those of them that look at what followed the handshake.
    static let rulesOfApplication: [any DiagnosisRule.Type] = [
        ApplicationRefusalSuspected.self, LeftWithoutAWord.self,
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
        let scope = CursoryCheck.scope(facts, report, &common)
        guard scope != .none else { return [] }
        let scene = Scene(facts, inference, report)
        var found: [Diagnosis] = []
        if scope == .all {
            if scene.showsCertificate { collect(rulesOfCertificates, scene, into: &found) }
            collect(rulesOfConduct, scene, into: &found)
        } else {
            collect(rulesOfApplication, scene, into: &found)
        }
        if found.contains(where: { $0.code == .leftWithoutAWord }) {
            found = found.map { LeftWithoutAWord.explain($0, by: found) }
        }
        if let acceptance = AcceptedUnverifiable.diagnose(scene, found: found) { found.append(acceptance) }
        return Ranking(scene).ordered(found)
    }

    /// Most rules find nothing, and then nothing is appended; where one alone finds something, its array is kept.
    private static func collect(
        _ rules: [any DiagnosisRule.Type],
        _ scene: Scene,
        into found: inout [Diagnosis]
    ) {
        for rule in rules {
            let more = rule.diagnose(scene)
            if found.isEmpty { found = more } else if !more.isEmpty { found += more }
        }
    }
}

import AnalysisPipeline
import TestSupport
import Testing

@testable import HandshakeAnalysis

/// What is passed over at a glance has nothing to find, and nearly all that went well is passed over.
@Suite struct `Cursory check of captures` {
    @Test(arguments: CaptureCase.all, [false, true])
    func `passes over nothing that a rule would find`(_ sample: CaptureCase, withKeys: Bool) throws {
        var common = CommonFacts()
        for (report, facts) in try Self.connections(sample, withKeys: withKeys) {
            let scope = CursoryCheck.scope(facts, report, &common)
            guard scope != .all else { continue }
            let scene = Scene(facts, ConcludedInference(of: facts), report)
            let rules = scope == .none ? [] : Diagnosis.rulesOfApplication
            let found = rules.flatMap { $0.diagnose(scene) }.map(\.code)
            #expect(Set(Diagnosis.rules.flatMap { $0.diagnose(scene) }.map(\.code)) == Set(found))
        }
    }

    @Test(arguments: CaptureCase.all)
    func `asks no rule of certificates where none would find anything`(_ sample: CaptureCase) throws {
        for (report, facts) in try Self.connections(sample, withKeys: false) {
            let scene = Scene(facts, ConcludedInference(of: facts), report)
            guard !scene.showsCertificate else { continue }
            for rule in Diagnosis.rulesOfCertificates { #expect(rule.diagnose(scene).isEmpty, "\(rule)") }
        }
    }

    @Test(arguments: CaptureCase.all.filter { $0.testDescription.contains("-mutual-") })
    func `passes over what is in order`(_ sample: CaptureCase) throws {
        // s_client sends the leaf twice in these.
        guard !sample.testDescription.hasSuffix("intermediate") else { return }
        for (report, facts) in try Self.connections(sample, withKeys: true)
        where report.verdict.status == .completed && !report.verdict.isResumed
            && report.verdict.confidence != .low
        {
            var common = CommonFacts()
            let scope = CursoryCheck.scope(facts, report, &common)
            #expect(scope != .all, "\(report.diagnoses)")
        }
    }

    @Test func `what connections have in common changes no answer`() throws {
        var common = CommonFacts()
        // Twice, so that everything has been seen before.
        for sample in CaptureCase.all.prefix(150) + CaptureCase.all.prefix(150) {
            for (report, facts) in try Self.connections(sample, withKeys: true) {
                #expect(TLSDraft(common.settlement(of: facts)) == TLSDraft(TLSFacts(facts)))
                var nothing = CommonFacts()
                let anew = CursoryCheck.scope(facts, report, &nothing)
                let again = CursoryCheck.scope(facts, report, &common)
                #expect(again == anew)
            }
        }
    }

    private static func connections(
        _ sample: CaptureCase,
        withKeys: Bool
    ) throws -> [(ConnectionReport, ConcludedFacts)] {
        let expected = try sample.expected.get()
        let keys = withKeys ? expected.keys : nil
        var analysis = try CaptureAnalysis(
            inputs: [sample.folder.appendingPathComponent(expected.capture).path],
            keyLogs: keys.map { [sample.folder.appendingPathComponent($0).path] } ?? []
        )
        var reports: [ConnectionReport] = []
        _ = try analysis.run { reports += $0 }
        return reports.map { ($0, ConcludedFacts(HandshakeFacts($0.events))) }
    }
}

import HandshakeAnalysis
import TestSupport
import Testing

@testable import AnalysisPipeline

/// What is said at once of connections of which only a client's hello is there.
@Suite struct `Bare beginnings` {
    private func compare(_ packets: [TestPacket]) -> Set<String> {
        var kinds: Set<String> = []
        for report in analyse(packets) {
            guard let beginning = BareBeginning(report.facts) else { continue }
            let verdict = Verdict(of: report.facts, inference: nil)
            #expect(beginning.verdict == verdict)
            let judged = ConnectionReport(report, verdict: verdict, diagnoses: [])
            #expect(beginning.diagnoses == Diagnosis.all(of: report.facts, nil, judged))
            #expect(report.verdict == verdict && report.diagnoses == beginning.diagnoses)
            kinds.insert(beginning == .unfinished ? "unfinished" : "unanswered")
        }
        return kinds
    }

    @Test(arguments: ShippedCapture.sample(4)) func `are judged as all rules would judge them`(
        _ capture: ShippedCapture
    ) throws {
        let packets = try capture.packets()
        for count in 1...min(12, packets.count) { _ = compare(Array(packets[..<count])) }
        // And what the capture joins late.
        for start in 1..<max(2, min(8, packets.count)) where start < packets.count {
            _ = compare(Array(packets[start..<min(start + 2, packets.count)]))
        }
    }

    @Test func `are hellos that nobody answered, and such as were answered with nothing`() throws {
        var conversation = Conversation()
        conversation.client(TLS12Bytes.hello())
        #expect(compare(conversation.packets) == ["unanswered"])
        let cookies = try #require(ShippedCapture.all.first { $0.path.contains("/dtls/dtls-openssl-") })
        var kinds: Set<String> = []
        let packets = try cookies.packets()
        for count in 1...6 { kinds.formUnion(compare(Array(packets[..<count]))) }
        #expect(kinds.contains("unanswered"))
    }
}

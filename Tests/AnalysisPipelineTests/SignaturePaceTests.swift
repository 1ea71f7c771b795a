import ByteParsing
import Testing

@testable import AnalysisPipeline

@Suite("Pace of signatures") struct SignaturePaceTests {
    private static func time(_ seconds: Int64, _ nanoseconds: Int64 = 0) -> Timestamp {
        Timestamp(nanoseconds: seconds * 1_000_000_000 + nanoseconds)
    }

    @Test func `admits what takes so long within a second, and as much in the next`() {
        let checker = SignatureChecker(microsecondsPerSecond: 3_000)
        for second in 7...8 as ClosedRange<Int64> {
            #expect(checker.admits(at: Self.time(second)))
            checker.spend(microseconds: 2_999)
            #expect(checker.admits(at: Self.time(second, 1)))
            checker.spend(microseconds: 1)
            #expect(!checker.admits(at: Self.time(second, 2)))
        }
    }

    @Test func `admits all where nothing waits`() {
        let checker = SignatureChecker()
        #expect((0..<10_000).allSatisfy { checker.admits(at: Self.time(1, $0)) })
    }
}

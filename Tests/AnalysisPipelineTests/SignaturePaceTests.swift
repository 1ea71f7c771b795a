import ByteParsing
import Testing

@testable import AnalysisPipeline

@Suite("Pace of signatures") struct SignaturePaceTests {
    private static func time(_ seconds: Int64, _ nanoseconds: Int64 = 0) -> Timestamp {
        Timestamp(nanoseconds: seconds * 1_000_000_000 + nanoseconds)
    }

    @Test func `admits so many within a second, and as many in the next`() {
        let checker = SignatureChecker(mostPerSecond: 3)
        #expect((0..<5).map { checker.admits(at: Self.time(7, $0)) } == [true, true, true, false, false])
        #expect((0..<5).map { checker.admits(at: Self.time(8, $0)) } == [true, true, true, false, false])
    }

    @Test func `admits all where nothing waits`() {
        let checker = SignatureChecker()
        #expect((0..<10_000).allSatisfy { checker.admits(at: Self.time(1, $0)) })
    }
}

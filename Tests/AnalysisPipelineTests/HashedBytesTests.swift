import Testing

@testable import AnalysisPipeline

/// By what conversations and their dialogues are looked up.
@Suite struct `Bytes and values that are looked up` {
    @Test func `are the same where all bytes are, and are found so`() {
        var known: [HashedBytes: Int] = [:]
        for length in 0..<40 { known[HashedBytes([UInt8](repeating: 0, count: length))] = length }
        #expect(known.count == 40)
        for length in 0..<40 { #expect(known[HashedBytes([UInt8](repeating: 0, count: length))] == length) }
        #expect(known[HashedBytes([1])] == nil && HashedBytes([1, 2]) != HashedBytes([2, 1]))
    }

    @Test func `of the last two, the older gives way, and what is known stays`() {
        var two = LastTwo<Int>()
        #expect(two.add(1) == nil && two.add(2) == nil && two.add(1) == nil)
        #expect(two.former == 1 && two.last == 2)
        #expect(two.add(3) == 1 && two.contains(2) && two.contains(3) && !two.contains(1))
    }
}

import ByteParsing
import Testing

@testable import AnalysisPipeline

@Suite("Streams of QUIC")
struct QUICStreamTests {
    @Test("pieces of a stream come in any order, twice, and overlap")
    func stream() {
        let text = Array("abcdefghij".utf8)
        let budget = CarrierBudget()
        for orders in [[0, 3, 6], [6, 3, 0], [3, 0, 6], [3, 3, 6, 0, 0], [6, 0, 3, 0, 6]] {
            var stream = QUICStream()
            var got: [UInt8] = []
            for start in orders {
                let piece = Array(text[start..<min(10, start + 5)])
                stream.receive(piece.span, at: UInt64(start), budget) { got.append(copying: $0) }
            }
            #expect(got == text && budget.heldBytes == 0)
        }
    }

    @Test(
        "what is given up at once is what is given up hole by hole",
        arguments: [[5], [5, 9], [9, 5, 5], [3, 4, 5, 20, 14]]
    )
    func holes(_ starts: [Int]) {
        let budget = CarrierBudget()
        let piece: [UInt8] = [1, 2, 3]
        var (one, other) = (QUICStream(), QUICStream())
        for start in starts {
            one.receive(piece.span, at: UInt64(start), budget) { _ in }
            other.receive(piece.span, at: UInt64(start), budget) { _ in }
        }
        var missing = 0
        while one.skipGap(budget, onGap: { missing += $0 }, deliver: { _ in }) {}
        #expect(other.skipAll(budget) == missing && other.next == one.next)
        #expect(budget.heldBytes == 0 && !other.isWaiting)
    }

    @Test("of pieces that come and go for long, each is what it was")
    func longStream() {
        let budget = CarrierBudget()
        let text = (0..<4_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var stream = QUICStream()
        var got: [UInt8] = []
        var start = 0
        // Some always wait, at changing distances and of changing lengths.
        while start < text.count {
            for place in [start + 30, start + 12, start] {
                let piece = Array(text[min(place, text.count)..<min(place + 14 + place % 7, text.count)])
                if piece.isEmpty { continue }
                stream.receive(piece.span, at: UInt64(place), budget) { got.append(copying: $0) }
            }
            start += 17
        }
        #expect(got == text && budget.heldBytes == 0)
    }

    @Test("of pieces that wait only so many are kept")
    func fullStream() {
        let budget = CarrierBudget()
        var stream = QUICStream()
        let piece: [UInt8] = [1]
        for number in 1...QUICStream.maximumPieces + 1 {
            #expect(stream.isFull == (number > QUICStream.maximumPieces))
            stream.receive(piece.span, at: UInt64(2 * number), budget) { _ in }
        }
        let each = 1 + CarrierBudget.bytesOfPiece
        #expect(budget.heldBytes == QUICStream.maximumPieces * each)
        stream.drop(budget)
        #expect(budget.heldBytes == 0 && !stream.isFull)
    }
}

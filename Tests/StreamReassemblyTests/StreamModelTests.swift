import StreamReassembly
import TestSupport
import Testing

/// A stream is cut, repeated with other boundaries and shuffled at random; what arrives must be the stream.
@Suite struct `Stream receiver against a model` {
    private struct Segment {
        var range: Range<Int>
        var isLast: Bool
    }

    /// Random pieces that cover the stream at least once.
    private func cut(_ count: Int, _ random: inout FixedRandom) -> [Segment] {
        var segments: [Segment] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            var start = 0
            while start < count {
                let end = min(count, start + Int.random(in: 1...max(1, count / 5), using: &random))
                segments.append(Segment(range: start..<end, isLast: end == count))
                start = end
            }
        }
        for _ in 0..<Int.random(in: 0...10, using: &random) {
            let start = Int.random(in: 0..<count, using: &random)
            let end = Int.random(in: start...count, using: &random)
            segments.append(Segment(range: start..<end, isLast: false))
        }
        return segments
    }

    @Test(arguments: 1...400) func `any order and any repetition deliver the stream`(seed: UInt64) {
        var random = FixedRandom(seed: seed)
        let count = Int.random(in: 1...2_000, using: &random)
        let stream = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        let start =
            seed.isMultiple(of: 3)
            ? UInt32.max - UInt32(count / 2) : UInt32.random(in: 0 ... .max, using: &random)

        var receiving = Receiving(start: start)
        for segment in cut(count, &random).shuffled(using: &random) {
            let bytes = Array(stream[segment.range])
            receiving.segment(bytes, at: start &+ UInt32(segment.range.lowerBound), fin: segment.isLast)
        }
        #expect(receiving.events == [.bytes(stream), .fin])
        #expect(receiving.budget.heldBytes == 0)
        #expect(receiving.receiver.missingBytes == 0 && receiving.receiver.conflictingSegments == 0)
    }

    @Test(arguments: 1...200) func `lost segments leave gaps of their size in their place`(seed: UInt64) {
        var random = FixedRandom(seed: seed)
        let count = Int.random(in: 1...2_000, using: &random)
        let stream = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        var seen = [Bool](repeating: false, count: count)

        var receiving = Receiving(start: 7)
        for segment in cut(count, &random).shuffled(using: &random) where Bool.random(using: &random) {
            // Of each half, the snapshot length may have cut the end.
            let cutOff =
                Int.random(in: 0...1, using: &random)
                * Int.random(in: 0...segment.range.count, using: &random)
            let bytes = Array(stream[segment.range].dropLast(cutOff))
            if cutOff == 0 { for index in segment.range { seen[index] = true } }
            receiving.segment(bytes, at: 7 + UInt32(segment.range.lowerBound), missing: cutOff)
        }
        receiving.flush()

        var offset = 0
        for event in receiving.events {
            switch event {
            case .bytes(let bytes):
                #expect(Array(stream[offset..<offset + bytes.count]) == bytes)
                offset += bytes.count
            case .gap(let length): offset += length
            case .fin: Issue.record("a FIN that nobody sent")
            }
        }
        #expect(offset <= count)
        #expect(receiving.receiver.nextOffset == offset)
        #expect(receiving.budget.heldBytes == 0)
    }
}

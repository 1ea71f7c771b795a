import HandshakeAnalysis
import TestSupport
import Testing

@testable import AnalysisPipeline

/// The same bytes in other segments are the same connection: verdict, reasons, names.
@Suite struct `Real captures in other segments` {
    /// A handshake that begins after a connection was reported is found by the headers of its records one after the other;
    /// where segments come in another order, those are lost.
    private static let captures = ShippedCapture.all.filter { !$0.path.contains("-later-renegotiation-") }

    private func essence(_ packets: [TestPacket]) -> Set<Essence> { Set(analyse(packets).map(Essence.init)) }

    private func check(_ capture: ShippedCapture, every counts: [Int], seed: UInt64?) throws {
        let packets = try capture.packets()
        let expected = essence(packets)
        for count in counts {
            var cut = recut(packets, every: count)
            if let seed {
                var random = FixedRandom(seed: seed &+ UInt64(count))
                cut = shuffle(cut, using: &random)
            }
            let found = essence(cut)
            #expect(found == expected, "segments of \(count) bytes")
        }
    }

    @Test(arguments: ShippedCapture.sample(16)) func `of a few bytes`(_ capture: ShippedCapture) throws {
        try check(capture, every: [1, 2, 3, 7], seed: nil)
    }

    @Test(arguments: ShippedCapture.all) func `of a hundred bytes`(_ capture: ShippedCapture) throws {
        try check(capture, every: [100], seed: nil)
    }

    @Test(arguments: ShippedCapture.sample(14)) func `of a few bytes, shuffled and repeated`(
        _ capture: ShippedCapture
    ) throws {
        try check(capture, every: [2, 5, 13], seed: 1)
    }

    @Test(arguments: captures) func `of two hundred bytes, shuffled and repeated`(
        _ capture: ShippedCapture
    ) throws {
        for seed in 1...3 as ClosedRange<UInt64> { try check(capture, every: [200], seed: seed * 100) }
    }
}

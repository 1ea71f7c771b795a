import ByteParsing
import CaptureReading
import PacketDecoding

/// Who takes the frames of a batch one after the other: an engine, which reads them, or what shares them out among engines.
///
/// The loop over the frames stands here once, and is compiled for each of both.
protocol FrameTaker: ~Copyable {
    /// What decodes the frames, and the key of the hashes that flows are found by.
    var decoder: PacketDecoder { get set }
    var seed: HashKey { get }

    /// Begins to fetch what a frame needs that was decoded ahead, and of one before it what could not be asked for then.
    mutating func fetch(for frame: borrowing DecodedFrame, _ earlier: borrowing DecodedFrame)

    /// A frame's turn comes: this is the time, and the frame's number among the packets of the run.
    mutating func enter(_ time: Timestamp, _ index: Int, number: UInt64)

    /// Takes a frame whose turn it is.
    mutating func take(
        _ frame: borrowing DecodedFrame,
        _ other: borrowing DecodedFrame.Other,
        _ batch: borrowing PacketBatch,
        _ index: Int,
        number: UInt64
    )
}

extension FrameTaker where Self: ~Copyable {
    /// Takes frames of a batch where they lie, of which the first follows `count` packets of the run.
    ///
    /// - Returns: How many bytes of them were captured.
    @inline(__always)
    mutating func takeFrames(
        of batch: borrowing PacketBatch,
        _ range: Range<Int>,
        after count: UInt64
    ) -> UInt64 {
        var ahead = DecodedFrame.Ring { _ in DecodedFrame() }
        var others = DecodedFrame.Others { _ in DecodedFrame.Other() }
        var next = range.lowerBound
        var number = count
        var bytes = 0
        for index in range {
            if next &- index <= DecodedFrame.lookahead - DecodedFrame.decodedAtATime {
                let end = min(range.upperBound, index &+ DecodedFrame.lookahead)
                decode(batch, &next, upTo: end, into: &ahead, &others, since: index)
            }
            let header = batch[index]
            number &+= 1
            bytes &+= header.capturedLength
            enter(header.time, index, number: number)
            take(
                ahead[FrameRing.place(index)],
                others[FrameRing.place(index)],
                batch,
                index,
                number: number
            )
        }
        return UInt64(bytes)
    }

    /// Decodes frames ahead of the one at `index`, whose turn it is.
    @inline(never)
    private mutating func decode(
        _ batch: borrowing PacketBatch,
        _ next: inout Int,
        upTo end: Int,
        into ahead: inout DecodedFrame.Ring,
        _ others: inout DecodedFrame.Others,
        since index: Int
    ) {
        // A datagram that was put together lies in the decoder, where the next one would replace it.
        if next > index, ahead[FrameRing.place(next &- 1)].isReassembled { return }
        while next < end {
            let seed = seed
            ahead[FrameRing.place(next)]
                .decode(batch, next, with: &decoder, seed: seed, other: &others[FrameRing.place(next)])
            let earlier = max(next &- DecodedFrame.addressDistance, index)
            fetch(for: ahead[FrameRing.place(next)], ahead[FrameRing.place(earlier)])
            next &+= 1
            if ahead[FrameRing.place(next &- 1)].isReassembled { return }
        }
    }
}

import ByteParsing
import CaptureReading
import HandshakeAnalysis

/// What the kernel's counters say of packets that nobody saw.
struct LossLog {
    /// Losses that are remembered for connections that are still going on; the oldest are joined into one.
    static let maximumLosses = 256
    /// Packets of a connection may have been lost before the first that was seen, by so many nanoseconds.
    private static let slack: Int64 = 100_000_000

    private(set) var losses: [PacketLoss] = []
    private var counted: [LiveStatistics] = []
    private var lastLook: Timestamp?

    /// Compares the counters with what they were, and returns what was lost since.
    mutating func note(_ sources: [LiveTimeline.Source], at now: Timestamp) -> [PacketLoss] {
        defer { lastLook = now }
        var new: [PacketLoss] = []
        for (index, source) in sources.enumerated() {
            if index >= counted.count { counted.append(LiveStatistics()) }
            let before = counted[index]
            counted[index] = source.statistics
            let kernel = source.statistics.droppedByKernel &- before.droppedByKernel
            let interface = source.statistics.droppedByInterface &- before.droppedByInterface
            guard kernel > 0 || interface > 0 else { continue }
            new.append(
                PacketLoss(
                    input: UInt32(index),
                    start: min(lastLook ?? now, now),
                    end: now,
                    droppedByKernel: kernel,
                    droppedByInterface: interface
                )
            )
        }
        for loss in new { remember(loss) }
        return new
    }

    private mutating func remember(_ loss: PacketLoss) {
        losses.append(loss)
        guard losses.count > Self.maximumLosses else { return }
        // Rather a loss that is said to have lasted longer than one that is forgotten.
        let oldest = losses.removeFirst()
        guard let index = losses.firstIndex(where: { $0.input == oldest.input }) else { return }
        losses[index].start = oldest.start
        losses[index].droppedByKernel += oldest.droppedByKernel
        losses[index].droppedByInterface += oldest.droppedByInterface
    }

    /// Forgets what was over before any connection that can still be reported began.
    mutating func forget(before time: Timestamp) {
        if let first = losses.first, first.end < time { losses.removeAll { $0.end < time } }
    }

    /// How many packets an interface lost while a connection went on that is decided now.
    func packetsLost(from start: Timestamp, to decision: Timestamp, on input: UInt32) -> UInt64 {
        let start = Timestamp(nanoseconds: start.nanoseconds - Self.slack)
        return losses.reduce(0) { sum, loss in
            loss.input == input && loss.end >= start && loss.start <= decision ? sum + loss.packets : sum
        }
    }
}

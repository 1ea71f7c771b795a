// The timeline for a consumer that keeps several batches at a time: it owns them, and reading goes on meanwhile.

extension CaptureTimeline {
    /// Replaces what is in `batch` by the next packets, of as many inputs as they come from.
    ///
    /// What one reading of a file brought is handed over as it lies in memory, in exchange for the memory of `batch`;
    /// where the packets of several inputs alternate, they are copied. Now and then there are none, as in a run.
    /// Use either this or ``readRun()``.
    ///
    /// - Returns: `false` at the end of everything.
    public mutating func read(into batch: inout PacketBatch) -> Bool {
        batch.removeAll()
        while true {
            if pending.isEmpty {
                guard let run = readRun() else { return batch.count > 0 }
                guard !run.isEmpty else { return true }
                if batch.count == 0, run == self.batch.indices {
                    handOver(to: &batch)
                    return true
                }
                pending = run
            }
            let copied = batch.append(pending, of: self.batch)
            pending = pending.lowerBound + copied..<pending.upperBound
            if !pending.isEmpty { return true }
        }
    }

    /// Exchanges the memory; the bytes that do not make a packet yet stay with the capture.
    private mutating func handOver(to batch: inout PacketBatch) {
        swap(&batch, &self.batch)
        self.batch.buffer.copyRest(of: batch.buffer)
        current?.next = 0
    }
}

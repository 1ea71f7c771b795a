import SystemLibrary

/// Standard output, a terminal, a FIFO or a device: bytes go out one after the other, and nothing can be taken back.
final class StreamSink: LineSink {
    private let descriptor: Descriptor
    private let closes: Bool
    /// How much of the first line that is still to be written went out already.
    private var sent = 0

    init(_ descriptor: Descriptor, closes: Bool) {
        self.descriptor = descriptor
        self.closes = closes
    }

    func write(_ lines: ArraySlice<UInt8>) -> SinkProgress {
        do throws(Descriptor.Failure) {
            var rest = lines.dropFirst(sent)
            while !rest.isEmpty {
                let count = try descriptor.writeSome(rest)
                sent += count
                rest = rest.dropFirst(count)
            }
            sent = 0
            return SinkProgress(written: lines.count)
        } catch {
            let whole = lines.wholeLines(within: sent)
            sent -= whole
            return SinkProgress(written: whole, problem: error)
        }
    }

    func close() -> Descriptor.Failure? {
        guard closes else { return nil }
        do throws(Descriptor.Failure) { try descriptor.close() } catch { return error }
        return nil
    }

    func isFinal(_ failure: Descriptor.Failure) -> Bool { failure.code != ENOSPC }
}

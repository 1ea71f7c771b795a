import SystemLibrary

/// A file that whole lines are appended to, whatever happens to the disk or to the file meanwhile.
///
/// It is opened for appending, so that a rotation by copying and truncating works as well as one by moving.
final class LogFile: LineSink {
    private let path: String
    private let options: OutputOptions
    private var descriptor: Descriptor
    /// The multiple of the rotation's interval that the file belongs to.
    private var period: Int
    private let rotated: RotatedFiles

    /// Whether a path leads to what is no file, such as a FIFO or a device.
    static func isStream(_ path: String) -> Bool {
        guard let mode = Descriptor.mode(of: path) else { return false }
        return mode & S_IFMT != S_IFREG
    }

    init(_ path: String, _ options: OutputOptions) throws(Descriptor.Failure) {
        self.path = path
        self.options = options
        rotated = RotatedFiles(of: path, options)
        let changed = Descriptor.changeTime(of: path)
        descriptor = try Descriptor(appendingTo: path)
        try descriptor.endLine()
        // What an earlier run wrote belongs to the time at which it did so.
        period = Self.period(of: changed ?? Self.now, options)
        rotated.tidyUp()
    }

    // MARK: Writing

    func write(_ lines: ArraySlice<UInt8>) -> SinkProgress {
        var written = 0
        do throws(Descriptor.Failure) {
            while written < lines.count {
                let rest = lines.dropFirst(written)
                let size = descriptor.size
                let room = try self.room(size, for: rest)
                guard room > 0 else {
                    try rotate()
                    continue
                }
                let part = rest.prefix(room)
                let count = try append(part, at: size)
                written += count
                if count < part.count { throw Descriptor.Failure(code: ENOSPC) }
            }
            return SinkProgress(written: written)
        } catch {
            return SinkProgress(written: written, problem: error)
        }
    }

    /// How many bytes of whole lines the file may take before it is put aside.
    private func room(_ size: Int, for lines: ArraySlice<UInt8>) throws(Descriptor.Failure) -> Int {
        guard case .size(let limit)? = options.rotation else { return lines.count }
        let room = lines.wholeLines(within: limit - size)
        // A line that is longer than a file may be gets one of its own.
        return room == 0 && size == 0 ? lines.firstLine : room
    }

    /// Appends lines, and takes back what would be left of a torn one.
    private func append(_ lines: ArraySlice<UInt8>, at size: Int) throws(Descriptor.Failure) -> Int {
        var written = 0
        var failure: Descriptor.Failure?
        while written < lines.count {
            do throws(Descriptor.Failure) {
                written += try descriptor.writeSome(lines.dropFirst(written))
            } catch {
                failure = error
                break
            }
        }
        guard let failure else { return written }
        let whole = lines.wholeLines(within: written)
        // Unless somebody has truncated the file meanwhile.
        if written > whole, descriptor.size == size + written {
            try descriptor.truncate(to: size + whole)
        }
        if whole == 0 { throw failure }
        return whole
    }

    // MARK: Rotating

    func passTime() -> Duration? {
        guard case .seconds(let interval)? = options.rotation else { return nil }
        let now = Self.now
        if Self.period(of: now, options) != period {
            if descriptor.size > 0 { try? rotate() }
            period = Self.period(of: now, options)
        }
        return .seconds(interval - now % interval)
    }

    private func rotate() throws(Descriptor.Failure) {
        let aside = rotated.nextName(at: Self.now)
        guard unsafe rename(path, aside) == 0 else { throw Descriptor.Failure(code: errno) }
        let next = try Descriptor(appendingTo: path)
        // The next file is read by whoever reads this one.
        if let permissions = descriptor.permissions { next.setMode(permissions) }
        try? descriptor.close()
        descriptor = next
        rotated.keep(aside)
    }

    func reopen() -> Descriptor.Failure? {
        do throws(Descriptor.Failure) {
            let next = try Descriptor(appendingTo: path)
            try? descriptor.close()
            descriptor = next
            return nil
        } catch {
            return error
        }
    }

    func close() -> Descriptor.Failure? {
        rotated.finish()
        do throws(Descriptor.Failure) { try descriptor.close() } catch { return error }
        return nil
    }

    // MARK: Time

    private static func period(of second: Int, _ options: OutputOptions) -> Int {
        guard case .seconds(let interval)? = options.rotation else { return 0 }
        return second / interval
    }

    /// Seconds since 1970.
    private static var now: Int { time(nil) }
}

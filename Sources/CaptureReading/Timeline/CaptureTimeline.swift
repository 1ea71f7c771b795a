import ByteParsing

/// Several captures as one: their packets in the order of time, so that a handshake that straddles rotated files is
/// whole.
///
/// Like mergecap it takes the input whose next packet is the earliest, and never reorders the packets of one input.
/// The time of each file's first packet is read beforehand; files are opened when they are due, and what one file
/// has before the others' next packet is delivered in one run, so that files that follow one another cost nothing.
///
///     var timeline = try CaptureTimeline(inputs: paths)
///     while let run = timeline.readRun() {
///         for index in run { examine(timeline.batch[index], timeline.batch.bytes(of: index)) }
///     }
public struct CaptureTimeline: ~Copyable {
    /// The memory of the last run's packets.
    public internal(set) var batch: PacketBatch
    /// The captures, in the order in which they were named; folders stand for their files.
    public private(set) var inputs: [CaptureInput] = []
    /// What is wrong with any input, in the order in which it was found; also with those that are no capture.
    public private(set) var problems: [CaptureProblem] = []
    /// The TLS key logs that the captures carry, as far as they were read.
    public private(set) var decryptionSecrets: [[UInt8]] = []
    public let filter: PacketFilter?

    private(set) var limits: CaptureLimits
    private var decryptionSecretBytes = 0
    private var ownHits = CaptureLimitHits()
    private var finishedHits = CaptureLimitHits()

    /// Captures that have to be opened first of all: streams, and a capture that is alone.
    private var unseen: [Int] = []
    /// Captures that are not open yet, by the time of their first packet, the latest first.
    private var waiting: [MergeKey] = []
    /// How many of them are due, but had to wait because too many are open.
    private var overdueCount = 0
    private var open: [Int: OpenCapture] = [:]
    /// Files and folders are still being written.
    private let follows: Bool
    private var heap = MergeHeap()
    /// The open capture whose memory is in ``batch``.
    private(set) var current: OpenCapture?
    /// What ``readRun()`` made available and ``read(into:)`` has not handed on yet.
    var pending = 0..<0

    /// Finds the captures and, if there are several, the time at which each begins; nothing is read from streams.
    ///
    /// Inputs that cannot be read become ``problems``. An error is thrown only for a filter that does not compile.
    public init(
        inputs paths: [String],
        filter expression: String? = nil,
        follows: Bool = false,
        limits: CaptureLimits = CaptureLimits()
    ) throws(CaptureError) {
        self.limits = limits
        self.follows = follows
        filter = if let expression { try PacketFilter(expression: expression) } else { nil }
        batch = PacketBatch(chunkBytes: 0, frameLimit: 0)
        let isAlone = paths.count == 1
        for path in paths {
            switch path == "-" ? .stream : FolderListing.kind(of: path) {
            case .folder where follows, .file where follows: unseen.append(addInput(path))
            case .folder: addFolder(path)
            case .stream: unseen.append(addInput(path))
            case .file where isAlone: unseen.append(addInput(path))
            case .file, .missing: addFile(path)
            }
        }
        waiting.sort(by: >)
    }

    // MARK: Reading

    /// Has captures read in chunks of another size; call it before the first reading.
    public mutating func setChunkBytes(_ count: Int) { limits.chunkBytes = count }

    /// Makes the next packets available in ``batch``.
    ///
    /// - Returns: The indices of a run of packets, all of one input; now and then none, so that a caller whose filter
    ///   takes everything can show progress; `nil` at the end of everything.
    public mutating func readRun() -> Range<Int>? {
        giveBack()
        while !unseen.isEmpty { openCapture(unseen.removeFirst(), due: nil) }
        while let key = firstToOpen(), heap.first.map({ key < $0 }) ?? true {
            waiting.removeLast()
            overdueCount = max(0, overdueCount - 1)
            openCapture(key.input, due: key.time)
        }
        guard let first = heap.first, let capture = open[first.input] else { return nil }
        let bound = [heap.second, firstToOpen()].compactMap { $0 }.min()
        let start = capture.next
        let end = capture.reader.batch.endOfRun(from: start, input: first.input, before: bound)
        capture.next = end
        if end > start { countOverdue(before: capture.reader.batch[end - 1].time) }
        swap(&batch, &capture.reader.batch)
        current = capture
        return start..<end
    }

    /// Gives the last run's memory back to its capture, and reads that on if all was delivered.
    private mutating func giveBack() {
        guard let capture = current, let key = heap.first else { return }
        swap(&batch, &capture.reader.batch)
        current = nil
        if capture.next < capture.reader.batch.count {
            let time = capture.reader.batch[capture.next].time
            heap.replaceFirst(by: MergeKey(time: time, input: key.input))
            return
        }
        guard read(capture, key.input) else {
            heap.removeFirst()
            return
        }
        if capture.reader.batch.count > 0 {
            heap.replaceFirst(by: MergeKey(time: capture.reader.batch[0].time, input: key.input))
        }
    }

    // MARK: Opening

    /// The file that is due next, unless so many are open that it has to wait without holding up the others.
    private func firstToOpen() -> MergeKey? {
        open.count < max(limits.openCaptures, 1) ? waiting.last : nil
    }

    private mutating func countOverdue(before time: Timestamp) {
        while overdueCount < waiting.count, waiting[waiting.count - 1 - overdueCount].time < time {
            overdueCount += 1
            ownHits.openCaptures += 1
        }
    }

    /// Opens a capture and reads its first packets; `due` is when they were seen to be.
    private mutating func openCapture(_ index: Int, due: Timestamp?) {
        let chunkBytes = open.count < limits.openLargeCaptures ? limits.chunkBytes : limits.smallChunkBytes
        do throws(CaptureError) {
            let capture = OpenCapture(try reader(of: index, chunkBytes))
            open[index] = capture
            guard read(capture, index) else { return }
            let batch = capture.reader.firstTime
            heap.insert(MergeKey(time: batch ?? due ?? Timestamp(nanoseconds: .min), input: index))
        } catch {
            note(error, index)
            inputs[index].isFinished = true
        }
    }

    private func reader(of index: Int, _ chunkBytes: Int) throws(CaptureError) -> CaptureFileReader {
        let path = inputs[index].path
        let isFollowed =
            follows && path != "-"
            && [FolderListing.Kind.file, .folder].contains(FolderListing.kind(of: path))
        return isFollowed
            ? try CaptureFileReader(
                following: path,
                input: UInt32(index),
                chunkBytes: chunkBytes,
                limits: limits
            )
            : try CaptureFileReader(path: path, input: UInt32(index), chunkBytes: chunkBytes, limits: limits)
    }

    /// Whether an input may bring more at any time.
    public var isStream: Bool { follows || sizeOnDisk == nil }

    /// Whether the last run has brought nothing because a stream is silent.
    public var isSilent: Bool { current?.isSilent ?? false }

    /// Reads a capture on and takes down what is known of it; `false` at its end, when it is closed.
    private mutating func read(_ capture: OpenCapture, _ index: Int) -> Bool {
        let filterProblems = filter?.problems.count ?? 0
        let isOpen = capture.readBatch(through: filter)
        if let filter {
            for problem in filter.problems[filterProblems...] { note(problem, index) }
        }
        describe(capture, index)
        if isOpen { return true }
        for problem in capture.reader.problems { note(problem, index) }
        if let failure = capture.failure { note(failure, index) }
        inputs[index].packetsByLinkType = capture.reader.packetsByLinkType
        inputs[index].interfaceStatistics = capture.reader.interfaceStatistics
        inputs[index].isFinished = true
        finishedHits += capture.reader.limitHits
        open[index] = nil
        return false
    }

    private mutating func describe(_ capture: OpenCapture, _ index: Int) {
        let progress = capture.reader.progress
        inputs[index].format = capture.reader.format
        inputs[index].compression = capture.reader.compression
        inputs[index].frameCount = capture.reader.frameCount
        inputs[index].packetCount = capture.packetCount
        inputs[index].filteredCount = capture.filteredCount
        inputs[index].byteCount = capture.reader.wireBytes
        inputs[index].bytesRead = progress.bytesRead
        inputs[index].totalBytes = progress.totalBytes
        for secrets in capture.newSecrets() {
            guard secrets.count <= limits.decryptionSecretBytes - decryptionSecretBytes else {
                ownHits.decryptionSecrets += 1
                continue
            }
            decryptionSecretBytes += secrets.count
            decryptionSecrets.append(secrets)
        }
    }

    private mutating func note(_ error: CaptureError, _ index: Int) {
        inputs[index].problems.append(error)
        problems.append(CaptureProblem(path: inputs[index].path, error: error))
    }
}

// MARK: - Finding the captures

extension CaptureTimeline {
    private mutating func addInput(_ path: String) -> Int {
        inputs.append(CaptureInput(path: path, index: UInt32(inputs.count)))
        return inputs.count - 1
    }

    /// Adds a file that was named, whatever it is.
    private mutating func addFile(_ path: String) {
        let index = addInput(path)
        add(CapturePreview(of: path, limits: limits), index)
    }

    /// Adds the files below a folder that are captures.
    private mutating func addFolder(_ folder: String) {
        let before = inputs.count
        let problemsBefore = problems.count
        do throws(CaptureError) {
            for path in try FolderListing.files(below: folder, limits: limits, hits: &ownHits) {
                let preview = CapturePreview(of: path, limits: limits)
                if preview.isCapture {
                    add(preview, addInput(path))
                } else if let problem = preview.problemWorthTelling {
                    problems.append(CaptureProblem(path: path, error: problem))
                }
            }
        } catch {
            problems.append(CaptureProblem(path: folder, error: error))
        }
        if inputs.count == before, problems.count == problemsBefore {
            problems.append(CaptureProblem(path: folder, error: CaptureError(.noCapturesInFolder)))
        }
    }

    private mutating func add(_ preview: CapturePreview, _ index: Int) {
        inputs[index].totalBytes = preview.totalBytes
        waiting.append(MergeKey(time: preview.firstTime, input: index))
    }
}

// MARK: - Sums

extension CaptureTimeline {
    /// How many bytes of all files were read, and how many there are if no input is a stream.
    public var progress: (bytesRead: UInt64, totalBytes: UInt64?) {
        let totals = inputs.compactMap(\.totalBytes)
        return (
            inputs.reduce(0) { $0 + $1.bytesRead },
            totals.count == inputs.count ? totals.reduce(0, +) : nil
        )
    }

    /// How many bytes lie on disk to be read; `nil` if an input is a stream, which cannot be known beforehand.
    public var sizeOnDisk: UInt64? {
        var sum: UInt64 = 0
        for input in inputs {
            guard let size = input.totalBytes ?? FolderListing.size(of: input.path) else { return nil }
            sum += size
        }
        return sum
    }

    /// The packets of each link type, also those that the filter left out.
    public var packetsByLinkType: [LinkType: UInt64] {
        var counts: [LinkType: UInt64] = [:]
        for input in inputs { counts.merge(input.packetsByLinkType, uniquingKeysWith: +) }
        for capture in open.values { counts.merge(capture.reader.packetsByLinkType, uniquingKeysWith: +) }
        return counts
    }

    /// What the interface of a packet of the present run is called.
    public func interfaceName(of header: FrameHeader) -> String? {
        current?.reader.interfaceName(header.interface)
    }

    public var packetCount: UInt64 { inputs.reduce(0) { $0 + $1.packetCount } }

    public var filteredCount: UInt64 { inputs.reduce(0) { $0 + $1.filteredCount } }

    /// How often each limit was hit, in the captures that are finished.
    public var limitHits: CaptureLimitHits {
        var hits = ownHits
        hits += finishedHits
        return hits
    }
}

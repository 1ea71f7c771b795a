import CaptureReading
import TestSupport
import Testing

/// A capture whose packets, of one byte, have these times in seconds.
private func capture(_ times: [UInt32]) -> [UInt8] {
    var file = PcapBuilder()
    for time in times { file.append([UInt8(truncatingIfNeeded: time)], seconds: time) }
    return file.bytes
}

/// What a timeline delivers: input, frame and time of each packet, a list for each run.
private func runs(_ timeline: inout CaptureTimeline) -> [[String]] {
    var runs: [[String]] = []
    while let run = timeline.readRun() {
        var texts: [String] = []
        for index in run {
            let frame = ReadFrame(index, of: timeline.batch)
            let seconds = frame.nanoseconds / 1_000_000_000
            #expect(frame.bytes == [UInt8(truncatingIfNeeded: seconds)])
            texts.append("\(frame.input):\(frame.number)@\(seconds)")
        }
        runs.append(texts)
    }
    return runs
}

@Suite struct `Capture timeline` {
    let folder = TemporaryFolder()

    private func write(_ captures: [[UInt32]]) -> [String] {
        captures.enumerated().map { folder.write(capture($1), to: "\($0).pcap") }
    }

    @Test func `reads rotated files one after the other, a run each`() throws {
        let paths = write([[20, 21], [10, 11], [30]])
        var timeline = try CaptureTimeline(inputs: paths)
        #expect(runs(&timeline) == [["1:1@10", "1:2@11"], ["0:1@20", "0:2@21"], ["2:1@30"]])
        #expect(timeline.inputs.map(\.path) == paths)
        #expect(timeline.inputs.map(\.packetCount) == [2, 2, 1])
        #expect(
            timeline.inputs.allSatisfy {
                $0.isFinished && $0.format == .pcap && $0.byteCount == $0.packetCount
            }
        )
        #expect(timeline.progress.bytesRead == timeline.progress.totalBytes)
    }

    @Test func `merges files that overlap`() throws {
        var timeline = try CaptureTimeline(inputs: write([[1, 2, 5, 6], [3, 4, 7], [5, 8]]))
        #expect(
            runs(&timeline) == [
                ["0:1@1", "0:2@2"], ["1:1@3", "1:2@4"], ["0:3@5"], ["2:1@5"], ["0:4@6"], ["1:3@7"], ["2:2@8"],
            ]
        )
    }

    @Test func `takes the file named first when times are the same`() throws {
        var timeline = try CaptureTimeline(inputs: write([[5, 5], [5, 5]]))
        #expect(runs(&timeline) == [["0:1@5", "0:2@5"], ["1:1@5", "1:2@5"]])
    }

    @Test func `keeps the order within a file, as mergecap does`() throws {
        var timeline = try CaptureTimeline(inputs: write([[1, 9, 2], [3, 4]]))
        #expect(runs(&timeline) == [["0:1@1"], ["1:1@3", "1:2@4"], ["0:2@9", "0:3@2"]])
    }

    @Test func `goes on where a batch ends`() throws {
        var limits = CaptureLimits()
        limits.framesPerBatch = 2
        var timeline = try CaptureTimeline(inputs: write([[1, 2, 3, 6], [4, 5, 7]]), limits: limits)
        #expect(
            runs(&timeline) == [["0:1@1", "0:2@2"], ["0:3@3"], ["1:1@4", "1:2@5"], ["0:4@6"], ["1:3@7"]]
        )
    }

    @Test(arguments: [(1, 2), (2, 1), (3, 0)])
    func `has at most so many files open, and says when others wait`(_ limit: Int, _ hits: Int) throws {
        var limits = CaptureLimits()
        limits.openCaptures = limit
        var timeline = try CaptureTimeline(inputs: write([[1, 9], [2, 8], [3, 7]]), limits: limits)
        let packets = runs(&timeline).joined()
        #expect(Set(packets) == ["0:1@1", "0:2@9", "1:1@2", "1:2@8", "2:1@3", "2:2@7"])
        #expect(timeline.limitHits.openCaptures == hits)
        if hits == 0 { #expect(Array(packets) == ["0:1@1", "1:1@2", "2:1@3", "2:2@7", "1:2@8", "0:2@9"]) }
        if limit == 1 { #expect(Array(packets) == ["0:1@1", "0:2@9", "1:1@2", "1:2@8", "2:1@3", "2:2@7"]) }
    }

    @Test func `reads the others when one is bad`() throws {
        var cut = capture([1, 2])
        cut.removeLast()
        let paths = [
            folder.path + "/none", folder.write(Array("text".utf8), to: "text"),
            folder.write([], to: "empty"),
            folder.write(cut, to: "cut"), folder.write(capture([3]), to: "good"),
        ]
        var timeline = try CaptureTimeline(inputs: paths)
        #expect(Array(runs(&timeline).joined()) == ["3:1@1", "4:1@3"])
        #expect(
            Set(timeline.problems) == [
                CaptureProblem(path: paths[0], error: CaptureError(.noSuchFile)),
                CaptureProblem(
                    path: paths[1],
                    error: CaptureError(.notACapture(magic: Array("text".utf8)), at: 0)
                ),
                CaptureProblem(path: paths[2], error: CaptureError(.emptyFile, at: 0)),
                CaptureProblem(path: paths[3], error: CaptureError(.truncated(.packet), at: 41)),
            ]
        )
        #expect(timeline.inputs.map(\.problems.count) == [1, 1, 1, 1, 0])
        let categories = timeline.inputs.map { $0.problems.first?.category }
        #expect(categories == [.noInput, .data, .data, .notice, nil])
    }

    @Test func `refuses a filter that does not compile`() {
        #expect(throws: CaptureError.self) { _ = try CaptureTimeline(inputs: [], filter: "no such thing") }
    }

    @Test func `gives an empty run rather than none while the filter takes everything`() throws {
        var limits = CaptureLimits()
        limits.framesPerBatch = 1
        var timeline = try CaptureTimeline(inputs: write([[1, 2, 3]]), filter: "tcp", limits: limits)
        #expect(runs(&timeline) == [[], [], []])
        #expect(timeline.filteredCount == 3)
    }

    @Test func `collects the key logs that captures carry`() throws {
        var file = PcapngBuilder()
        file.appendSecrets([1, 2, 3])
        file.appendInterface()
        file.appendEnhancedPacket([0])
        file.appendSecrets([4])
        let paths = [folder.write(file.bytes, to: "a"), folder.write(file.bytes, to: "b")]
        var timeline = try CaptureTimeline(inputs: paths)
        #expect(timeline.readRun() == 0..<1)
        #expect(timeline.decryptionSecrets.first == [1, 2, 3])
        while timeline.readRun() != nil {}
        #expect(
            timeline.decryptionSecrets.sorted { $0.count > $1.count } == [[1, 2, 3], [1, 2, 3], [4], [4]]
        )
    }
}

@Suite struct `Capture folder` {
    let folder = TemporaryFolder()

    @Test func `stands for the captures below it, sorted by name`() throws {
        folder.write(capture([3]), to: "b.pcap")
        folder.write(capture([2]), to: "a/2.txt")
        folder.write(CompressedBytes.gzip(capture([1])), to: "a/1")
        folder.write(Array("not a capture".utf8), to: "README")
        folder.write([], to: "empty")
        folder.write(CompressedBytes.gzip(Array("log".utf8)), to: "log.gz")
        var timeline = try CaptureTimeline(inputs: [folder.path])
        #expect(timeline.inputs.map(\.path) == ["b.pcap", "a/1", "a/2.txt"].map { folder.path + "/" + $0 })
        #expect(Array(runs(&timeline).joined()) == ["1:1@1", "2:1@2", "0:1@3"])
        #expect(timeline.problems.isEmpty)
    }

    @Test func `without captures is an error`() throws {
        folder.write(Array("not a capture".utf8), to: "README")
        let good = folder.write(capture([1]), to: "other/good")
        let empty = folder.path + "/none/below"
        folder.write([], to: "none/below/x")
        var timeline = try CaptureTimeline(inputs: [empty, good])
        #expect(timeline.problems == [CaptureProblem(path: empty, error: CaptureError(.noCapturesInFolder))])
        #expect(timeline.problems.first?.error.category == .noInput)
        #expect(Array(runs(&timeline).joined()) == ["0:1@1"])
    }

    @Test func `does not pass over a capture in a compression that is not read`() throws {
        let path = folder.write([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], to: "old.pcap.xz")
        folder.write([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], to: "log.xz")
        folder.write(capture([1]), to: "new.pcap")
        let timeline = try CaptureTimeline(inputs: [folder.path])
        let error = CaptureError(.unsupportedCompression(.xz), at: 0)
        #expect(timeline.problems == [CaptureProblem(path: path, error: error)])
    }

    @Test(arguments: [(1, 1, 1), (2, 2, 0), (3, 2, 0)])
    func `is walked up to a depth`(_ depth: Int, _ found: Int, _ hits: Int) throws {
        var limits = CaptureLimits()
        limits.folderDepth = depth
        folder.write(capture([1]), to: "a")
        folder.write(capture([1]), to: "below/a")
        let timeline = try CaptureTimeline(inputs: [folder.path], limits: limits)
        #expect(timeline.inputs.count == found)
        #expect(timeline.limitHits.folderDepth == hits)
    }

    @Test(arguments: [(1, 1), (2, 0), (3, 0)])
    func `contributes files up to a number`(_ limit: Int, _ hits: Int) throws {
        var limits = CaptureLimits()
        limits.filesInFolders = limit
        folder.write(capture([1]), to: "a")
        folder.write(capture([1]), to: "b")
        let timeline = try CaptureTimeline(inputs: [folder.path], limits: limits)
        #expect(timeline.inputs.count == 2 - hits)
        #expect(timeline.limitHits.filesInFolders == hits)
    }
}

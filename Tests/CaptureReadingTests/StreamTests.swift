import CaptureReading
import Glibc
import TestSupport
import Testing

/// A pipe, of which the test holds both ends.
private struct Pipe: ~Copyable {
    let reading: Int32
    private var writing: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { fatalError("pipe: \(errno)") }
        reading = ends[0]
        writing = ends[1]
    }

    func write(_ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        precondition(Glibc.write(writing, bytes, bytes.count) == bytes.count)
    }

    mutating func closeWriting() {
        close(writing)
        writing = -1
    }

    deinit {
        close(reading)
        if writing >= 0 { close(writing) }
    }
}

@Suite struct `Streams` {
    /// The file header and its records.
    static func sample() -> (header: [UInt8], records: [[UInt8]]) {
        var file = PcapBuilder()
        let header = file.bytes
        var records: [[UInt8]] = []
        for number in 1...3 as ClosedRange<UInt8> {
            let before = file.bytes.count
            file.append([UInt8](repeating: number, count: 40))
            records.append(Array(file.bytes[before...]))
        }
        return (header, records)
    }

    @Test func `deliver a packet as soon as it is complete`() throws {
        let (header, records) = Self.sample()
        var pipe = Pipe()
        var reader = try CaptureFileReader(fileDescriptor: pipe.reading)
        pipe.write(header + records[0])
        #expect(try reader.readBatch())
        #expect(reader.batch.count == 1)
        pipe.write(records[1] + records[2].prefix(20))
        #expect(try reader.readBatch())
        #expect(reader.batch.count == 1)
        #expect(reader.batch[0].reference.frame == 2)
        pipe.write(records[2].dropFirst(20))
        #expect(try reader.readBatch())
        #expect(reader.batch[0].reference.frame == 3)
        pipe.closeWriting()
        #expect(try !reader.readBatch())
        #expect(reader.problems.isEmpty)
    }

    @Test func `deliver what has arrived of a compressed capture`() throws {
        let (header, records) = Self.sample()
        let pipe = Pipe()
        var reader = try CaptureFileReader(fileDescriptor: pipe.reading)
        pipe.write(CompressedBytes.zstd(header + records[0]))
        #expect(try reader.readBatch())
        #expect(reader.batch.count == 1)
        pipe.write(CompressedBytes.zstd(records[1]))
        #expect(try reader.readBatch())
        #expect(reader.batch[0].reference.frame == 2)
    }

    @Test func `may be a FIFO of a timeline`() throws {
        let (header, records) = Self.sample()
        let folder = TemporaryFolder()
        let path = folder.path + "/fifo"
        #expect(mkfifo(path, 0o600) == 0)
        // Both ways, so that opening waits for nobody.
        let writing = open(path, O_RDWR)
        #expect(writing >= 0)
        let bytes = header + records.joined()
        #expect(write(writing, bytes, bytes.count) == bytes.count)

        var timeline = try CaptureTimeline(inputs: [path])
        #expect(timeline.progress.totalBytes == nil)
        #expect(timeline.readRun() == 0..<3)
        #expect(timeline.batch[2].capturedLength == 40)
        close(writing)
        #expect(timeline.readRun() == nil)
        #expect(timeline.problems.isEmpty)
    }
}

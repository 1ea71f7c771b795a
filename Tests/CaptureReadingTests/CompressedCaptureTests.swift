import ByteParsing
import CaptureReading
import TestSupport
import Testing

@Suite struct `Compressed captures` {
    /// Three packets of 100 equal bytes.
    static let sample: [UInt8] = {
        var file = PcapBuilder()
        for number in 0..<3 as Range<UInt8> {
            file.append([UInt8](repeating: number, count: 100), seconds: 1_700_000_000 + UInt32(number))
        }
        return file.bytes
    }()

    /// The sample, as gzip -9 and zstd -19 compress it.
    static let real: [(Compression, String)] = [
        (
            .gzip,
            """
            1f8b0800000000000203bb7278d342260616060460616004511f835341540a14d30330a2d9c94807c0846627131d000078de85f7\
            74010000
            """
        ),
        (
            .zstd,
            """
            28b52ffd647400850100d8d4c3b2a10200040004000100000000f153650000000064010102020720b074e68054e80e3065b79d8c\
            0950d4edc60169f6defe
            """
        ),
    ]

    @Test(arguments: real) func `are recognised whatever they are named`(
        _ kind: Compression,
        _ hex: String
    ) throws {
        let bytes = try #require([UInt8](hexadecimal: hex))
        let folder = TemporaryFolder()
        var reader = try CaptureFileReader(path: folder.write(bytes, to: "capture.txt"))
        #expect(try reader.readBatch())
        #expect(reader.compression == kind)
        #expect(reader.format == .pcap)
        #expect(reader.progress == (UInt64(bytes.count), UInt64(bytes.count)))
        #expect(try ReadCapture(bytes) == ReadCapture(Self.sample))
    }

    @Test(arguments: [Compression.gzip, .zstd])
    func `cut anywhere give the packets before the cut`(_ kind: Compression) throws {
        let bytes = kind == .gzip ? CompressedBytes.gzip(Self.sample) : CompressedBytes.zstd(Self.sample)
        let whole = try ReadCapture(Self.sample)
        for length in 6..<bytes.count {
            let capture = try ReadCapture(Array(bytes.prefix(length)), chunkBytes: 64)
            #expect(capture.frames == Array(whole.frames.prefix(capture.frames.count)))
            #expect(capture.failure == nil)
            #expect(capture.problems.map(\.reason) == [.truncated(.packet)], "\(length) bytes")
        }
    }

    @Test func `that are damaged say where in the compressed file`() throws {
        var gzip = CompressedBytes.gzip(Self.sample)
        gzip[gzip.count - 5] ^= 1  // the checksum, after all packets
        let capture = try ReadCapture(gzip)
        #expect(capture.frames.count == 3)
        #expect(capture.failure?.reason == .corruptCompression(.gzip))
        #expect(capture.failure?.offset.map { $0 <= gzip.count } == true)

        let zstd = CompressedBytes.zstd(Self.sample) + [1, 2, 3, 4, 5]
        #expect(try ReadCapture(zstd).frames.count == 3)
        #expect(try ReadCapture(zstd).failure?.reason == .corruptCompression(.zstd))
    }

    @Test func `of gzip may have padding behind them`() throws {
        let bytes = CompressedBytes.gzip(Self.sample) + [0, 0, 0]
        #expect(try ReadCapture(bytes) == ReadCapture(Self.sample))
    }

    @Test func `of zstd may begin with a frame to skip`() throws {
        let skippable: [UInt8] = [0x5A, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 9, 9]
        #expect(try ReadCapture(skippable + CompressedBytes.zstd(Self.sample)) == ReadCapture(Self.sample))
    }

    @Test(arguments: [(19, true), (20, true), (21, false)])
    func `of zstd may need a window up to the limit`(_ windowLog: UInt8, _ isRead: Bool) throws {
        var limits = CaptureLimits()
        limits.zstdWindowLog = 20
        let capture = try ReadCapture(CompressedBytes.zstd(Self.sample, windowLog: windowLog), limits: limits)
        #expect(capture.frames.count == (isRead ? 3 : 0))
        #expect(capture.failure?.reason == (isRead ? nil : .compressionWindowTooLarge))
    }

    @Test(arguments: [
        (Array("BZh91AY".utf8), Compression.bzip2), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .xz),
        ([0x04, 0x22, 0x4D, 0x18, 0x64, 0x40], .lz4), (Array("LZIP\u{1}\u{c}".utf8), .lzip),
    ])
    func `of other kinds are named`(_ bytes: [UInt8], _ kind: Compression) throws {
        #expect(try ReadCapture(bytes).failure == CaptureError(.unsupportedCompression(kind), at: 0))
    }

    @Test func `are not looked for within each other`() throws {
        let twice = CompressedBytes.gzip(CompressedBytes.gzip(Self.sample))
        let reason = CaptureError.Reason.notACapture(magic: [0x1F, 0x8B, 8, 0])
        #expect(try ReadCapture(twice).failure == CaptureError(reason, at: 0))
    }

    @Test func `may hold nothing`() throws {
        #expect(try ReadCapture(CompressedBytes.gzip([])).failure == CaptureError(.emptyFile, at: 0))
        #expect(try ReadCapture(CompressedBytes.zstd([])).failure == CaptureError(.emptyFile, at: 0))
    }
}

import CaptureReading
import TestSupport
import Testing

/// A capture with one packet, a bad block at offset 88, and a packet behind it.
private func damaged(_ append: (inout PcapngBuilder) -> Void) -> [UInt8] {
    var file = PcapngBuilder()
    file.appendInterface()
    file.appendEnhancedPacket([1, 2, 3, 4, 5, 6, 7])
    append(&file)
    file.appendEnhancedPacket([8])
    return file.bytes
}

@Suite struct `Damaged captures` {
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]
        var frames: [[UInt8]] = [[1, 2, 3, 4, 5, 6, 7]]
        let failure: CaptureError?
        var problems: [CaptureError] = []
    }

    static let lengths: ClosedRange<UInt64> = 12...0xFFFF_FFFC

    static let rows: [Row] = [
        Row(
            testDescription: "nothing at all",
            bytes: [],
            frames: [],
            failure: CaptureError(.emptyFile, at: 0)
        ),
        Row(
            testDescription: "text",
            bytes: Array("hello".utf8),
            frames: [],
            failure: CaptureError(.notACapture(magic: Array("hell".utf8)), at: 0)
        ),
        Row(
            testDescription: "fewer bytes than a magic number",
            bytes: [0xD4, 0xC3],
            frames: [],
            failure: CaptureError(.notACapture(magic: [0xD4, 0xC3]), at: 0)
        ),
        Row(
            testDescription: "pcapng's magic number without a byte order",
            bytes: [0x0A, 0x0D, 0x0D, 0x0A] + [UInt8](repeating: 0x20, count: 24),
            frames: [],
            failure: CaptureError(.notACapture(magic: [0x0A, 0x0D, 0x0D, 0x0A]), at: 0)
        ),
        Row(
            testDescription: "trailer that differs",
            bytes: damaged { $0.append(blockType: 0x77, [1, 2, 3, 4], trailing: 20) },
            failure: CaptureError(.blockLengthMismatch(blockType: 0x77, leading: 16, trailing: 20), at: 88)
        ),
        Row(
            testDescription: "block shorter than its frame",
            bytes: damaged { $0.append(blockType: 0x77, [1, 2, 3, 4], leading: 8) },
            failure: CaptureError(
                .impossibleLength(field: .blockTotalLength, value: 8, allowed: lengths),
                at: 88
            )
        ),
        Row(
            testDescription: "block length that no padding can complete",
            bytes: damaged { $0.append(blockType: 0x77, [], leading: 0xFFFF_FFFF) },
            failure: CaptureError(
                .impossibleLength(field: .blockTotalLength, value: 0xFFFF_FFFF, allowed: lengths),
                at: 88
            )
        ),
        Row(
            testDescription: "packet block longer than any packet",
            bytes: damaged { $0.append(blockType: 6, [], leading: 0x1000_0000) },
            failure: CaptureError(
                .impossibleLength(field: .blockTotalLength, value: 0x1000_0000, allowed: 12...(17 << 20)),
                at: 88
            )
        ),
        Row(
            testDescription: "unknown block that reaches beyond the end",
            bytes: damaged { $0.append(blockType: 0x77, [], leading: 0x1000_0000) },
            failure: nil,
            problems: [CaptureError(.truncated(.packet), at: 88)]
        ),
        Row(
            testDescription: "packet longer than its block",
            bytes: damaged { $0.appendEnhancedPacket([1, 2, 3], capturedLength: 5) },
            failure: CaptureError(.impossibleLength(field: .capturedLength, value: 5, allowed: 0...4), at: 88)
        ),
        Row(
            testDescription: "simple packet longer than its block",
            bytes: damaged { $0.appendSimplePacket([1, 2, 3], originalLength: 5) },
            failure: CaptureError(.impossibleLength(field: .capturedLength, value: 5, allowed: 0...4), at: 88)
        ),
        Row(
            testDescription: "packet block without room for its fields",
            bytes: damaged { $0.append(blockType: 6, [1, 2, 3, 4]) },
            failure: CaptureError(.badBlock(blockType: 6), at: 88)
        ),
        Row(
            testDescription: "obsolete packet block without room for its fields",
            bytes: damaged { $0.append(blockType: 2, [1, 2, 3, 4]) },
            failure: CaptureError(.badBlock(blockType: 2), at: 88)
        ),
        Row(
            testDescription: "interface block without room for its fields",
            bytes: damaged { $0.append(blockType: 1, [1, 0, 0, 0]) },
            failure: CaptureError(.badBlock(blockType: 1), at: 88)
        ),
        Row(
            testDescription: "section without a byte order",
            bytes: damaged { $0.append(blockType: 0x0A0D_0D0A, [UInt8](repeating: 1, count: 16)) },
            failure: CaptureError(.badBlock(blockType: 0x0A0D_0D0A), at: 88)
        ),
        Row(
            testDescription: "section of another version",
            bytes: damaged { $0.appendSection(.littleEndian, version: (2, 7)) },
            failure: CaptureError(.unsupportedVersion(format: .pcapng, major: 2, minor: 7), at: 100)
        ),
        Row(
            testDescription: "interface that was not described",
            bytes: damaged { $0.appendEnhancedPacket([5], interface: 1) },
            frames: [[1, 2, 3, 4, 5, 6, 7], [8]],
            failure: nil,
            problems: [CaptureError(.noSuchInterface(id: 1, described: 1), at: 88)]
        ),
        Row(
            testDescription: "secrets longer than their block",
            bytes: damaged { $0.appendSecrets([1, 2, 3], secretsLength: 5) },
            frames: [[1, 2, 3, 4, 5, 6, 7], [8]],
            failure: nil,
            problems: [
                CaptureError(.impossibleLength(field: .secretsLength, value: 5, allowed: 0...4), at: 88)
            ]
        ),
        Row(
            testDescription: "option longer than its block",
            bytes: damaged { $0.append(blockType: 1, [1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0xFF, 0xFF]) },
            frames: [[1, 2, 3, 4, 5, 6, 7], [8]],
            failure: nil
        ),
    ]

    @Test(arguments: rows, [1, 5, 1 << 16])
    func `keep what comes before, and say what is wrong and where`(_ row: Row, _ chunkBytes: Int) throws {
        let capture = try ReadCapture(row.bytes, chunkBytes: chunkBytes)
        #expect(capture.frames.map(\.bytes) == row.frames)
        #expect(capture.failure == row.failure)
        #expect(capture.problems == row.problems)
    }

    @Test func `throw once`() throws {
        let folder = TemporaryFolder()
        var reader = try CaptureFileReader(path: folder.write([1, 2, 3, 4], to: "x"))
        #expect(throws: CaptureError(.notACapture(magic: [1, 2, 3, 4]), at: 0)) { _ = try reader.readBatch() }
        #expect(try !reader.readBatch())
    }

    @Test(arguments: [(2, 0), (3, 0), (4, 1)])
    func `report problems up to a limit`(_ count: Int, _ hits: Int) throws {
        var limits = CaptureLimits()
        limits.problemsPerInput = 3
        var file = PcapngBuilder()
        for _ in 0..<count { file.appendEnhancedPacket([1]) }
        let capture = try ReadCapture(file.bytes, limits: limits)
        #expect(capture.problems.count == count - hits)
        #expect(capture.hits.problems == hits)
        #expect(capture.frameCount == UInt64(count))
    }

    @Test func `that cannot be opened say why`() {
        let folder = TemporaryFolder()
        #expect(throws: CaptureError(.noSuchFile)) { _ = try CaptureFileReader(path: folder.path + "/none") }
        #expect(CaptureError(.noSuchFile).category == .noInput)
        let file = folder.write([1], to: "file")
        #expect(throws: CaptureError(.noSuchFile)) { _ = try CaptureFileReader(path: file + "/below") }
        #expect(throws: CaptureError(.inputOutput(errno: 21))) {
            var reader = try CaptureFileReader(path: folder.path)
            _ = try reader.readBatch()
        }
    }
}

import CaptureReading
import TestSupport
import Testing

@Suite struct `Classic captures` {
    @Test(arguments: ByteOrder.allCases, [PcapBuilder.Magic.microseconds, .nanoseconds, .kuznetsov])
    func `are read in each byte order and resolution`(_ order: ByteOrder, _ magic: PcapBuilder.Magic) throws {
        var file = PcapBuilder(order, magic: magic)
        file.append([1, 2, 3], seconds: 1_700_000_000, ticks: 999_999)
        file.append([], seconds: 4_294_967_295, ticks: 1, originalLength: 60)
        let tick: Int64 = magic == .nanoseconds ? 1 : 1000
        let capture = try ReadCapture(file.bytes)
        #expect(
            capture.frames == [
                ReadFrame(1, at: 1_700_000_000_000_000_000 + 999_999 * tick, [1, 2, 3]),
                ReadFrame(2, at: 4_294_967_295_000_000_000 + tick, [], originalLength: 60),
            ]
        )
        #expect(capture.problems.isEmpty)
        #expect(capture.failure == nil)
        #expect(capture.packetsByLinkType == [.ethernet: 2])
    }

    @Test func `may say in the link type that a frame check sequence follows`() throws {
        var file = PcapBuilder(linkType: 0x4400_0071)
        file.append([9])
        #expect(try ReadCapture(file.bytes).frames.map(\.linkType) == [.linuxSLL])
    }

    @Test func `may have no packets`() throws {
        let capture = try ReadCapture(PcapBuilder().bytes)
        #expect(capture.frames.isEmpty && capture.problems.isEmpty && capture.failure == nil)
    }

    struct Version: CustomTestStringConvertible, Sendable {
        let major: UInt16
        let minor: UInt16
        /// The lengths on file are 2 (first) and 5; the packet has 2 bytes, and what it is read with.
        let original: Int?
        var testDescription: String { "\(major).\(minor)" }
    }

    static let versions = [
        Version(major: 2, minor: 4, original: 5), Version(major: 2, minor: 99, original: 5),
        Version(major: 2, minor: 3, original: 5), Version(major: 543, minor: 0, original: 5),
        Version(major: 1, minor: 4, original: nil), Version(major: 3, minor: 0, original: nil),
        Version(major: 543, minor: 1, original: nil),
    ]

    @Test(arguments: versions) func `have a version`(_ version: Version) throws {
        var file = PcapBuilder(version: (version.major, version.minor))
        file.append([7, 7], originalLength: 5)
        let capture = try ReadCapture(file.bytes)
        #expect(capture.frames.map(\.originalLength) == (version.original.map { [$0] } ?? []))
        let refusal = CaptureError(
            .unsupportedVersion(format: .pcap, major: version.major, minor: version.minor),
            at: 4
        )
        #expect(capture.failure == (version.original == nil ? refusal : nil))
    }

    @Test(arguments: [2, 3] as [UInt16])
    func `of old versions have the lengths the other way round`(_ minor: UInt16) throws {
        var file = PcapBuilder(version: (2, minor))
        file.append([7, 7], capturedLength: 5, originalLength: 2)
        #expect(try ReadCapture(file.bytes).frames == [ReadFrame(1, at: 0, [7, 7], originalLength: 5)])
    }

    // MARK: Lengths

    @Test(arguments: [(99, true), (100, true), (101, false)])
    func `believe a packet up to the limit`(_ length: Int, _ isBelieved: Bool) throws {
        var limits = CaptureLimits()
        limits.packetBytes = 100
        var file = PcapBuilder(snapLength: 50)
        file.append([1])
        file.append([UInt8](repeating: 2, count: length))
        file.append([3])
        let capture = try ReadCapture(file.bytes, limits: limits)
        #expect(capture.frames.map(\.bytes.count) == (isBelieved ? [1, length, 1] : [1]))
        let refusal = CaptureError(
            .impossibleLength(field: .capturedLength, value: UInt64(length), allowed: 0...100),
            at: 24 + 17
        )
        #expect(capture.failure == (isBelieved ? nil : refusal))
    }

    @Test func `believe a longer packet when they state a larger snapshot length`() throws {
        var file = PcapBuilder(snapLength: 400_000)
        file.append([UInt8](repeating: 2, count: 400_000))
        file.append([3])
        #expect(try ReadCapture(file.bytes, chunkBytes: 4096).frames.map(\.bytes.count) == [400_000, 1])
    }

    @Test func `do not believe every snapshot length`() throws {
        var file = PcapBuilder(snapLength: .max)
        file.append([1], capturedLength: 0xFFFF_FFFF)
        let capture = try ReadCapture(file.bytes)
        let allowed: ClosedRange<UInt64> = 0...(1 << 24)
        let reason = CaptureError.Reason.impossibleLength(
            field: .capturedLength,
            value: 0xFFFF_FFFF,
            allowed: allowed
        )
        #expect(capture.failure == CaptureError(reason, at: 24))
        #expect(capture.failure?.category == .data)
    }

    @Test func `fill several batches`() throws {
        var limits = CaptureLimits()
        limits.framesPerBatch = 3
        var file = PcapBuilder()
        for number in 0..<10 { file.append([UInt8(number)]) }
        let capture = try ReadCapture(file.bytes, limits: limits)
        #expect(capture.frames.map(\.bytes) == (0..<10).map { [UInt8($0)] })
        #expect(capture.frames.map(\.number) == Array(1...10))
    }
}

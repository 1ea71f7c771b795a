import CaptureReading
import TestSupport
import Testing

@Suite struct `pcapng captures` {
    @Test(arguments: ByteOrder.allCases) func `hold packets in three kinds of block`(
        _ order: ByteOrder
    ) throws {
        var file = PcapngBuilder(order)
        file.appendInterface()
        file.appendEnhancedPacket(
            [1, 2, 3],
            ticks: 1_700_000_000_123_456,
            originalLength: 70,
            options: [.name("x")]
        )
        file.appendSimplePacket([4, 5])
        file.appendObsoletePacket([6, 7, 8, 9], ticks: 1_700_000_001_000_000)
        let capture = try ReadCapture(file.bytes)
        #expect(
            capture.frames == [
                ReadFrame(1, at: 1_700_000_000_123_456_000, [1, 2, 3], originalLength: 70),
                // It has no time of its own.
                ReadFrame(2, at: 1_700_000_000_123_456_000, [4, 5]),
                ReadFrame(3, at: 1_700_000_001_000_000_000, [6, 7, 8, 9]),
            ]
        )
        #expect(capture.problems.isEmpty && capture.failure == nil)
    }

    @Test func `have sections of either byte order, each with its own interfaces`() throws {
        var file = PcapngBuilder(.littleEndian)
        file.appendInterface(linkType: 1)
        file.appendInterface(linkType: 113, options: [.resolution(9)])
        file.appendEnhancedPacket([1], interface: 1, ticks: 5)
        file.appendSection(.bigEndian, version: (1, 2), sectionLength: 3)
        file.appendInterface(linkType: 276)
        file.appendEnhancedPacket([2], interface: 0, ticks: 5)
        let capture = try ReadCapture(file.bytes)
        #expect(
            capture.frames == [
                ReadFrame(1, at: 5, [1], linkType: .linuxSLL),
                ReadFrame(2, at: 5000, [2], linkType: .linuxSLL2),
            ]
        )
        #expect(capture.packetsByLinkType == [.linuxSLL: 1, .linuxSLL2: 1])
    }

    @Test func `cut a simple packet at the interface's snapshot length`() throws {
        var file = PcapngBuilder()
        file.appendInterface(snapLength: 2)
        file.appendSimplePacket([1, 2], originalLength: 60)
        #expect(try ReadCapture(file.bytes).frames == [ReadFrame(1, at: 0, [1, 2], originalLength: 60)])
    }

    @Test func `count the frames that hold no packet as Wireshark does`() throws {
        var file = PcapngBuilder()
        file.appendInterface()
        // What tshark 4.0 gives a number: custom blocks, systemd's journal, sysdig's events.
        for type in [0xBAD, 0x4000_0BAD, 9, 0x204, 0x216] as [UInt32] {
            file.append(blockType: type, [UInt8](repeating: 0, count: 28))
        }
        // What it does not: name resolution, statistics, secrets, reserved and unknown blocks.
        for type in [4, 5, 7, 8, 10, 0x201, 0x208, 0x7777] as [UInt32] {
            file.append(blockType: type, [UInt8](repeating: 0, count: 28))
        }
        file.appendEnhancedPacket([1])
        let capture = try ReadCapture(file.bytes)
        #expect(capture.frames.map(\.number) == [6])
        #expect(capture.frameCount == 6)
        #expect(capture.problems.isEmpty)
    }

    @Test func `pass over a long block that they need not hold`() throws {
        var limits = CaptureLimits()
        limits.bufferedBlockBytes = 64
        var file = PcapngBuilder()
        file.appendInterface()
        for count in [51, 52, 53, 4000] {
            file.append(blockType: 0x7777, [UInt8](repeating: 6, count: count))
        }
        file.appendEnhancedPacket([1])
        for chunk in [1, 16, 5000] {
            let capture = try ReadCapture(file.bytes, chunkBytes: chunk, limits: limits)
            #expect(capture.frames.map(\.bytes) == [[1]])
        }
    }

    @Test func `forgive a length that leaves the padding out`() throws {
        var file = PcapngBuilder()
        file.appendInterface()
        file.append(blockType: 0x7777, [1, 2], leading: 14)
        file.appendEnhancedPacket([1])
        #expect(try ReadCapture(file.bytes).frames.map(\.bytes) == [[1]])
    }

    // MARK: Time

    struct Clock: CustomTestStringConvertible, Sendable {
        let resolution: UInt8
        var offset: Int64 = 0
        let ticks: UInt64
        let nanoseconds: Int64
        var testDescription: String { "if_tsresol \(resolution), if_tsoffset \(offset), \(ticks) ticks" }
    }

    static let furthest: Int64 = 1 << 62

    static let clocks = [
        Clock(resolution: 0, ticks: 7, nanoseconds: 7_000_000_000),
        Clock(resolution: 3, ticks: 7, nanoseconds: 7_000_000),
        Clock(resolution: 6, ticks: 7, nanoseconds: 7000),
        Clock(resolution: 9, ticks: 7, nanoseconds: 7),
        Clock(resolution: 12, ticks: 7999, nanoseconds: 7),
        Clock(resolution: 19, ticks: .max, nanoseconds: 1_844_674_407),
        Clock(resolution: 0x80, ticks: 7, nanoseconds: 7_000_000_000),
        Clock(resolution: 0x81, ticks: 7, nanoseconds: 3_500_000_000),
        Clock(resolution: 0xA0, ticks: 3 << 31, nanoseconds: 1_500_000_000),
        Clock(resolution: 0xBF, ticks: .max, nanoseconds: 1_999_999_999),
        Clock(resolution: 6, offset: -10, ticks: 1_000_000, nanoseconds: -9_000_000_000),
        Clock(resolution: 6, offset: 1_700_000_000, ticks: 1, nanoseconds: 1_700_000_000_000_001_000),
        Clock(resolution: 0x80, ticks: .max, nanoseconds: furthest),
        Clock(resolution: 6, ticks: .max, nanoseconds: furthest),
        Clock(resolution: 6, offset: .max, ticks: .max, nanoseconds: furthest),
        Clock(resolution: 9, offset: .min, ticks: 0, nanoseconds: -furthest),
    ]

    @Test(arguments: clocks) func `count time in the interface's ticks`(_ clock: Clock) throws {
        var file = PcapngBuilder()
        file.appendInterface(options: [.resolution(clock.resolution), .offset(seconds: clock.offset)])
        file.appendEnhancedPacket([1], ticks: clock.ticks)
        #expect(try ReadCapture(file.bytes).frames.map(\.nanoseconds) == [clock.nanoseconds])
    }

    @Test(arguments: [20, 127, 0xC0, 0xFF] as [UInt8])
    func `take microseconds for a resolution that cannot be`(_ resolution: UInt8) throws {
        var file = PcapngBuilder()
        file.appendInterface(options: [.resolution(resolution)])
        file.appendEnhancedPacket([1], ticks: 3)
        let capture = try ReadCapture(file.bytes)
        #expect(capture.frames.map(\.nanoseconds) == [3000])
        #expect(capture.problems == [CaptureError(.badTimestampResolution(resolution), at: 28)])
    }

    // MARK: Other blocks

    @Test(arguments: ByteOrder.allCases) func `tell what interfaces lost`(_ order: ByteOrder) throws {
        var file = PcapngBuilder(order)
        file.appendInterface(options: [.name("eth0")])
        file.appendInterface()
        file.appendStatistics(options: [.init(4, 10 as UInt64)])
        file.appendStatistics(
            options: [
                .init(4, 1 << 40 as UInt64), .init(5, 2 as UInt64), .init(7, 3 as UInt64),
                .init(8, 4 as UInt64),
            ]
        )
        file.appendStatistics(interface: 1, options: [.init(5, [1, 2, 3])])
        file.appendStatistics(interface: 2, options: [.init(5, 9 as UInt64)])
        var first = InterfaceStatistics(section: 0, interface: 0, name: "eth0")
        first.received = 1 << 40
        first.droppedByInterface = 2
        first.droppedBySystem = 3
        let second = InterfaceStatistics(section: 0, interface: 1)
        #expect(try ReadCapture(file.bytes).statistics == [first, second])
    }

    @Test(arguments: ByteOrder.allCases) func `carry key logs`(_ order: ByteOrder) throws {
        var file = PcapngBuilder(order)
        file.appendSecrets(Array("CLIENT_RANDOM".utf8))
        file.appendSecrets([1], type: 0x5747_4B4C)
        file.appendSecrets(Array("# two".utf8))
        let capture = try ReadCapture(file.bytes)
        #expect(capture.secrets == [Array("CLIENT_RANDOM".utf8), Array("# two".utf8)])
    }

    @Test(arguments: [(9, 0), (10, 0), (11, 1)])
    func `carry key logs up to a limit`(_ count: Int, _ hits: Int) throws {
        var limits = CaptureLimits()
        limits.decryptionSecretBytes = 10
        var file = PcapngBuilder()
        file.appendSecrets([UInt8](repeating: 1, count: 4))
        file.appendSecrets([UInt8](repeating: 2, count: count - 4))
        let capture = try ReadCapture(file.bytes, limits: limits)
        #expect(capture.secrets.count == 2 - hits)
        #expect(capture.hits.decryptionSecrets == hits)
    }

    @Test(arguments: [(2, 0), (3, 0), (4, 1)])
    func `describe interfaces up to a limit`(_ count: Int, _ hits: Int) throws {
        var limits = CaptureLimits()
        limits.interfacesPerSection = 3
        limits.interfaceStatistics = 3
        var file = PcapngBuilder()
        for _ in 0..<count { file.appendInterface() }
        for interface in 0..<count { file.appendStatistics(interface: UInt32(interface), options: []) }
        let capture = try ReadCapture(file.bytes, limits: limits)
        #expect(capture.hits.interfaces == hits)
        #expect(capture.statistics.count == count - hits)
    }

    @Test(arguments: [(2, 0), (3, 0), (4, 1)])
    func `keep the statistics of interfaces up to a limit`(_ count: Int, _ hits: Int) throws {
        var limits = CaptureLimits()
        limits.interfaceStatistics = 3
        var file = PcapngBuilder()
        for interface in 0..<count {
            file.appendInterface()
            file.appendStatistics(interface: UInt32(interface), options: [])
        }
        let capture = try ReadCapture(file.bytes, limits: limits)
        #expect(capture.statistics.count == count - hits)
        #expect(capture.hits.interfaceStatistics == hits)
    }
}

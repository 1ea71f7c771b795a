import TLSWire
import Testing

@Suite struct `A run of records` {
    private func record(_ type: UInt8, _ length: Int, version: UInt8 = 3) -> [UInt8] {
        [type, 3, version, UInt8(length >> 8), UInt8(length & 0xFF)] + [UInt8](repeating: 0x17, count: length)
    }

    private func isRun(_ bytes: [UInt8], wireLength: Int? = nil) -> Bool {
        RecordRun.isOne(bytes.span, wireLength: wireLength ?? bytes.count)
    }

    @Test func `is one that fills the segment, or two and more`() {
        #expect(isRun(record(23, 100)))
        #expect(isRun(record(21, 26) + record(23, 100)))
        // The last may go on.
        #expect(isRun(Array((record(23, 30) + record(23, 100)).prefix(90))))
        #expect(isRun(Array(record(23, 100).prefix(60)), wireLength: 105))
    }

    @Test func `is nothing else`() {
        #expect(!isRun([]))
        #expect(!isRun([23, 3, 3, 0]))
        #expect(!isRun(Array(record(23, 100).prefix(99))))
        #expect(!isRun(record(23, 100) + [1, 2, 3, 4, 5]))
        #expect(!isRun(record(23, 0)))
        #expect(!isRun(record(23, 100, version: 5)))
        #expect(!isRun(record(25, 100)))
        #expect(!isRun(record(23, 16_384 + 2_049)))
    }
}

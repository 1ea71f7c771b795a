@testable import ByteParsing
import Testing

@Suite struct `SipHash-1-3` {
    /// Of the key 0, and of messages 00 01 … of 1 to 33 bytes: what CPython's `hash` says with PYTHONHASHSEED=0.
    @Test func `agrees with other implementations`() {
        let start = SipHash(0, 0)
        let expected: [UInt64] = [
            ,
        ]
        for (index, hash) in expected.enumerated() {
            let message = [UInt8](0...UInt8(index))
            #expect(SeededHash.of(message.span, start) == hash, "\(message.count) bytes")
        }
    }
}

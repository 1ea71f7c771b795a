/// Wraps bytes as compressed files without compressing them, so that tests need no library.
public enum CompressedBytes {
    /// A gzip member of stored blocks (RFC 1952, RFC 1951).
    public static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        let order = ByteOrder.littleEndian
        var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(0xFFFF)
            rest = rest.dropFirst(block.count)
            let length = UInt16(block.count)
            result += [rest.isEmpty ? 1 : 0] + order.bytes(length) + order.bytes(~length) + block
        } while !rest.isEmpty
        return result + order.bytes(checksum(bytes)) + order.bytes(UInt32(bytes.count))
    }

    /// A zstd frame of raw blocks, with a window of 2^`windowLog` bytes (RFC 8878).
    public static func zstd(_ bytes: [UInt8], windowLog: UInt8 = 17) -> [UInt8] {
        var result: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0, (windowLog - 10) << 3]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(1 << 10)
            rest = rest.dropFirst(block.count)
            let header = UInt32(block.count) << 3 | (rest.isEmpty ? 1 : 0)
            result += ByteOrder.littleEndian.bytes(header).prefix(3) + block
        } while !rest.isEmpty
        return result
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { checksum, byte in
            (0..<8).reduce(checksum ^ UInt32(byte)) { value, _ in
                value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
            }
        }
    }
}

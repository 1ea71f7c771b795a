/// The compressed bytes that wait in front of a decompressor.
///
/// Unsafe, because the C libraries take pointers: the memory lives as long as this value, and `start <= end <= capacity`.
@safe
struct CompressedInput: ~Copyable {
    private static let capacity = 1 << 16

    private let file: any ByteSource
    private let memory: UnsafeMutableRawPointer
    private let capacity: Int
    private var start = 0
    private var end = 0

    /// Begins with what was already read from the file to recognise it.
    init(_ file: any ByteSource, prefix: [UInt8]) {
        self.file = file
        capacity = max(Self.capacity, prefix.count)
        unsafe memory = .allocate(byteCount: capacity, alignment: 16)
        end = prefix.count
        unsafe prefix.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress { unsafe memory.copyMemory(from: base, byteCount: bytes.count) }
        }
    }

    deinit { unsafe memory.deallocate() }

    var bytesRead: UInt64 { file.bytesRead }
    var isEmpty: Bool { start == end }

    /// The offset in the compressed file of the next byte.
    var offset: UInt64 { file.bytesRead - UInt64(end - start) }

    /// The next byte, which must be there.
    var first: UInt8 {
        precondition(start < end)
        return unsafe memory.load(fromByteOffset: start, as: UInt8.self)
    }

    /// Reads more once the rest was consumed; `false` at the end of the file.
    mutating func refill() throws(CaptureError) -> Bool {
        precondition(isEmpty)
        start = 0
        end = 0
        while true {
            switch try unsafe file.read(into: UnsafeMutableRawBufferPointer(start: memory, count: capacity)) {
            case .bytes(let count):
                end = count
                return true
            case .nothingYet: continue
            case .end, .boundary: return false
            }
        }
    }

    /// The bytes that wait, valid until the next call of `refill`.
    var waiting: UnsafeMutableRawBufferPointer {
        unsafe UnsafeMutableRawBufferPointer(start: memory + start, count: end - start)
    }

    mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= end - start)
        start += count
    }
}

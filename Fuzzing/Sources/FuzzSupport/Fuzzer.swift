/// libFuzzer's loop: it calls `body` with one input after the other and returns the exit status.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<Arguments>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

public typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// Runs a fuzzer; `body` gets each input and returns 0.
///
/// A fuzzer's `NAME_main` calls it: SwiftPM makes the function of that name the program's `main`.
public func fuzz(
    _ argumentCount: CInt,
    _ arguments: Arguments,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt {
    var argumentCount = argumentCount
    var arguments = unsafe arguments
    // The driver takes both by reference and returns before either is gone.
    return unsafe runDriver(&argumentCount, &arguments, body)
}

/// Copies an input, which belongs to libFuzzer.
public func copy(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    // libFuzzer promises `count` bytes there.
    unsafe Array(UnsafeBufferPointer(start: start, count: count))
}

/// Takes an input apart, from the front.
public struct FuzzInput {
    private let bytes: [UInt8]
    private var offset = 0

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public var isAtEnd: Bool { offset == bytes.count }

    /// The next byte; 0 at the end.
    public mutating func byte() -> UInt8 {
        guard offset < bytes.count else { return 0 }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// A length of two bytes, and as many bytes as there are of so many.
    public mutating func chunk() -> [UInt8] {
        let count = Int(byte()) << 8 | Int(byte())
        let end = min(offset + count, bytes.count)
        defer { offset = end }
        return Array(bytes[offset..<end])
    }

    public mutating func rest() -> [UInt8] {
        defer { offset = bytes.count }
        return Array(bytes[offset...])
    }
}

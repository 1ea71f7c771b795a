/// Places for the frames that are decoded ahead, more than are decoded ahead, found by the frame's index.
///
/// An `InlineArray` that is indexed where it lies, and no type around it: what an accessor of ours yields, the compiler
/// copies whole, 4 KiB for each packet (docs/performance-diary.md#what-the-compiler-copies).
enum FrameRing {
    typealias Places<Value: ~Copyable> = InlineArray<64, Value>

    /// How many there are: a power of two, so that an index is cut off by a mask.
    private static let count = Places<UInt8>.count

    /// Where the frame of this index stands.
    @inline(__always)
    static func place(_ index: Int) -> Int { index & (count - 1) }
}

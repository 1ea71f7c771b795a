/// A value for each of the frames that are decoded ahead, found by the frame's index: more places than are decoded ahead.
struct FrameRing<Value: ~Copyable>: ~Copyable {
    /// A power of two, so that an index is cut off by a mask.
    typealias Places = InlineArray<64, Value>

    private var places: Places

    init(_ makeValue: () -> Value) { places = Places { _ in makeValue() } }

    subscript(index: Int) -> Value {
        @inline(__always) _read { yield places[index & (places.count - 1)] }
        @inline(__always) _modify { yield &places[index & (places.count - 1)] }
    }
}

/// A key that has two values: the two directions of a flow, the two ends of a handshake.
public protocol TwoSided {
    /// 0 or 1.
    var side: Int { get }
    static var first: Self { get }
    static var second: Self { get }
}

/// One value for each of two sides, used where it lies: nothing is copied to look at it or to change it.
///
/// So it may hold what cannot be copied, and what costs much to copy.
public struct Both<Key: TwoSided, Value: ~Copyable>: ~Copyable {
    @usableFromInline var values: InlineArray<2, Value>

    @inlinable @inline(__always)
    public init(_ makeValue: (Key) -> Value) {
        values = InlineArray { makeValue($0 == 0 ? .first : .second) }
    }

    @inlinable
    public subscript(key: Key) -> Value {
        @inline(__always) _read { yield values[key.side & 1] }
        @inline(__always) _modify { yield &values[key.side & 1] }
    }
}

/// Says of what might be kept in a table whether it came before: what comes only once, as many things do, then costs no copy
/// and displaces nothing.
///
/// Of each place it knows the hash of the last that came; 0 stands for none, and whatever has that hash is let in at once.
public struct SecondTime: Sendable {
    @usableFromInline var last: [UInt64] = []

    public init() {}

    /// Whether what has this hash was the last at its place, among so many places.
    @inlinable @inline(__always)
    public mutating func admits(_ hash: UInt64, at place: Int, of places: Int) -> Bool {
        if last.isEmpty { last = Array(repeating: 0, count: places) }
        guard last[place] != hash else { return true }
        last[place] = hash
        return false
    }
}

/// What is remembered by a key, up to so many keys: before one more comes in, all are forgotten.
///
/// For what is worth a hint, or saves doing a thing twice, and can be done without. It costs nothing to keep in order, and a flood
/// finds nothing to steer: the same file forgets the same at the same packet.
struct BoundedTable<Key: Hashable, Value> {
    /// Keys remembered at most.
    let capacity: Int

    private var values: [Key: Value] = [:]

    init(capacity: Int) { self.capacity = capacity }

    var isEmpty: Bool { values.isEmpty }

    subscript(key: Key) -> Value? {
        get { values.isEmpty ? nil : values[key] }
        set {
            if newValue != nil { makeRoom(for: key) }
            values[key] = newValue
        }
    }

    /// Changes a value where it lies; `absent` is what a key begins with.
    mutating func update(_ key: Key, absent: @autoclosure () -> Value, _ change: (inout Value) -> Void) {
        makeRoom(for: key)
        change(&values[key, default: absent()])
    }

    /// Hands over a value, which is forgotten.
    mutating func take(_ key: Key) -> Value? { values.isEmpty ? nil : values.removeValue(forKey: key) }

    private mutating func makeRoom(for key: Key) {
        if values.count >= capacity, values[key] == nil { values.removeAll(keepingCapacity: true) }
    }
}

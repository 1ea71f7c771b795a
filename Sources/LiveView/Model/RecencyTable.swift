/// Values by their keys, up to a number; beyond it, those that were touched longest ago are forgotten, and counted.
struct RecencyTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    let capacity: Int
    private var entries: [Key: (value: Value, touched: UInt64)] = [:]
    private var clock: UInt64 = 0
    private(set) var forgotten: UInt64 = 0

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { entries.count }
    var values: some Sequence<Value> { entries.values.lazy.map(\.value) }

    subscript(_ key: Key) -> Value? { entries[key]?.value }

    /// Changes a value, which is made if it is not there.
    mutating func update(_ key: Key, _ make: () -> Value, _ change: (inout Value) -> Void) {
        clock += 1
        let touched = clock
        if entries[key] == nil {
            if entries.count >= capacity { forget() }
            entries[key] = (make(), touched)
        }
        guard let index = entries.index(forKey: key) else { return }
        entries.values[index].touched = touched
        change(&entries.values[index].value)
    }

    /// An eighth at a time, so that sorting is rare.
    private mutating func forget() {
        let oldest = entries.sorted { $0.value.touched < $1.value.touched }.prefix(max(capacity / 8, 1))
        for (key, _) in oldest { entries[key] = nil }
        forgotten += UInt64(oldest.count)
    }
}

import ByteParsing

/// When the next packet of an input is due; of two at the same time, that of the input named first.
struct MergeKey: Hashable, Comparable {
    let time: Timestamp
    let input: Int

    @inline(__always)
    static func < (left: MergeKey, right: MergeKey) -> Bool {
        left.time == right.time ? left.input < right.input : left.time < right.time
    }
}

/// The next packets of the open inputs, the earliest at the root of a binary heap.
struct MergeHeap {
    private var keys: [MergeKey] = []

    var count: Int { keys.count }

    /// The earliest.
    var first: MergeKey? { keys.first }

    /// The one after the earliest.
    var second: MergeKey? {
        switch keys.count {
        case ...1: nil
        case 2: keys[1]
        default: min(keys[1], keys[2])
        }
    }

    mutating func insert(_ key: MergeKey) {
        keys.append(key)
        var child = keys.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard keys[child] < keys[parent] else { break }
            keys.swapAt(child, parent)
            child = parent
        }
    }

    mutating func replaceFirst(by key: MergeKey) {
        keys[0] = key
        sink()
    }

    mutating func removeFirst() {
        keys.swapAt(0, keys.count - 1)
        keys.removeLast()
        sink()
    }

    private mutating func sink() {
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < keys.count else { return }
            let right = left + 1
            let child = right < keys.count && keys[right] < keys[left] ? right : left
            guard keys[child] < keys[parent] else { return }
            keys.swapAt(child, parent)
            parent = child
        }
    }
}

import SystemLibrary

/// Zeroed memory that grows where it stands: address space for the largest size is set aside, and made usable
/// step by step.
///
/// Nothing is copied when it grows, nothing moves, and what was never touched costs nothing. Where it
/// matters, the system is asked for huge pages (2 MiB): a table that is read at random then misses the processor's
/// table of page addresses hundreds of times less often.
///
/// Why the unsafe code here holds: `start` is what mmap(2) gave for `reservation` bytes, unmapped once in `deinit`;
/// mprotect(2) and madvise(2) are given ranges within it. The owner must not reach beyond `usable`.
@safe
struct ReservedMemory: ~Copyable {
    #if canImport(Darwin)
    /// Of Apple's processors; those of Intel have a quarter of it.
    private static let page = 16_384
    #else
    private static let page = 4_096
    #endif
    private static let hugePage = 2 << 20

    private let reservation: UnsafeMutableRawPointer
    private let reservedCount: Int
    /// Aligned to a huge page.
    let start: UnsafeMutableRawPointer
    /// The most that can be made usable.
    let limit: Int
    /// Bytes from `start` that may be read and written.
    private(set) var usable = 0

    private let hasHugePages: Bool

    /// Sets aside `limit` bytes, or as large a part of them as the system grants.
    ///
    /// `hasHugePages` is for what is read often and all over; it takes up to a huge page more.
    init(upTo limit: Int, hasHugePages: Bool) {
        self.hasHugePages = hasHugePages
        var count = Self.roundUp(max(limit, Self.page), to: Self.hugePage)
        while true {
            let flags = MAP_PRIVATE | MAP_ANON | MAP_NORESERVE
            let address = unsafe mmap(nil, count + Self.hugePage, PROT_NONE, flags, -1, 0)
            if let address = unsafe address, UInt(bitPattern: address) != .max {
                unsafe reservation = address
                reservedCount = count + Self.hugePage
                unsafe start = address.alignedUp(toMultipleOf: Self.hugePage)
                self.limit = count
                return
            }
            // A limit on address space, as by `ulimit -v`: make do with less.
            precondition(count > Self.hugePage, "out of memory")
            count = Self.roundUp(count / 2, to: Self.hugePage)
        }
    }

    deinit { _ = unsafe munmap(reservation, reservedCount) }

    /// Makes at least `count` bytes usable, the new ones zero; `false` if that is not to be had.
    mutating func grow(to count: Int) -> Bool {
        let isHuge = hasHugePages && count > Self.hugePage / 2
        let size = Self.roundUp(count, to: isHuge ? Self.hugePage : Self.page)
        guard size > usable else { return true }
        guard size <= limit, unsafe mprotect(start, size, PROT_READ | PROT_WRITE) == 0 else { return false }
        #if !canImport(Darwin)
        // Only speed depends on it.
        if isHuge { _ = unsafe madvise(start, size, MADV_HUGEPAGE) }
        #endif
        usable = size
        return true
    }

    private static func roundUp(_ count: Int, to unit: Int) -> Int { (count + unit - 1) / unit * unit }
}

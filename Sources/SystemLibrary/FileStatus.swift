extension stat {
    /// When the content was changed last, since 1970.
    public var contentChange: (seconds: Int, nanoseconds: Int) {
        #if canImport(Darwin)
        (st_mtimespec.tv_sec, st_mtimespec.tv_nsec)
        #else
        (st_mtim.tv_sec, st_mtim.tv_nsec)
        #endif
    }
}

/// By which a descriptor can be opened again while the process has it: a pipe everywhere, a file on a disk from its beginning
/// on Linux alone.
public func descriptorPath(_ number: Int32) -> String {
    #if canImport(Darwin)
    "/dev/fd/\(number)"
    #else
    "/proc/self/fd/\(number)"
    #endif
}

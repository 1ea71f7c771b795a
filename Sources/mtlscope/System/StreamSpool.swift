import OutputWriting
import SystemLibrary

/// Standard input, kept in a nameless file so that it can be read twice.
struct StreamSpool {
    /// By which the file can be opened while the process runs.
    let path: String
    /// Whether the system has files without a name that can be opened again.
    static var isPossible: Bool {
        #if canImport(Darwin)
        false
        #else
        true
        #endif
    }

    /// There was more than the limit; the rest was not read.
    let isFull: Bool

    init(limit: UInt64) throws(Descriptor.Failure) {
        #if canImport(Darwin)
        throw Descriptor.Failure(code: ENOTSUP)
        #else
        let folder = Environment.value(of: "TMPDIR") ?? "/tmp"
        // The call gets a text that outlives it.
        var number = unsafe open(folder, O_RDWR | O_CLOEXEC | Self.temporaryFile, 0o600)
        if number < 0 { number = unsafe open("/var/tmp", O_RDWR | O_CLOEXEC | Self.temporaryFile, 0o600) }
        guard number >= 0 else { throw Descriptor.Failure(code: errno) }
        let file = Descriptor(number: number)
        var rest = limit
        while rest > 0 {
            let bytes = try Descriptor.standardInput.read(atMost: Int(min(rest, 1 << 20)))
            if bytes.isEmpty { break }
            try file.write(bytes.span)
            rest -= UInt64(bytes.count)
        }
        isFull = rest == 0
        path = file.path
        #endif
    }

    #if !canImport(Darwin)
    /// `O_TMPFILE`, which Swift's import of the header leaves out: `__O_TMPFILE | O_DIRECTORY`.
    private static let temporaryFile = Int32(0o20000000) | O_DIRECTORY
    #endif
}

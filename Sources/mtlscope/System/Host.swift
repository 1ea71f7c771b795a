import SystemLibrary

/// The machine that this runs on.
///
/// Unsafe calls: `gethostname` fills a local array of its true length; `access`, `execv` and `if_nametoindex` get texts that outlive the call.
enum Host {
    static var name: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Where this program's file is.
    static var program: String {
        #if canImport(Darwin)
        // As it was called; a name that was found along PATH stays one.
        let called = CommandLine.arguments.first ?? "mtlscope"
        #else
        let called = "/proc/self/exe"
        #endif
        guard let path = unsafe realpath(called, nil) else { return "mtlscope" }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }

    /// Where Debian's package has the program, and the copy with the right to capture that the group mtlscope may run.
    private static let packaged = (program: "/usr/bin/mtlscope", copy: "/usr/libexec/mtlscope/mtlscope")

    /// Whether that copy is there for members of the group.
    static var hasGroupCopy: Bool {
        guard program == packaged.program else { return false }
        return unsafe access(packaged.copy, F_OK) == 0
    }

    /// Goes on as that copy, if this is the package's program and its user may run the copy.
    static func becomeGroupCopy() {
        guard geteuid() != 0, program == packaged.program, unsafe access(packaged.copy, X_OK) == 0 else {
            return
        }
        // What is returned to could not be run: the program goes on as it is, and says what it lacks.
        unsafe _ = execv(packaged.copy, CommandLine.unsafeArgv)
    }

    /// Whether there is a network interface of that name.
    static func hasInterface(_ name: String) -> Bool { unsafe if_nametoindex(name) != 0 }

    /// A name for this run that no other has: its start in milliseconds and some chance, in base 32.
    static func newRun() -> String {
        let digits = Array("0123456789abcdefghjkmnpqrstvwxyz")
        var time = timespec()
        unsafe _ = clock_gettime(CLOCK_REALTIME, &time)
        var value = UInt64(max(time.tv_sec, 0)) * 1000 + UInt64(time.tv_nsec) / 1_000_000
        value = value << 15 | UInt64.random(in: 0..<1 << 15)
        var text = ""
        while value > 0 {
            text = String(digits[Int(value & 31)]) + text
            value >>= 5
        }
        return text
    }
}

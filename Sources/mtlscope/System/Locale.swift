import ByteParsing
import HandshakeAnalysis
import SystemLibrary

/// What the environment says of characters and of time.
enum Locale {
    /// The locale takes no UTF-8: it is C, or of another encoding.
    static var isASCII: Bool {
        let names = ["LC_ALL", "LC_CTYPE", "LANG"]
        let name = names.lazy.compactMap { Environment.value(of: $0) }.first { !$0.isEmpty } ?? "C"
        let encoding = name.lowercased()
        return !encoding.contains("utf-8") && !encoding.contains("utf8")
    }
}

extension WallClock {
    /// The time zone of the process: TZ or the system's.
    static var local: WallClock {
        tzset()
        return WallClock { seconds in
            var moment = time_t(seconds)
            var parts = unsafe tm()
            // The call reads one local value and fills another.
            guard unsafe localtime_r(&moment, &parts) != nil else { return 0 }
            return unsafe Int64(parts.tm_gmtoff)
        }
    }
}

extension Timestamp {
    static var now: Timestamp {
        var time = timespec()
        // The call fills a local value.
        unsafe _ = clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}

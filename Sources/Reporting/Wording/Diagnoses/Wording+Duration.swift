extension Wording {
    /// A span of time in its largest whole unit: `3 minutes`, `25 hours`, `41 days`, `5 years`.
    static func duration(_ seconds: Int64) -> String {
        switch seconds {
        case ..<120: count(seconds, "second")
        case ..<7200: count(seconds / 60, "minute")
        case ..<172_800: count(seconds / 3600, "hour")
        case ..<63_072_000: count(seconds / 86_400, "day")
        default: count(seconds / 31_536_000, "year")
        }
    }
}

/// What captures are called in what is handed on: who reads it need not know the folders of this machine.
enum CaptureNames {
    /// The ends of the paths, as short as they tell the captures apart.
    static func short(_ paths: [String]) -> [String] {
        let parts = paths.map { path in path.split(separator: "/").filter { $0 != "." && $0 != ".." } }
        let longest = parts.map(\.count).max() ?? 0
        for length in 1..<max(2, longest) {
            let names = ends(of: parts, length)
            if Set(names).count == Set(paths).count { return names }
        }
        return ends(of: parts, longest)
    }

    private static func ends(of parts: [[Substring]], _ length: Int) -> [String] {
        parts.map { $0.suffix(length).joined(separator: "/") }
    }
}

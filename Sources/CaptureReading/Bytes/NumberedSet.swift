import ByteParsing

/// The files of one `tcpdump -C`: `out.pcap`, then `out.pcap1`, `out.pcap2`; with `-W` from `out.pcap0` on.
struct NumberedSet {
    private static let endings = [".pcap", ".pcapng", ".cap", ".dump"]

    /// The folder of the file that was named, as paths below it begin.
    let folder: String
    /// The path of all files of the set, without their numbers.
    private let stem: String

    init(of path: String) {
        let name = path.lastIndex(of: "/")
        folder = name.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let digits = path.utf8.reversed().prefix(while: \.isDigit).count
        let shorter = String(path.dropLast(digits))
        let listed = Self.endings.contains { shorter.hasSuffix($0) } ? shorter : path
        stem = name == nil ? "./" + listed : listed
    }

    func contains(_ path: String) -> Bool {
        guard path.hasPrefix(stem) else { return false }
        return path.utf8.dropFirst(stem.utf8.count).allSatisfy(\.isDigit)
    }
}

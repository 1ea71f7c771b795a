/// What people are used to type for tcpdump and tshark, in this tool's own words.
enum CommandLineHabits {
    /// - `version` alone is `--version`.
    /// - `-r FILE` names a capture: `mtlscope -r a.pcap` is `mtlscope a.pcap`. `-n` is left out, also out of `-nr` and
    ///   `-nni`: no name is ever looked up.
    /// - `-o tls.keylog_file:FILE` is `-k FILE`, and `-o -` is standard output, also for packets.
    /// - `watch eth0` is `watch -i eth0`, and so is `top eth0` where no file has that name.
    static func translated(_ arguments: [String]) -> [String] {
        if arguments == ["version"] { return ["--version"] }
        guard let first = arguments.first else { return [] }
        if first == "watch" { return withoutStandardOutput(interfaceNamed(in: withoutNumeric(arguments))) }
        if first == "top", let source = arguments.dropFirst().first, isInterface(source) {
            return interfaceNamed(in: arguments)
        }
        let readsCaptures =
            ["analyze", "audit", "compare", "extract", "top"].contains(first) || first.hasPrefix("-")
            || Mtlscope.subcommand(named: first) == nil
        guard readsCaptures else { return arguments }
        let named = capturesNamed(in: arguments)
        return first == "extract" ? named : withoutStandardOutput(named)
    }

    /// Reports go to standard output unless a file is named, and packets only where it is.
    private static func withoutStandardOutput(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        guard let place = arguments[..<end].firstIndex(where: { ["-o", "--output"].contains($0) }),
            place + 1 < end, arguments[place + 1] == "-"
        else { return arguments }
        return Array(arguments[..<place] + arguments[(place + 2)...])
    }

    /// What a subcommand cannot do without, so that the parser gets as far as an option that it does not know.
    static func completed(_ arguments: [String]) -> [String] {
        switch arguments.first {
        case "watch"?: arguments + ["--interface", "any"]
        case "extract"?: arguments + ["--output", "out.pcapng", "-"]
        default: arguments + ["-"]
        }
    }

    /// Without `-n` and `-nn`, alone or before another letter: addresses and ports are always numbers here.
    private static func withoutNumeric(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments[..<end].compactMap { argument in
            guard argument.hasPrefix("-n") else { return argument }
            let rest = argument.dropFirst().drop { $0 == "n" }
            return rest.isEmpty ? nil : rest.count == 1 ? "-\(rest)" : argument
        } + arguments[end...]
    }

    /// What was probably meant where the options are those of tcpdump, tshark or jq; `nil` where nothing is known.
    static func meant(by arguments: [String]) -> String? {
        let arguments = withoutNumeric(arguments)
        switch arguments.first {
        case "watch"?: return meantToWatch(Array(arguments.dropFirst()))
        case "extract"? where arguments.contains("-w"): return "mtlscope extract CAPTURE -o OUT.pcapng"
        case let name? where Mtlscope.subcommand(named: name) != nil: return nil
        default: break
        }
        if arguments.contains("-w") { return "mtlscope extract CAPTURE -o OUT.pcapng" }
        if let interface = value(of: "-i", in: arguments) {
            return "mtlscope watch -i \(interface ?? "INTERFACE")"
        }
        for (option, call) in otherwise where arguments.contains(option) { return call }
        return nil
    }

    /// Options of other programs, and what is this one's.
    private static let otherwise: KeyValuePairs = [
        "-D": "mtlscope interfaces", "--list-interfaces": "mtlscope interfaces", "-V": "mtlscope --version",
        "-T": "mtlscope --format ndjson CAPTURE", "--json": "mtlscope --format json CAPTURE",
        "-Y": "mtlscope -f \"tcp port 8443\" CAPTURE", "-r": "mtlscope CAPTURE",
    ]

    private static func meantToWatch(_ arguments: [String]) -> String? {
        guard let interface = value(of: "-i", in: arguments) ?? value(of: "--interface", in: arguments) else {
            return "mtlscope watch -i INTERFACE"
        }
        let call = "mtlscope watch -i \(interface ?? "INTERFACE")"
        if arguments.contains("-w") { return call + " --write FAILED.pcapng" }
        guard !arguments.contains(where: { ["-f", "--filter"].contains($0) }),
            let start = arguments.firstIndex(where: isFilter)
        else { return nil }
        return call + " -f \"\(arguments[start...].prefix { !$0.hasPrefix("-") }.joined(separator: " "))\""
    }

    /// What follows an option or stands in one word with it: `nil` without the option, and in it where nothing follows.
    private static func value(of option: String, in arguments: [String]) -> String?? {
        guard let place = arguments.firstIndex(where: { isOption($0, option) }) else { return nil }
        let rest = arguments[place].dropFirst(option.count)
        if !rest.isEmpty { return String(rest.first == "=" ? rest.dropFirst() : rest) }
        return .some(arguments.indices.contains(place + 1) ? arguments[place + 1] : nil)
    }

    private static func isOption(_ argument: String, _ option: String) -> Bool {
        argument == option || argument.hasPrefix(option + "=")
            || (!option.hasPrefix("--") && !argument.hasPrefix("--") && argument.hasPrefix(option))
    }

    /// Whether a word, or the first of several in one argument, begins a filter as tcpdump takes it at its end.
    static func isFilter(_ argument: String) -> Bool {
        switch argument.split(separator: " ").first ?? "" {
        case "tcp", "udp", "ip", "ip6", "host", "port", "portrange", "net", "src", "dst", "ether", "vlan",
            "not":
            true
        default: false
        }
    }

    private static func interfaceNamed(in arguments: [String]) -> [String] {
        guard arguments.count > 1, !arguments[1].hasPrefix("-") else { return arguments }
        return [arguments[0], "-i"] + arguments[1...]
    }

    private static func isInterface(_ name: String) -> Bool {
        guard !name.isEmpty, !name.contains("/"), !Folder.exists(name) else { return false }
        return name == "any" || Host.hasInterface(name)
    }

    private static func keyLog(inPreference value: String?) -> String? {
        ["tls.keylog_file:", "ssl.keylog_file:"].lazy
            .compactMap { name in value?.hasPrefix(name) == true ? value?.dropFirst(name.count) : nil }
            .first.map(String.init)
    }

    private static func capturesNamed(in arguments: [String]) -> [String] {
        var result: [String] = []
        var rest = withoutNumeric(arguments)[...]
        while let argument = rest.popFirst() {
            if argument == "--" { return result + [argument] + rest }
            if argument == "-r", let capture = rest.popFirst() {
                result.append(capture)
            } else if argument == "-o", let keyLog = keyLog(inPreference: rest.first) {
                rest.removeFirst()
                result += ["-k", keyLog]
            } else {
                result.append(argument)
            }
        }
        return result
    }
}

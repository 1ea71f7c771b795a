/// What people are used to type for tcpdump and tshark, in this tool's own words.
enum CommandLineHabits {
    /// - `version` alone is `--version`.
    /// - `-r FILE` names a capture: `mtlscope -r a.pcap` is `mtlscope a.pcap`. `-n` is left out, also out of `-nr` and
    ///   `-nni`: no name is ever looked up.
    /// - `watch eth0` is `watch -i eth0`, and so is `top eth0` where no file has that name.
    static func translated(_ arguments: [String]) -> [String] {
        if arguments == ["version"] { return ["--version"] }
        guard let first = arguments.first else { return [] }
        if first == "watch" { return interfaceNamed(in: withoutNumeric(arguments)) }
        if first == "top", let source = arguments.dropFirst().first, isInterface(source) {
            return interfaceNamed(in: arguments)
        }
        let readsCaptures =
            ["analyze", "audit", "compare", "extract", "top"].contains(first) || first.hasPrefix("-")
            || Mtlscope.subcommand(named: first) == nil
        return readsCaptures ? capturesNamed(in: arguments) : arguments
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

    /// What was probably meant where the options are those of tcpdump; `nil` where nothing is known.
    static func meant(by arguments: [String]) -> String? {
        guard Mtlscope.subcommand(named: arguments[0]) == nil else { return nil }
        let arguments = withoutNumeric(arguments)
        if arguments.contains("-w") { return "mtlscope extract CAPTURE -o OUT.pcapng" }
        guard let option = arguments.firstIndex(where: { $0.hasPrefix("-i") && !$0.hasPrefix("--") }) else {
            return nil
        }
        let name = arguments[option].dropFirst(2)
        let next = arguments.indices.contains(option + 1) ? arguments[option + 1] : "INTERFACE"
        return "mtlscope watch -i \(name.isEmpty ? next : String(name))"
    }

    private static func interfaceNamed(in arguments: [String]) -> [String] {
        guard arguments.count > 1, !arguments[1].hasPrefix("-") else { return arguments }
        return [arguments[0], "-i"] + arguments[1...]
    }

    private static func isInterface(_ name: String) -> Bool {
        guard !name.isEmpty, !name.contains("/"), !Folder.exists(name) else { return false }
        return name == "any" || Host.hasInterface(name)
    }

    private static func capturesNamed(in arguments: [String]) -> [String] {
        var result: [String] = []
        var rest = withoutNumeric(arguments)[...]
        while let argument = rest.popFirst() {
            if argument == "--" { return result + [argument] + rest }
            if argument == "-r", let capture = rest.popFirst() {
                result.append(capture)
            } else {
                result.append(argument)
            }
        }
        return result
    }
}

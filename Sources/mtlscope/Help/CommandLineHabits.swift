/// What people are used to type for tcpdump and tshark, in this tool's own words.
enum CommandLineHabits {
    /// - `version` alone is `--version`.
    /// - `-r FILE` names a capture: `mtlscope -r a.pcap` is `mtlscope a.pcap`. `-n` is left out: no name is ever looked up.
    /// - `watch eth0` is `watch -i eth0`, and so is `top eth0` where no file has that name.
    static func translated(_ arguments: [String]) -> [String] {
        if arguments == ["version"] { return ["--version"] }
        guard let first = arguments.first else { return [] }
        if first == "watch" { return interfaceNamed(in: arguments.filter { !isNumeric($0) }) }
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

    /// `-n`, `-nn`: addresses and ports as numbers, as they always are here.
    private static func isNumeric(_ argument: String) -> Bool {
        argument.count > 1 && argument.first == "-" && argument.dropFirst().allSatisfy { $0 == "n" }
    }

    /// What was probably meant where the options are those of tcpdump; `nil` where nothing is known.
    static func meant(by arguments: [String]) -> String? {
        guard Mtlscope.subcommand(named: arguments[0]) == nil else { return nil }
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
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" { return result + [argument] + rest }
            let isReading =
                argument == "-r" || (argument.hasSuffix("r") && isNumeric(String(argument.dropLast())))
            if isReading, let capture = rest.first {
                result.append(capture)
                rest.removeFirst()
            } else if !isNumeric(argument) {
                result.append(argument)
            }
        }
        return result
    }
}

/// Makes the captures that the tool is measured with, out of the real handshakes in captures/.
///
///     workloads handshakes 100,000.pcap --scale 0.01
@main
struct Workloads {
    static let usage = """
        usage: workloads NAME OUTPUT [--scale X] [--flows N] [--seed N] [--captures FOLDER]
                         [--key-log FILE] [--keep-randoms]

        names: \(Workload.allCases.map(\.rawValue).joined(separator: " "))
        """

    private struct UsageError: Error {}

    static func main() throws {
        var arguments = CommandLine.arguments.dropFirst()
        do {
            guard let workload = arguments.popFirst().flatMap(Workload.init), let path = arguments.popFirst()
            else {
                throw UsageError()
            }
            let packets = try write(workload, path, try options(&arguments))
            print("\(path): \(packets) packets")
        } catch is UsageError {
            print(usage)
        }
    }

    private static func options(_ arguments: inout ArraySlice<String>) throws -> Workload.Options {
        var options = Workload.Options()
        while let name = arguments.popFirst() {
            if name == "--keep-randoms" {
                options.keepsRandoms = true
                continue
            }
            guard let value = arguments.popFirst() else { throw UsageError() }
            switch name {
            case "--scale": options.scale = try number(value)
            case "--flows": options.flows = try number(value)
            case "--seed": options.seed = try number(value)
            case "--captures": options.captures = value
            case "--key-log": options.keyLog = value
            default: throw UsageError()
            }
        }
        return options
    }

    private static func number<Number: LosslessStringConvertible>(_ text: String) throws -> Number {
        guard let number = Number(text) else { throw UsageError() }
        return number
    }

    private static func write(_ workload: Workload, _ path: String, _ options: Workload.Options) throws -> Int
    {
        let player = try workload.player(options)
        var writer = try FrameWriter(path: path, tunnel: workload.tunnel)
        if let keyLog = options.keyLog {
            let templates = try workload.keyLogs(options)
            var output = try CaptureOutput(path: keyLog)
            try player.play(to: &writer) { flow, conversation in
                let captured = player.repertoire[conversation].conversation.clientRandom
                let random =
                    options.keepsRandoms
                    ? Array(captured)
                    : (0..<32).map {
                        FreshField.byte($0, of: Conversation.clientRandomSeed, flowSeed: flow.seed)
                    }
                output.bytes += templates[conversation].text(clientRandom: random).utf8
                try output.flushIfFull()
            }
            try output.flush()
        } else {
            try player.play(to: &writer)
        }
        try writer.finish()
        return writer.packets
    }
}

import AnalysisPipeline
import ArgumentParser
import ByteParsing
import Reporting

struct Interfaces: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interfaces",
        abstract: "List the interfaces that can be watched."
    )

    func run() throws {
        let interfaces: [WatchableInterface]
        do throws(AnalysisError) {
            interfaces = try WatchableInterface.all()
        } catch {
            Console.say(Watch.explanation(of: error))
            throw ExitStatus.of(error)
        }
        let width = interfaces.map(\.name.count).max() ?? 0
        let lines = interfaces.map { interface in
            let name = interface.name + String(repeating: " ", count: width - interface.name.count)
            return "\(name)  \(Self.details(of: interface).joined(separator: ", "))\n"
        }
        try StandardOutput.write(lines.joined())
    }

    private static func details(of interface: WatchableInterface) -> [String] {
        var details = [interface.isUp ? "up" : "down"]
        if interface.isLoopback { details.append("loopback") }
        details += interface.addresses.map(\.description)
        if let description = interface.description { details.append(TerminalText.escaped(description)) }
        return details
    }
}

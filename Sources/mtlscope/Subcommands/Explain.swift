import ArgumentParser
import Explanations
import OutputWriting
import Reporting

struct Explain: ParsableCommand {
    enum Format: String, OptionWord { case text, json }

    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain an alert, a verdict, a diagnosis, or an error text as a program printed it.",
        discussion: """
            A term is a number or a name (48, unknown_ca, client_gave_up), or whole lines as they were pasted: several \
            arguments are one text. With '-', or without a term and with a pipe as input, the text is read from \
            standard input. A term may begin with a dash (-9807), and what stands after '--' is never an option. Nothing is looked \
            up on the network.

            Exit status: 0 it was found, 1 it was not and only the nearest are shown, 64 usage, 74 input/output error.
            """
    )

    // What is no option is text: Chrome's and Apple's numbers are negative. `--` comes with it.
    @Argument(
        parsing: .allUnrecognized,
        help: "What to explain, or '-' to read it from standard input.",
        completion: .custom { _, _, _ in Completions.explained }
    )
    var words: [String] = []

    private var term: [String] {
        var term = words
        if let end = term.firstIndex(of: "--") { term.remove(at: end) }
        return term
    }

    @Flag(help: "List everything that has a name.")
    var list = false

    @Option(help: "How to print it.")
    var format: Format = .text

    @Option(help: "Colours in text.")
    var color: TextOptions.Color = .auto

    func validate() throws {
        if list {
            if !term.isEmpty { throw ValidationError(Diagnostics.listTakesNoTerm) }
        } else if term.isEmpty ? Descriptor.standardInput.isTerminal : term.allSatisfy(\.isEmpty) {
            throw ValidationError(Diagnostics.nothingToExplain)
        }
    }

    func run() throws {
        let text = ExplanationText(
            width: Descriptor.standardOutput.terminalWidth,
            usesColor: color.isOn(for: .standardOutput)
        )
        if list { return try StandardOutput.write(text.index(of: .shared)) }
        let bytes = try readTerm()
        guard bytes.contains(where: { $0 > 0x20 }) else {
            Console.say(Diagnostics.nothingToExplain)
            throw ExitCode.validationFailure
        }
        let answer = Catalogue.shared.explain(bytes)
        let term = String(decoding: bytes.prefix(4096).prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        switch format {
        case .text: try StandardOutput.write(text.text(of: answer, for: term))
        case .json:
            let document = ExplanationJSON.document(answer, for: term)
            try StandardOutput.write(String(decoding: document, as: UTF8.self))
        }
        if !answer.isFound { throw ExitStatus.nothingFound }
    }

    private func readTerm() throws -> [UInt8] {
        guard term.isEmpty || term == ["-"] else { return Array(term.joined(separator: " ").utf8) }
        do throws(Descriptor.Failure) {
            return try Descriptor.standardInput.read(atMost: Catalogue.mostBytes + 1)
        } catch {
            Console.say(Diagnostics.cannotRead("standard input", error.text))
            throw ExitStatus.inputOutput
        }
    }
}

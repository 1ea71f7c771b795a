import ArgumentParser
import OutputWriting

/// How wide and how colourful text for people is.
struct TextOptions: ParsableArguments {
    enum Color: String, OptionWord { case auto, always, never }

    @Option(
        help: ArgumentHelp(
            "Width of text in columns, at least 80 (default: the terminal's, or 100 without one).",
            valueName: "columns"
        )
    )
    var width: Int?

    @Option(help: "Colours in text.")
    var color: Color = .auto

    private static let widths = 80...10_000

    func validate() throws {
        if let width, !Self.widths.contains(width) {
            throw ValidationError(
                "'--width' must be from \(Self.widths.lowerBound) to \(Self.widths.upperBound)."
            )
        }
    }

    /// `nil` where neither an option nor a terminal says it; `output` is the file to write to.
    func width(of output: String?) -> Int? {
        if let width { return width }
        guard output == nil else { return nil }
        return Descriptor.standardOutput.terminalWidth.map { max($0, Self.widths.lowerBound) }
    }

    func isStrict(_ output: String?) -> Bool { output == nil && Descriptor.standardOutput.isTerminal }

    func usesColor(_ output: String?) -> Bool {
        output == nil ? color.isOn(for: .standardOutput) : color == .always
    }
}

extension TextOptions.Color {
    func isOn(for descriptor: Descriptor) -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .auto:
            // https://no-color.org
            guard Environment.value(of: "NO_COLOR") ?? "" == "", Environment.value(of: "TERM") != "dumb"
            else {
                return false
            }
            return descriptor.isTerminal
        }
    }
}

/// Reads explanations from the catalogue's text.
///
///     $ NAME = a text that several explanations share
///     @ KIND [ALERT'S NUMBER] NAME | other words, separated by commas
///     title: one line
///     cause server: a field that holds only if the server refused
///       a line that begins with a space goes on with the field above
///
/// The fields are title, text, cause, stacks, tls12, tls13, do, run (a command), see (names) and from.
struct ExplanationReader {
    private(set) var explanations: [Explanation] = []
    /// What could not be read: a test holds the catalogue to have none.
    private(set) var faults: [String] = []
    private var shared: [String: String] = [:]

    init(_ texts: [String]) {
        for text in texts {
            var field = ""
            for line in text.contentLines {
                if line.hasPrefix(" ") {
                    field += " " + String(line.trimmed)
                } else {
                    read(field)
                    field = String(line.trimmed)
                }
            }
            read(field)
        }
    }

    private mutating func read(_ field: String) {
        if field.isEmpty { return }
        if field.hasPrefix("$ "), let (name, text) = field.dropFirst(2).halves(at: " = ") {
            shared[name] = text
        } else if field.hasPrefix("@ ") {
            begin(String(field.dropFirst(2)))
        } else if let (key, value) = field.halves(at: ": ") {
            let words = key.fields(by: " ")
            let value = value.hasPrefix("$") ? shared[String(value.dropFirst())] : value
            guard let value, !explanations.isEmpty else { return faults.append(field) }
            set(words[0], words.count > 1 ? Side(rawValue: words[1]) : nil, value)
        } else {
            faults.append(field)
        }
    }

    private mutating func begin(_ heading: String) {
        let parts = heading.fields(by: "|")
        var words = parts[0].fields(by: " ")
        let kind = Explanation.Kind(rawValue: words.removeFirst())
        let code = words.first.flatMap { UInt8($0) }
        if code != nil { words.removeFirst() }
        guard let kind, words.count == 1 else { return faults.append(heading) }
        explanations.append(
            Explanation(
                name: words[0],
                kind: kind,
                alertCode: code,
                aliases: parts.count > 1 ? parts[1].fields(by: ",") : []
            )
        )
    }

    private mutating func set(_ key: String, _ side: Side?, _ value: String) {
        let last = explanations.count - 1
        switch key {
        case "title": explanations[last].title = value
        case "text": explanations[last].meaning = value
        case "cause": explanations[last].causes.append(Explanation.Advice(refusedBy: side, text: value))
        case "stacks": explanations[last].stacks = value
        case "tls12": explanations[last].tls12 = value
        case "tls13": explanations[last].tls13 = value
        case "do", "run":
            // A command belongs to the advice above it.
            let isCommand = key == "run"
            let side = isCommand ? side ?? explanations[last].steps.last?.refusedBy : side
            explanations[last].steps.append(
                Explanation.Step(refusedBy: side, text: value, isCommand: isCommand)
            )
        case "see": explanations[last].seeAlso = value.fields(by: " ").filter { !$0.isEmpty }
        case "from": explanations[last].sources = value
        default: faults.append("\(key): \(value)")
        }
    }
}

import HandshakeAnalysis
import OutputWriting

/// A connection to compare, as the user named it: a capture, and perhaps which connection of it.
struct ComparisonTarget: Hashable {
    let capture: String
    var id: ConnectionID?

    /// Reads `CAPTURE` or `CAPTURE:c3`; a file that bears the whole name goes before.
    init(_ argument: String) {
        if let colon = argument.lastIndex(of: ":"), colon > argument.startIndex, !Descriptor.exists(argument),
            let id = Self.id(argument[argument.index(after: colon)...])
        {
            capture = String(argument[..<colon])
            self.id = id
        } else {
            capture = argument
        }
    }

    private init(_ capture: String, _ id: ConnectionID) {
        self.capture = capture
        self.id = id
    }

    /// Reads all arguments: a `c3` alone is a connection of the capture that was named last.
    static func list(of arguments: [String]) -> [ComparisonTarget] {
        var targets: [ComparisonTarget] = []
        for argument in arguments {
            guard let last = targets.last, let id = id(argument[...]), !Descriptor.exists(argument) else {
                targets.append(ComparisonTarget(argument))
                continue
            }
            if last.id == nil {
                targets[targets.count - 1].id = id
            } else {
                targets.append(ComparisonTarget(last.capture, id))
            }
        }
        return targets
    }

    private static func id(_ text: Substring) -> ConnectionID? {
        guard text.first == "c", let number = UInt64(text.dropFirst()), number > 0,
            text.dropFirst().allSatisfy(\.isNumber)
        else { return nil }
        return ConnectionID(number)
    }

}

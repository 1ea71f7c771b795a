extension StringProtocol {
    /// The lines that say something; `#` begins a comment.
    var contentLines: [Substring] {
        Substring(self).split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.allSatisfy { $0 == " " } }
    }

    /// The parts between separators, without the spaces around them.
    func fields(by separator: Character) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map { String($0.trimmed) }
    }

    var trimmed: SubSequence {
        var text = self[...]
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return text
    }

    /// The text before the first occurrence of a separator and that after it.
    func halves(at separator: String) -> (before: String, after: String)? {
        let separator = Array(separator.utf8)
        let bytes = Array(utf8)
        guard bytes.count >= separator.count else { return nil }
        for start in 0...(bytes.count - separator.count)
        where bytes[start..<(start + separator.count)].elementsEqual(separator) {
            return (
                String(String(decoding: bytes[..<start], as: UTF8.self).trimmed),
                String(String(decoding: bytes[(start + separator.count)...], as: UTF8.self).trimmed)
            )
        }
        return nil
    }
}

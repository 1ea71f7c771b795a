import ArgumentParser

extension Mtlscope {
    static func subcommand(named name: String) -> (any ParsableCommand.Type)? {
        configuration.subcommands.first { $0._commandName == name }
    }

    /// The subcommand that somebody seems to have meant by a word that is neither one nor a file.
    static func subcommand(meantBy word: String) -> String? {
        guard word.count > 2, !word.hasPrefix("-"), !word.contains(where: { "./".contains($0) }),
            subcommand(named: word) == nil, word != "help", !Folder.exists(word)
        else {
            return nil
        }
        return configuration.subcommands.map { $0._commandName }
            .map { (name: $0, distance: distance(Array(word), Array($0))) }
            .filter { $0.distance <= 2 && $0.distance * 2 < $0.name.count }
            .min { $0.distance < $1.distance }?.name
    }

    /// Levenshtein's distance: how many letters are to be put in, taken out or changed.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (place, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for column in right.indices {
                let changed = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}

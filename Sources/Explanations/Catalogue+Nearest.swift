extension Catalogue {
    private static let mostNearest = 5
    /// Of a long text only so many different words are compared.
    private static let mostWords = 200
    private static let longestName = 60

    /// The explanations that have the most in common with a text that none matches.
    ///
    /// Words count by how rare they are in the catalogue; a word that is almost right counts for half. A name all of whose words are there
    /// counts for more than any of them.
    func nearest(to pasted: PastedText) -> [Explanation] {
        var scores = [Double](repeating: 0, count: explanations.count)
        let words = Self.wordsOfExplanations
        let asked = Set(pasted.words.map(\.text))
        for (place, entry) in explanations.enumerated() {
            let name = entry.name.split(separator: "_").map(String.init)
            if name.count > 1, asked.isSuperset(of: name) { scores[place] += 1 }
        }
        for word in asked.sorted().prefix(Self.mostWords) where word.utf8.count > 1 {
            for (known, places) in words {
                let likeness = Self.likeness(of: word, to: known)
                guard likeness > 0 else { continue }
                for place in places { scores[place] += likeness / Double(places.count) }
            }
        }
        addLikeness(to: pasted.words.map(\.text).joined(separator: "_"), &scores)
        return explanations.indices.filter { scores[$0] > 0 }
            .sorted { scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1] }
            .prefix(Self.mostNearest).map { explanations[$0] }
    }

    /// Counts a name that is misspelt.
    private func addLikeness(to term: String, _ scores: inout [Double]) {
        let term = Array(term.utf8)
        guard term.count <= Self.longestName else { return }
        for (place, entry) in explanations.enumerated() {
            let name = Array(entry.name.utf8)
            guard abs(name.count - term.count) * 4 <= name.count else { continue }
            let wrong = Self.distance(term, name)
            if wrong * 4 <= name.count { scores[place] += 4 * (1 - Double(wrong) / Double(name.count)) }
        }
    }

    /// Each word of names, aliases, titles and texts, with the explanations that it leads to; in a fixed order, so that sums
    /// come out the same each time.
    private static let wordsOfExplanations = Catalogue.shared.collectWords()

    private func collectWords() -> [(String, [Int])] {
        var places: [String: Set<Int>] = [:]
        func add(_ text: String, _ place: Int) {
            for word in PastedText(text.utf8).words where word.text.utf8.count > 1 {
                places[word.text, default: []].insert(place)
            }
        }
        let numbers = Dictionary(
            explanations.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for (place, entry) in explanations.enumerated() {
            for text in [entry.name, entry.title] + entry.aliases { add(text, place) }
        }
        for text in texts {
            for name in text.targets.names + (text.targets.namesIfClientRefused ?? []) {
                if let place = numbers[name] { add(text.words, place) }
            }
        }
        return places.map { ($0.key, $0.value.sorted()) }.sorted { $0.0 < $1.0 }
    }

    /// 1 for the same word, a half for one with a letter or two wrong, 0 for another.
    private static func likeness(of word: String, to known: String) -> Double {
        if word == known { return 1 }
        let (left, right) = (Array(word.utf8), Array(known.utf8))
        let most = min(left.count, right.count) >= 8 ? 2 : 1
        guard min(left.count, right.count) >= 5, abs(left.count - right.count) <= most else { return 0 }
        return distance(left, right) <= most ? 0.5 : 0
    }

    /// How many letters must be changed, added, left out or swapped with their neighbour.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before = [Int](repeating: 0, count: right.count + 1)
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var next = [i + 1] + [Int](repeating: 0, count: right.count)
            for (j, other) in right.enumerated() {
                next[j + 1] = min(row[j + 1] + 1, next[j] + 1, row[j] + (letter == other ? 0 : 1))
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
                    next[j + 1] = min(next[j + 1], before[j - 1] + 1)
                }
            }
            (before, row) = (row, next)
        }
        return row[right.count]
    }
}

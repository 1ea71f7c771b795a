/// Everything that can be explained, and the words by which it is recognised.
public struct Catalogue: Sendable {
    /// The built-in one; read when it is first needed, in a few milliseconds.
    public static let shared = Catalogue()

    /// Of longer texts the rest is not looked at.
    public static let mostBytes = PastedText.mostBytes

    public let explanations: [Explanation]
    let texts: [ErrorText]
    /// The words that tell who printed a line.
    let reporters: [ErrorText]
    /// What could not be read: a test holds the catalogue to have none.
    let faults: [String]

    let vocabulary: Vocabulary
    /// The texts that begin with a word of the vocabulary.
    let textsByWord: [Int: [Int]]
    let reportersByWord: [Int: [Int]]
    private let indexByName: [String: Int]
    private let indexByAlert: [UInt8: Int]
    let verificationErrors: [UInt32: ErrorText.Targets]

    private init() {
        let entries = ExplanationReader(CatalogueText.explanations)
        explanations = entries.explanations
        indexByName = Dictionary(
            explanations.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        indexByAlert = Dictionary(
            explanations.enumerated().compactMap { index, entry in entry.alertCode.map { ($0, index) } },
            uniquingKeysWith: { first, _ in first }
        )
        var reader = ErrorTextReader()
        for words in AlertWords.all { reader.add(words) }
        for entry in explanations { reader.add(entry) }
        for text in CatalogueText.errorTexts { reader.read(text) }
        reader.readReporters(CatalogueText.reporters)
        verificationErrors = reader.verificationErrors(CatalogueText.verificationErrors)
        texts = reader.texts
        reporters = reader.reporters
        vocabulary = reader.vocabulary
        faults = entries.faults + reader.faults
        textsByWord = Self.index(texts)
        reportersByWord = Self.index(reporters)
    }

    private static func index(_ texts: [ErrorText]) -> [Int: [Int]] {
        var index: [Int: [Int]] = [:]
        for (number, text) in texts.enumerated() {
            if case .word(let word)? = text.pieces.first { index[word, default: []].append(number) }
        }
        return index
    }

    public func explanation(named name: String) -> Explanation? { indexByName[name].map { explanations[$0] } }

    public func explanation(ofAlert code: UInt8) -> Explanation? {
        indexByAlert[code].map { explanations[$0] }
    }
}

/// The words that occur in patterns, as numbers.
struct Vocabulary: Sendable {
    private(set) var words: [String] = []
    private var numbers: [String: Int] = [:]

    func number(of word: String) -> Int? { numbers[word] }

    mutating func add(_ word: String) -> Int {
        if let number = numbers[word] { return number }
        numbers[word] = words.count
        words.append(word)
        return words.count - 1
    }
}

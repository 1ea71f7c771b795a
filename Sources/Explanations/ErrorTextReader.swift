/// Reads the words by which errors are recognised from the catalogue's text.
///
///     % PROGRAM | client, server, mostly client or either | received, raised, answered, local or unknown
///     words of the text => NAME, NAME
///     words of the text => NAME if the server refused / NAME if the client did
///     = the words are the whole text => NAME
///     ~ the words mostly stand before others that tell more => NAME
///     ? the words are those of others too, and count beside words of TLS, or as the whole text => NAME
///     ! the same, but never as the whole text => NAME
///
/// Among the words, `<n>` is any number, `<alert>` an alert's, `<x509>` OpenSSL's for a failed verification, and `...` a
/// few words that do not matter.
struct ErrorTextReader {
    private(set) var texts: [ErrorText] = []
    private(set) var reporters: [ErrorText] = []
    private(set) var vocabulary = Vocabulary()
    private(set) var faults: [String] = []
    private var program = ""
    private var reporter: Side?
    private var isMostly = false
    private var voice = ErrorText.Voice.unknown

    mutating func read(_ text: String) {
        for line in text.contentLines {
            let line = line.trimmed
            if line.hasPrefix("% ") {
                begin(line.dropFirst(2))
            } else if let (words, targets) = line.halves(at: " => ") {
                add(marked: words, Self.targets(targets))
            } else {
                faults.append(String(line))
            }
        }
    }

    private mutating func begin(_ heading: Substring) {
        let fields = heading.fields(by: "|")
        guard fields.count == 3, let voice = Self.voices[fields[2]] else {
            return faults.append(String(heading))
        }
        let side =
            fields[1].hasPrefix(Self.mostly) ? String(fields[1].dropFirst(Self.mostly.count)) : fields[1]
        (program, reporter, self.voice) = (fields[0], Side(rawValue: side), voice)
        isMostly = side != fields[1]
    }

    private static let mostly = "mostly "

    /// By how much the words of a frame weigh less, so that any others in the line win.
    private static let frameShare = 8

    private static let voices: [String: ErrorText.Voice] = [
        "received": .received, "raised": .raised, "answered": .answered, "local": .local,
        "unknown": .unknown,
    ]

    private static func targets(_ text: String) -> ErrorText.Targets {
        switch text {
        case "<alert>": return ErrorText.Targets(byNumber: .alert)
        case "<x509>": return ErrorText.Targets(byNumber: .verificationError)
        default:
            let sides = text.fields(by: "/").map { $0.fields(by: ",") }
            return ErrorText.Targets(
                names: sides[0],
                namesIfClientRefused: sides.count > 1 ? sides[1] : nil
            )
        }
    }

    private mutating func add(marked words: String, _ targets: ErrorText.Targets) {
        let mark = words.dropFirst().first == " " ? words.first : nil
        let isMarked = mark.map { "=~?!".contains($0) } ?? false
        add(
            isMarked ? String(words.dropFirst(2)) : words,
            targets,
            isWhole: mark == "=",
            isFrame: mark == "~",
            company: mark == "?" ? .tlsOrNothing : mark == "!" ? .tls : .any
        )
    }

    private mutating func add(
        _ words: String,
        _ targets: ErrorText.Targets,
        isWhole: Bool,
        isFrame: Bool = false,
        company: ErrorText.Company = .any
    ) {
        let pieces = self.pieces(of: words)
        guard case .word? = pieces.first else { return faults.append(words) }
        texts.append(
            ErrorText(
                words: words,
                program: program,
                reporter: reporter,
                isMostly: isMostly,
                voice: voice,
                pieces: pieces,
                targets: targets,
                isWholeTerm: isWhole,
                company: company,
                weight: Self.weight(of: pieces, vocabulary) / (isFrame ? Self.frameShare : 1)
            )
        )
    }

    private mutating func pieces(of words: String) -> [ErrorText.Piece] {
        words.fields(by: " ").flatMap { field -> [ErrorText.Piece] in
            switch field {
            case "<n>": [.number]
            case "<alert>": [.alert]
            case "<x509>": [.verificationError]
            case "...": [.gap]
            default: PastedText(field.utf8, withCodes: false).words.map { .word(vocabulary.add($0.text)) }
            }
        }
    }

    private static func weight(of pieces: [ErrorText.Piece], _ vocabulary: Vocabulary) -> Int {
        pieces.reduce(0) { sum, piece in
            switch piece {
            case .word(let word): sum + vocabulary.words[word].utf8.count + 3
            case .number, .alert, .verificationError: sum + 4
            case .gap: sum
            }
        }
    }

    // MARK: What is not written line by line

    /// An explanation is found by its name and its aliases, as the whole text.
    mutating func add(_ entry: Explanation) {
        (program, reporter, voice, isMostly) = ("", nil, .unknown, false)
        let targets = ErrorText.Targets(names: [entry.name])
        var terms = [entry.name] + entry.aliases
        if let code = entry.alertCode {
            let hexadecimal = "0x" + (code < 16 ? "0" : "") + String(code, radix: 16)
            terms += ["\(code)", "alert \(code)", "tls alert \(code)", hexadecimal, "alert \(hexadecimal)"]
        }
        for term in terms { add(term, targets, isWhole: true) }
    }

    mutating func add(_ words: AlertWords) {
        for pattern in words.patterns {
            (program, reporter, voice, isMostly) = (pattern.program, nil, pattern.voice, false)
            add(marked: pattern.words, ErrorText.Targets(names: [words.name]))
        }
        // Who prints NSS's names of received alerts is Firefox, or curl: the servers on it print its sentences.
        if let nss = words.nss { addReporter(nss, beginsLine: false, .client, "NSS") }
    }

    /// Lines of `SIDE | PROGRAM | words`; `^` before the words: they begin a line.
    mutating func readReporters(_ text: String) {
        for line in text.contentLines {
            let fields = line.fields(by: "|")
            guard fields.count == 3, let side = Side(rawValue: fields[0]) else {
                faults.append(String(line))
                continue
            }
            let beginsLine = fields[2].hasPrefix("^ ")
            addReporter(
                beginsLine ? String(fields[2].dropFirst(2)) : fields[2],
                beginsLine: beginsLine,
                side,
                fields[1]
            )
        }
    }

    private mutating func addReporter(_ words: String, beginsLine: Bool, _ side: Side, _ program: String) {
        let pieces = self.pieces(of: words)
        reporters.append(
            ErrorText(
                words: words,
                program: program,
                reporter: side,
                voice: .unknown,
                pieces: pieces,
                targets: ErrorText.Targets(),
                isWholeTerm: false,
                beginsLine: beginsLine,
                weight: Self.weight(of: pieces, vocabulary)
            )
        )
    }

    mutating func verificationErrors(_ text: String) -> [UInt32: ErrorText.Targets] {
        var errors: [UInt32: ErrorText.Targets] = [:]
        for line in text.contentLines {
            guard let (code, names) = line.halves(at: " => "),
                case let code = code.fields(by: " "), code.count == 2, let number = UInt32(code[0])
            else {
                faults.append(String(line))
                continue
            }
            errors[number] = Self.targets(names)
            (program, reporter, voice, isMostly) = ("OpenSSL", nil, .raised, false)
            add("x509 v err " + code[1], Self.targets(names), isWhole: false)
        }
        return errors
    }
}

/// Picks, from a response's body, the sentence that refuses over a certificate, and keeps nothing else.
///
/// Whoever refuses says so at once: what stands further down than ``maximumTextBytes`` is not looked at, nor what a page has
/// of styles and scripts.
/// Tags end a sentence unless they only mark up words, line feeds end one in plain text, and quotation marks and braces
/// in JSON, so that what is shown of `{"error": "…", "token": "…"}` is the error. Entities are left as they are.
///
/// Where nothing refuses over a certificate, what is shown is a sentence that names a subject, the title, or what JSON says under
/// a key that is for people.
struct PageText: Sendable {
    /// A longer sentence is cut, and its rest read as another.
    static let maximumSentenceBytes = 512
    /// How far into a page's text a refusal may stand, blanks and line feeds not counted.
    static let maximumTextBytes = 2_048
    private static let maximumTagNameBytes = 8

    private enum Form { case unknown, plain, markup, json }

    private var form = Form.unknown
    private var sentence: [UInt8] = []
    private var isInTag = false
    private var tagName: [UInt8] = []
    private var isTagNameOver = false
    /// The style or script that goes on until its end tag.
    private var hidden: [UInt8]?
    private var textBytes = 0
    private var decided: (concerns: ApplicationRefusal.Concern, sentence: [UInt8])?
    /// The first sentence of a page or of plain text, so its title, mostly.
    private(set) var opening: [UInt8]?
    /// Of JSON, whose first string may be anything.
    private var spoken = SpokenValues()
    /// The first sentence with a common name in it, by which a certificate may be meant.
    private var naming: [UInt8]?

    /// What the body says of certificates so far, the sentence that is still being written included.
    var match: (concerns: ApplicationRefusal.Concern, sentence: [UInt8])? {
        if let decided { return decided }
        return RefusalWords.refusal(inPage: sentence).map { ($0, sentence) }
    }

    /// What a person would be shown first, even if it is still being written.
    var title: [UInt8] {
        if let naming { return naming }
        if let opening { return opening }
        return form == .json ? spoken.value : sentence
    }

    mutating func read(_ bytes: [UInt8]) {
        for byte in bytes {
            if decided != nil || textBytes >= PageText.maximumTextBytes { return }
            if isInTag { readTag(byte) } else { readText(byte) }
        }
    }

    private mutating func readText(_ byte: UInt8) {
        let isBlank = byte == .space || (byte >= 0x09 && byte <= 0x0D)
        if form == .unknown, !isBlank {
            form =
                switch byte {
                case UInt8(ascii: "<"): .markup
                case UInt8(ascii: "{"), UInt8(ascii: "["): .json
                default: .plain
                }
        }
        guard hidden == nil || byte == UInt8(ascii: "<") else { return }
        if byte > .space { textBytes += 1 }
        switch (form, byte) {
        case (.markup, UInt8(ascii: "<")):
            isInTag = true
            tagName = []
            isTagNameOver = false
        case (.json, UInt8(ascii: "\"")):
            if spoken.end(sentence) { endSentence() } else { sentence.append(byte) }
        case (.plain, .lineFeed), (.json, UInt8(ascii: "{")), (.json, UInt8(ascii: "}")):
            endSentence()
        case _ where isBlank:
            addBlank()
        default:
            sentence.append(byte)
        }
        if sentence.count >= PageText.maximumSentenceBytes { endSentence() }
    }

    private mutating func readTag(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: ">"):
            isInTag = false
            guard !changesHiding() else { return }
            if PageText.markupOfWords.contains(tagName) { addBlank() } else { endSentence() }
        case UInt8(ascii: "<") where hidden != nil:
            // What began before was a comparison.
            tagName = []
            isTagNameOver = false
        case UInt8(ascii: "/") where tagName.isEmpty:
            break
        case .space, UInt8(ascii: "/"), .lineFeed, 0x09, .carriageReturn:
            isTagNameOver = true
        default:
            if !isTagNameOver, tagName.count < PageText.maximumTagNameBytes {
                tagName.append(byte.lowercased)
            }
        }
    }

    /// Takes in the tag that has ended, if it is that of a style or script, or in one.
    private mutating func changesHiding() -> Bool {
        if let hidden {
            if tagName == hidden { self.hidden = nil }
            return true
        }
        guard PageText.hiding.contains(tagName) else { return false }
        endSentence()
        hidden = tagName
        return true
    }

    private mutating func addBlank() {
        if let last = sentence.last, last != .space { sentence.append(.space) }
    }

    private mutating func endSentence() {
        defer { sentence = [] }
        guard sentence.contains(where: { $0 != .space }) else { return }
        if form == .json { sentence = SpokenValues.unescaped(sentence) }
        if let concerns = RefusalWords.refusal(inPage: sentence) { decided = (concerns, sentence) }
        if form == .json { return }
        if opening == nil { opening = sentence }
        if naming == nil, RefusalWords.namesSubject(sentence) { naming = sentence }
    }

    private static let hiding: Set<[UInt8]> = [Array("style".utf8), Array("script".utf8)]

    private static let markupOfWords: Set<[UInt8]> = Set(
        ["a", "b", "code", "em", "font", "i", "small", "span", "strong", "tt", "u"].map { Array($0.utf8) }
    )
}

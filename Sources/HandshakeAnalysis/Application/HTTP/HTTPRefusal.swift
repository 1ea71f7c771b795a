/// What one HTTP response, of any version, says about the client's certificate.
struct HTTPRefusal: Sendable {
    private let status: Int
    private let phrase: [UInt8]
    /// The body is compressed, so nobody can say what it is about.
    private let isEncoded: Bool
    /// What a page would say that is not sent.
    private let implied: ApplicationRefusal.Concern?
    private var page = PageText()

    /// `nil` if the status is not one that servers refuse a certificate with.
    ///
    /// 495 and 496 are nginx's own (`ngx_http_request.h`), and what `error_page` may turn its 400 back into.
    init?(status: Int, phrase: [UInt8], isEncoded: Bool, implied: ApplicationRefusal.Concern? = nil) {
        guard [400, 401, 403, 495, 496].contains(status) else { return nil }
        self.status = status
        self.phrase = phrase
        self.isEncoded = isEncoded
        self.implied = implied
    }

    mutating func read(_ body: [UInt8]) {
        if !isEncoded { page.read(body) }
    }

    /// The refusal so far; `nil` for a 400 that speaks of something else.
    var finding: Finding? {
        if let match = page.match { return finding(byStatus ?? match.concerns, match.sentence) }
        if let concerns = byStatus ?? RefusalWords.refusal(inPage: phrase) { return finding(concerns, said) }
        return status != 400 || isEncoded ? finding(.unspecified, said) : nil
    }

    private var said: [UInt8] { page.title.isEmpty ? phrase : page.title }

    private var byStatus: ApplicationRefusal.Concern? {
        switch status {
        case 495: .certificate
        case 496: .missingCertificate
        default: implied
        }
    }

    private func finding(_ concerns: ApplicationRefusal.Concern, _ text: [UInt8]) -> Finding {
        Finding(concerns, code: String(status), text: RefusalText.printable(text))
    }
}

internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis

extension Sentences {
    /// What was found, as one or two whole sentences.
    func summary(of diagnosis: Diagnosis) -> String {
        switch diagnosis.finding {
        case .expired(let mention, let seconds):
            "\(Self.certificate(mention)) expired \(Wording.duration(seconds)) before it was used"
                + Self.dates(mention.certificate) + "."
        case .notYetValid(let mention, let seconds):
            "\(Self.certificate(mention)) only becomes valid \(Wording.duration(seconds)) after it was used"
                + Self.dates(mention.certificate) + "."
        case .wrongPurpose(let mention, _):
            "\(Self.certificate(mention)) may not be used to authenticate a \(Wording.name(of: mention.role))."
        case .clientPresentedNone: "The server requested a client certificate, and the client presented none."
        }
    }

    /// What to do about it; `nil` where there is nothing to do.
    func remedy(of diagnosis: Diagnosis) -> String? {
        switch diagnosis.finding {
        case .expired: "Renew it."
        case .notYetValid: "Check the clock, or wait."
        case .wrongPurpose: "Issue one for this purpose."
        case .clientPresentedNone: "Configure a certificate and its key at the client."
        }
    }

    // MARK: Parts

    /// `The client's certificate CN=device-7`, as a sentence begins; one above the leaf is named by its place.
    static func certificate(_ mention: Diagnosis.CertificateMention) -> String {
        let owner = "The \(Wording.name(of: mention.role))'s"
        let subject = mention.certificate.subject.map { " " + Wording.name($0) } ?? ""
        guard mention.position > 0 else { return "\(owner) certificate\(subject)" }
        return "\(owner) chain has a certificate\(subject) at place \(mention.position + 1) that"
    }

    /// ` (valid 2020-01-01 to 2021-01-01)`.
    static func dates(_ certificate: CertificateSummary) -> String {
        guard let start = certificate.notBefore, let end = certificate.notAfter else { return "" }
        return " (valid from \(day(start)) to \(day(end)))"
    }

    private static func day(_ time: CertificateTime) -> Substring {
        DateTime.text(seconds: time.seconds).prefix { $0 != "T" }
    }
}

public import HandshakeAnalysis

/// What the text report says, for whoever shows it in another place.
///
/// Sentences may hold text from the wire as it is: names in certificates, say.
extension ConnectionReport {
    /// What happened, in one sentence.
    ///
    /// "The server refused the client certificate CN=a: certificate_expired (45), frame 12."
    public var outcome: String { Sentences(about: self).plainOutcome(of: self) }

    /// What was found, with the frames that show it.
    public func summary(of diagnosis: Diagnosis) -> String {
        Sentences(about: self).plainSummary(of: diagnosis)
    }

    /// What to do about it; `nil` where there is nothing to be done.
    public func remedy(of diagnosis: Diagnosis) -> String? { Sentences(about: self).remedy(of: diagnosis) }
}

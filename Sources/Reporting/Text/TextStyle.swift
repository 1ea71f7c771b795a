internal import HandshakeAnalysis
internal import TLSWire

/// Colours, or none: the same text either way.
struct TextStyle: Sendable {
    let usesColor: Bool

    private enum Color: Int {
        case bold = 1
        case dim = 2
        case red = 31
        case green = 32
        case yellow = 33
    }

    func verdict(_ text: String, _ status: Verdict.Status) -> String {
        switch status {
        case .completed: painted(text, .green)
        case .failed: painted(text, .red)
        case .notRequested: text
        case .notPresented, .incomplete, .undetermined: painted(text, .yellow)
        }
    }

    /// How a message of a ladder stands out.
    enum Tone { case plain, dimmed, warning, alarm }

    static func tone(of kind: HandshakeEvent.Kind) -> Tone {
        switch kind {
        case .alert(let alert) where alert.level == .fatal: .alarm
        case .alert, .encryptedAlert, .refusedByApplication, .secretsRefused, .foreignSpeech, .gap, .cut,
            .lostSynchronization,
            .malformed, .reset:
            .warning
        case .encryptedHandshake, .applicationData, .closed, .changeCipherSpec, .flightAgain,
            .sealedPacket,
            .connectionClose:
            .dimmed
        case .carrier(let outcome): outcome.isAcceptance ? .plain : .warning
        case .message, .certificate, .proof, .inferred, .answeredByApplication, .tunnelsTLS, .handshakeDone:
            .plain
        }
    }

    func toned(_ text: String, _ tone: Tone) -> String {
        switch tone {
        case .plain: text
        case .dimmed: dimmed(text)
        case .warning: warning(text)
        case .alarm: alarm(text)
        }
    }

    func warning(_ text: String) -> String { painted(text, .yellow) }

    func alarm(_ text: String) -> String { painted(text, .red) }

    func label(_ text: String, _ severity: Diagnosis.Severity?) -> String {
        switch severity {
        case .error: painted(text, .red)
        case .warning: painted(text, .yellow)
        case .info, nil: painted(text, .dim)
        }
    }

    func dimmed(_ text: String) -> String { painted(text, .dim) }

    func strong(_ text: String) -> String { painted(text, .bold) }

    private func painted(_ text: String, _ color: Color) -> String {
        usesColor ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
    }
}

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

    func arrow(_ text: String, _ kind: HandshakeEvent.Kind) -> String {
        switch kind {
        case .alert(let alert) where alert.level == .fatal: painted(text, .red)
        case .alert, .encryptedAlert, .refusedByApplication, .secretsRefused, .foreignSpeech, .gap, .cut,
            .lostSynchronization,
            .malformed, .reset:
            painted(text, .yellow)
        case .encryptedHandshake, .applicationData, .closed, .changeCipherSpec, .flightAgain, .sealedPacket,
            .connectionClose:
            painted(text, .dim)
        case .carrier(let outcome): outcome.isAcceptance ? text : painted(text, .yellow)
        case .message, .certificate, .proof, .inferred, .answeredByApplication, .tunnelsTLS, .handshakeDone:
            text
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

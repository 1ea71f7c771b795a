internal import HandshakeAnalysis

// Sentences as a report for people has them: whole, with the frames that show it in parentheses.

extension Sentences {
    /// What happened, as one sentence; the confidence of a verdict is said apart (``Wording/confidence(of:)``).
    func plainOutcome(of report: ConnectionReport) -> String {
        var clause = outcome(of: report)
        if let confidence = Wording.confidence(of: report.verdict) {
            let suffix = " (\(confidence))"
            if clause.hasSuffix(suffix) { clause.removeLast(suffix.count) }
        }
        return Self.whole(clause)
    }

    /// A finding with its evidence.
    func plainSummary(of diagnosis: Diagnosis) -> String {
        let text = summary(of: diagnosis)
        let frames = frames(diagnosis, unlessIn: text)
        guard !frames.isEmpty else { return text }
        return text.hasSuffix(".") ? "\(text.dropLast()) (\(frames))." : "\(text) (\(frames))"
    }

    /// Makes `The server refused it.` of `server refused it`.
    static func whole(_ clause: String) -> String {
        let start =
            clause.hasPrefix("server ") || clause.hasPrefix("client ")
            ? "The \(clause)" : clause.prefix(1).uppercased() + clause.dropFirst()
        return start.hasSuffix(".") ? start : start + "."
    }

    /// `frames 6, 9 and 10`: those of the evidence that the sentence does not name itself.
    private func frames(_ diagnosis: Diagnosis, unlessIn sentence: String) -> String {
        var names: [FrameName] = []
        for packet in diagnosis.evidence {
            let name = frame(packet)
            if names.contains(where: { $0.description == name.description }) { continue }
            if Self.names(name.number, in: sentence) { continue }
            names.append(name)
        }
        guard names.count > 1, names.allSatisfy({ $0.place == nil }) else {
            return names.map(\.description).joined(separator: ", ")
        }
        return "frames " + Self.list(names, atMost: 12) { String($0.number) }
    }

    private static func names(_ frame: UInt64, in sentence: String) -> Bool {
        let words = sentence.split(separator: " ")
        return zip(words, words.dropFirst()).contains { word, number in
            word.hasSuffix("frame") && UInt64(number.prefix { $0.isNumber }) == frame
        }
    }
}

extension Wording {
    /// What stands before a connection, so that no colour is needed.
    static func sign(of status: Verdict.Status) -> String {
        switch status {
        case .completed: "✓"
        case .failed: "✗"
        case .notRequested: "–"
        case .notPresented: "○"
        case .incomplete: "…"
        case .undetermined: "?"
        }
    }

    /// `not requested`.
    static func words(for status: Verdict.Status) -> String { spaced(status.rawValue) }

    /// A cause as a heading: `client certificate expired`.
    static func title(of cause: Cause) -> String {
        switch cause {
        case .diagnosis(.clientPresentedNone): "no client certificate presented"
        case .diagnosis(.clientCertificateSelfSigned): "self-signed client certificate"
        case .diagnosis(.clientCertificateUntrusted): "client certificate of an authority that is not trusted"
        case .diagnosis(.clientCertificateWrongPurpose): "client certificate is not for clients"
        case .diagnosis(.serverCertificateSelfSigned): "self-signed server certificate"
        case .diagnosis(.serverCertificateUntrusted): "server certificate of an authority that is not trusted"
        case .diagnosis(.clientIssuerNotRequested):
            "client certificate of an issuer that the server did not name"
        case .diagnosis(.clientCertificateRefusedUnseen): "client certificate refused (encrypted)"
        case .diagnosis(.clientClosedAfterRequest): "client closed after the certificate request"
        case .diagnosis(.serverCertificateWrongPurpose): "server certificate is not for servers"
        case .diagnosis(.clientCertificateWeak): "client certificate too weak"
        case .diagnosis(.serverCertificateWeak): "server certificate too weak"
        case .diagnosis(.clientProofOfPossessionInvalid): "client's signature does not match its certificate"
        case .diagnosis(.serverProofOfPossessionInvalid): "server's signature does not match its certificate"
        case .diagnosis(.clientChainIncomplete): "client's chain lacks an intermediate certificate"
        case .diagnosis(.serverCertificateChainIncomplete): "server's chain lacks an intermediate certificate"
        case .diagnosis(.clientSignatureSchemeNotRequested):
            "client's key of a type that the server did not ask for"
        case .diagnosis(.clientRevocationUnknown): "revocation of the client certificate cannot be checked"
        case .diagnosis(.serverRevocationUnknown): "revocation of the server certificate cannot be checked"
        case .diagnosis(.eapFailureWithoutAlert): "EAP failure without an alert"
        case .diagnosis(.eapFailureAfterHandshake): "EAP failure after the handshake"
        case .diagnosis(.eapAbandoned): "EAP exchange given up"
        case .diagnosis(.peerDoesNotSpeakTLS): "server does not speak TLS"
        case .diagnosis(.noCommonVersion): "no protocol version in common"
        case .diagnosis(.noCommonCipherSuite): "no cipher suite in common"
        case .diagnosis(.noCommonGroup): "no key exchange group in common"
        case .diagnosis(.noCommonApplicationProtocol): "no application protocol in common"
        default: spaced(cause.code)
        }
    }

    private static func spaced(_ code: String) -> String {
        code.split(separator: "_").joined(separator: " ")
    }

    /// `5,000`.
    static func number(_ value: some BinaryInteger) -> String {
        let digits = String(value)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3), digit.isNumber { result += "," }
            result.append(digit)
        }
        return result
    }

    /// `1 packet`, `2,000 packets`.
    static func many(_ value: some BinaryInteger, _ noun: String) -> String {
        "\(number(value)) \(noun)\(value == 1 ? "" : "s")"
    }
}

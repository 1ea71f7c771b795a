internal import ByteParsing
internal import CertificateInspection
internal import HandshakeAnalysis
internal import TLSWire

extension Sentences {
    /// The verdict in one sentence: who did what, about which certificate, and at which frame.
    func outcome(of report: ConnectionReport) -> String {
        let verdict = report.verdict
        let sentence = resumed(verdict) ?? decided(report)
        return Wording.confidence(of: verdict).map { "\(sentence) (\($0))" } ?? sentence
    }

    private func decided(_ report: ConnectionReport) -> String {
        let verdict = report.verdict
        return switch verdict.status {
        case .completed: "server accepted \(clientCertificate(report))"
        case .failed: verdict.failure.map { failed($0, report) } ?? "the handshake failed"
        case .notRequested: notRequested(report)
        case .notPresented: "server requested a certificate, client presented none, and server carried on"
        case .incomplete: (lack(verdict) ?? verdict.reasons.last).map(sentence) ?? "nothing was decided"
        case .undetermined: obstacle(verdict)
        }
    }

    /// What is known of a resumed session.
    private func resumed(_ verdict: Verdict) -> String? {
        guard verdict.isResumed else { return nil }
        let original = verdict.originalConnection.map { "the session of \(Wording.connection($0))" }
        let session = original ?? "a session"
        switch verdict.status {
        case .completed: return "resumed \(session), mutually authenticated"
        case .notRequested: return "resumed \(session), where server requested no certificate"
        case .notPresented: return "resumed \(session), where client presented no certificate"
        case .failed, .incomplete, .undetermined: return nil
        }
    }

    private func notRequested(_ report: ConnectionReport) -> String {
        guard let authentication = report.tls.authentication, authentication != .certificate else {
            return "server requested no client certificate"
        }
        return
            "server requested no certificate; the parties authenticate by \(Wording.authentication(authentication))"
    }

    /// What the capture lacks: where something is missing, nothing else keeps a connection from being decided.
    private func lack(_ verdict: Verdict) -> Reason? {
        guard !verdict.isResumed else { return nil }
        return verdict.reasons.first {
            switch $0 {
            case .captureCut, .captureLacksBytes, .captureLacksDirection, .leftBeforeHearing: true
            default: false
            }
        }
    }

    /// The reason that kept a connection from being decided: not always the last one.
    private func obstacle(_ verdict: Verdict) -> String {
        var resumption: String?
        if let lack = lack(verdict) { return sentence(for: lack) }
        for reason in verdict.reasons {
            switch reason {
            case .resumedSession: resumption = sentence(for: reason)
            case .originalHandshakeNotSeen:
                let here = sentence(for: reason)
                return resumption.map { "\($0), and \(here)" } ?? here
            case .encryptedFromServerHello, .encryptedRenegotiation: return sentence(for: reason)
            default: continue
            }
        }
        return verdict.reasons.last.map(sentence) ?? "nothing was decided"
    }

    private func failed(_ failure: Failure, _ report: ConnectionReport) -> String {
        switch failure.kind {
        case .clientCertificateRejected:
            "server refused \(clientCertificate(report))\(how(failure, .server, report))"
        case .clientCertificateMissing:
            "client presented no certificate and the server refused\(how(failure, .server, report))"
        case .serverCertificateRejected:
            "client refused \(serverCertificate(report))\(how(failure, .client, report))"
        case .clientCertificateRejectedByApplication:
            "the application refused \(clientCertificate(report))\(how(failure, .server, report))"
        case .clientCertificateMissingByApplication:
            "client presented no certificate and the application refused\(how(failure, .server, report))"
        case .clientGaveUp: "client gave up after the certificate request\(how(failure, .client, report))"
        case .handshakeFailed: handshakeFailed(failure, report)
        }
    }

    private func handshakeFailed(_ failure: Failure, _ report: ConnectionReport) -> String {
        for reason in report.verdict.reasons {
            guard case .serverSpokeOtherProtocol(let speech) = reason else { continue }
            return "the server does not speak TLS: it \(Wording.speaks(speech)), \(frame(speech.packet))"
        }
        let subject = (failure.alert?.sender ?? failure.closedBy).map {
            Wording.name(of: $0) + " ended the handshake"
        }
        return (subject ?? "the handshake failed") + how(failure, failure.alert?.sender, report)
    }

    /// `: unknown_ca (48), frame 14`, or how the connection ended when no alert told.
    private func how(_ failure: Failure, _ expected: Role?, _ report: ConnectionReport) -> String {
        if let fact = failure.alert {
            let sender = fact.sender == expected ? "" : "\(Wording.name(of: fact.sender)) sent "
            return ": \(sender)\(alert(fact))"
        }
        for reason in report.verdict.reasons.reversed() {
            switch reason {
            case .carrierDecided(let outcome):
                return ": \(Wording.clause(outcome)), \(frame(outcome.packet))"
            case .answerOwed(let role, let silence): return ": \(Wording.owing(role, silence))"
            case .closed(let role, let packet):
                return ": \(Wording.name(of: role)) closed without an alert, \(frame(packet))"
            case .reset(let role, let packet):
                return ": \(Wording.name(of: role)) reset the connection, \(frame(packet))"
            case .serverClosedInsteadOfAnswering(let packet):
                return ": closed instead of answering, \(frame(packet))"
            case .serverClosedAfterHandshake(let packet):
                return ": closed right after the handshake, \(frame(packet))"
            default: continue
            }
        }
        return failure.closedBy.map { ": \(Wording.name(of: $0)) closed without an alert" } ?? ""
    }

    /// `the client certificate CN=device-7`.
    func clientCertificate(_ report: ConnectionReport) -> String {
        certificate("the client certificate", report.clientCertificate)
            + (Self.candidates(of: report).map { ", \($0)" } ?? "")
    }

    /// `by its size perhaps CN=device-7`, of a certificate that is hidden; `nil` where none of those at hand fits.
    static func candidates(of report: ConnectionReport) -> String? {
        let candidates = report.candidates
        guard !candidates.isEmpty else { return nil }
        let names = list(candidates.map(Wording.name))
        return "by its size \(candidates.count == 1 ? "perhaps" : "perhaps one of") \(names)"
    }

    func serverCertificate(_ report: ConnectionReport) -> String {
        certificate("the server certificate", report.serverCertificate)
    }

    private func certificate(_ noun: String, _ facts: CertificateFacts?) -> String {
        guard let facts else { return noun }
        if case .rawPublicKey(let key) = facts.chain.entries { return "\(noun): a raw public key, \(key)" }
        guard let leaf = facts.chain.leaf else { return noun }
        return "\(noun) \(leaf.subject.map(Wording.name) ?? "that cannot be read")"
    }
}
